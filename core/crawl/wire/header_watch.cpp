// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/header_watch.h"

#include <QScopeGuard>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <dirent.h>
#include <iterator>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <optional>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

namespace lanescope::crawl {

namespace {

/// The two differ by more only if our own loop was busy, and then the lane is another's.
constexpr std::int64_t kMostApartNs = 250'000'000;
/// Of a body so much was read here by the time at which its connection counts as a flood.
constexpr qint64 kBodyOfAFlood = 64 * 1024;

std::optional<ConnectionLook> lookAt(int descriptor, std::int64_t nowNs)
{
    tcp_info info{};
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0 ||
        length < offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received)
        return std::nullopt; // no TCP, or a kernel before 4.1
    int unread = 0;
    if (ioctl(descriptor, FIONREAD, &unread) != 0)
        unread = 0;
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
                          .received = info.tcpi_bytes_received - static_cast<quint64>(unread),
                          .sentNs = nowNs - std::int64_t{info.tcpi_last_data_sent} * 1'000'000};
}

std::int64_t apart(const HeaderWatch::Sent& request, const ConnectionLook& connection)
{
    return std::abs(request.sentNs - connection.sentNs);
}

bool mayBeOn(const HeaderWatch::Sent& request, const ConnectionLook& connection)
{
    return request.port == connection.peerPort &&
           request.address.isEqual(connection.peer, QHostAddress::TolerantConversion) &&
           apart(request, connection) <= kMostApartNs;
}

bool inSameMoment(const ConnectionLook& one, const ConnectionLook& other)
{
    return one.peerPort == other.peerPort && one.peer == other.peer &&
           std::abs(one.sentNs - other.sentNs) <= HeaderWatch::kSameSendNs;
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
    return std::ranges::any_of(requests, [nowNs](const Sent& request) {
        return nowNs - request.sentNs >= (request.inHeader ? kPatienceNs : kPatienceInBodyNs);
    });
}

/// Connections that have received more than a header may be, as they had when they were looked at before.
std::vector<HeaderWatch::Flood> HeaderWatch::floods(std::span<const ConnectionLook> connections)
{
    std::vector<Flood> result;
    std::unordered_map<std::uint64_t, Known> known;
    for (const ConnectionLook& connection : connections) {
        const std::uint64_t key = std::uint64_t{connection.localPort} << 16 | connection.peerPort;
        const auto before = m_known.find(key);
        const bool isSame =
            before != m_known.end() && std::abs(before->second.sentNs - connection.sentNs) <= kSameSendNs;
        Known& now = known[key] = isSame ? before->second : Known{connection.sentNs, connection.received};
        const quint64 bytes = connection.received - now.atFirst;
        if (bytes > kMostBytes && std::exchange(now.suspected, true))
            result.push_back({&connection, bytes});
    }
    m_known = std::move(known);
    return result;
}

/// Those that may be on that connection, by when they were sent; the likeliest first.
std::vector<const HeaderWatch::Sent*> HeaderWatch::nearest(const ConnectionLook& connection,
                                                           std::span<const Sent* const> requests)
{
    std::vector<const Sent*> near;
    std::ranges::copy_if(requests, std::back_inserter(near),
                         [&](const Sent* request) { return mayBeOn(*request, connection); });
    std::ranges::stable_sort(near, {}, [&](const Sent* request) { return apart(*request, connection); });
    std::erase_if(near, [&, nearestNs = near.empty() ? 0 : apart(*near.front(), connection)](const Sent* request) {
        return apart(*request, connection) > nearestNs + kSameSendNs;
    });
    return near;
}

/// Even if it were the body of which most came out.
std::optional<HeaderWatch::Found> HeaderWatch::unframed(const Flood& flood, std::vector<const Sent*>& requests)
{
    std::vector<const Sent*> near = nearest(*flood.connection, requests);
    const bool isSure = near.size() == 1;
    std::erase_if(near, [](const Sent* request) { return request->inHeader; });
    if (near.empty())
        return std::nullopt;
    const auto [least, most] = std::ranges::minmax_element(near, {}, &Sent::bodyBytes);
    if (flood.bytes <= static_cast<quint64>((*most)->bodyBytes) + kMostBytesUnsure)
        return std::nullopt;
    const Found found{(*least)->lane, isSure, false};
    std::erase(requests, *least);
    return found;
}

/// Whose header the flood is. Bodies that were asked for in the same moment account for as many floods as they are.
std::optional<HeaderWatch::Found> HeaderWatch::answeredBy(const Flood& flood, std::span<const Flood> floods,
                                                          std::vector<const Sent*>& requests, std::int64_t nowNs)
{
    const std::vector<const Sent*> near = nearest(*flood.connection, requests);
    const auto first = std::ranges::find_if(near, [](const Sent* request) { return request->inHeader; });
    if (first == near.end())
        return std::nullopt;
    if (nowNs - (*first)->sentNs < kPatienceNs)
        return std::nullopt; // its header may have come while our own loop was busy
    const auto headers = std::ranges::count_if(near, [](const Sent* request) { return request->inHeader; });
    const auto bodies = std::ranges::count_if(near, [&](const Sent* request) {
        return !request->inHeader && (request == near.front() || request->bodyBytes >= kBodyOfAFlood);
    });
    const auto together = std::ranges::count_if(
        floods, [&](const Flood& other) { return inSameMoment(*other.connection, *flood.connection); });
    const bool isSure = together - bodies >= headers;
    if (together <= bodies || (!isSure && flood.bytes <= kMostBytesUnsure))
        return std::nullopt;
    const Found found{(*first)->lane, isSure};
    std::erase(requests, *first);
    return found;
}

std::vector<HeaderWatch::Found> HeaderWatch::look(std::span<const Sent> requests,
                                                  std::span<const ConnectionLook> connections, std::int64_t nowNs)
{
    // The young ones too: a flood that is theirs must not be laid to one that has waited longer.
    std::vector<const Sent*> open;
    for (const Sent& request : requests)
        open.push_back(&request);
    const std::vector<Flood> all = floods(connections);
    std::vector<Found> tooLarge;
    for (const Flood& flood : all) {
        if (const auto found = answeredBy(flood, all, open, nowNs))
            tooLarge.push_back(*found);
        else if (const auto body = unframed(flood, open))
            tooLarge.push_back(*body);
    }
    return tooLarge;
}

} // namespace lanescope::crawl
