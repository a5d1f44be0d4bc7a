// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/header_watch.h"

#include <QScopeGuard>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <dirent.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>

namespace lanescope::crawl {

namespace {

/// What the kernel tells of a send is in milliseconds, and Qt tells of it some time later.
constexpr std::int64_t kSameSendNs = 20'000'000;
/// The two differ by more only if our own loop was busy, and then the lane is another's.
constexpr std::int64_t kMostApartNs = 250'000'000;

std::optional<ConnectionLook> lookAt(int descriptor, std::int64_t nowNs)
{
    tcp_info info{};
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
        length < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return std::nullopt; // no TCP, or a kernel before 4.1
    sockaddr_storage local{};
    sockaddr_storage peer{};
    socklen_t localLength = sizeof local;
    socklen_t peerLength = sizeof peer;
    auto* const localAddress = reinterpret_cast<sockaddr*>(&local);
    auto* const peerAddress = reinterpret_cast<sockaddr*>(&peer);
    if (getsockname(descriptor, localAddress, &localLength) != 0 ||
        getpeername(descriptor, peerAddress, &peerLength) != 0)
        return std::nullopt;
    // The port is at the same place in both kinds of address.
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    return ConnectionLook{.localPort = ntohs(reinterpret_cast<const sockaddr_in*>(&local)->sin_port),
                          .peer = QHostAddress(peerAddress),
                          .peerPort = ntohs(reinterpret_cast<const sockaddr_in*>(&peer)->sin_port),
                          .received = info.tcpi_bytes_received,
                          .sentNs = nowNs - std::int64_t{info.tcpi_last_data_sent} * 1'000'000};
}

std::int64_t apart(const HeaderWatch::Sent& request, const ConnectionLook& connection)
{
    return std::abs(request.sentNs - connection.sentNs);
}

/// The request that is being answered on that connection; null if none is.
const HeaderWatch::Sent* answeredOn(const ConnectionLook& connection, std::span<const HeaderWatch::Sent> requests)
{
    const HeaderWatch::Sent* nearest = nullptr;
    for (const HeaderWatch::Sent& request : requests) {
        if (request.port == connection.peerPort &&
            request.address.isEqual(connection.peer, QHostAddress::TolerantConversion) &&
            apart(request, connection) <= kMostApartNs &&
            (nearest == nullptr || apart(request, connection) < apart(*nearest, connection)))
            nearest = &request;
    }
    return nearest;
}

} // namespace

std::vector<ConnectionLook> openConnections(std::int64_t nowNs)
{
    std::vector<ConnectionLook> result;
    DIR* const folder = opendir("/proc/self/fd");
    if (folder == nullptr)
        return result;
    const auto close = qScopeGuard([folder] { closedir(folder); });
    while (const dirent* const entry = readdir(folder)) {
        char* end = nullptr;
        const long descriptor = std::strtol(entry->d_name, &end, 10);
        if (end == entry->d_name)
            continue; // "." and ".."
        if (const auto look = lookAt(static_cast<int>(descriptor), nowNs))
            result.push_back(*look);
    }
    return result;
}

bool HeaderWatch::isWorthALook(std::span<const Sent> requests, std::int64_t nowNs)
{
    return std::ranges::any_of(
        requests, [nowNs](const Sent& request) { return request.inHeader && nowNs - request.sentNs >= kPatienceNs; });
}

std::vector<int> HeaderWatch::look(std::span<const Sent> requests, std::span<const ConnectionLook> connections,
                                   std::int64_t nowNs)
{
    std::vector<int> tooLarge;
    std::unordered_map<std::uint64_t, Known> known;
    for (const ConnectionLook& connection : connections) {
        const std::uint64_t key = std::uint64_t{connection.localPort} << 16 | connection.peerPort;
        const auto before = m_known.find(key);
        const bool isSame =
            before != m_known.end() && std::abs(before->second.sentNs - connection.sentNs) <= kSameSendNs;
        Known& now = known[key] = isSame ? before->second : Known{connection.sentNs, connection.received};
        if (connection.received - now.atFirst <= kMostBytes)
            continue;
        const Sent* const request = answeredOn(connection, requests);
        if (request == nullptr || !request->inHeader || nowNs - request->sentNs < kPatienceNs)
            continue;
        if (now.suspected)
            tooLarge.push_back(request->lane);
        now.suspected = true;
    }
    m_known = std::move(known);
    return tooLarge;
}

} // namespace lanescope::crawl
