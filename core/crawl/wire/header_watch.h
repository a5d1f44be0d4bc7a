// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

namespace lanescope::crawl {

/// A TCP connection of this process as the kernel sees it. Times are nanoseconds of CLOCK_MONOTONIC.
struct ConnectionLook {
    quint16 localPort = 0;
    QHostAddress peer;
    quint16 peerPort = 0;
    quint64 received = 0;    ///< bytes, since it was opened, without those that nobody has read yet
    std::int64_t sentNs = 0; ///< when something was sent the last time
};

/// All TCP connections of this process that lead somewhere. Complexity: a system call or two for each descriptor.
std::vector<ConnectionLook> openConnections(std::int64_t nowNs);

/// Finds answers whose header does not end, or the size of a chunk in their body.
///
/// Qt 6.4 puts a header into memory without any bound (6.5 and later stop at 256 KiB), tells nobody before it is
/// complete, and keeps its sockets to itself. But the kernel tells how much each connection of this process has
/// received and when it sent something the last time, and a request that has waited for its header since that moment is
/// the one whose header comes there. Looked at only while a request has waited for kPatienceNs, twice before it
/// says so.
///
/// Nor is there a bound to the line that gives the size of a chunk. So where a connection has given Qt kMostBytesUnsure
/// more than came out of it as a body, that request is ended too.
///
/// The kernel's clock of sends is coarse: requests that went to one server within kSameSendNs cannot be told apart by
/// it. Then it waits until those whose header does come have left, and only a header of kMostBytesUnsure ends one of
/// the rest without being sure that it is the right one.
///
/// Threads: one at a time. Memory: one entry a connection that is looked at.
class HeaderWatch {
public:
    static constexpr std::int64_t kEveryNs = 50'000'000;
    static constexpr std::int64_t kPatienceNs = 100'000'000;
    static constexpr std::int64_t kPatienceInBodyNs = 500'000'000;
    static constexpr std::int64_t kSameSendNs = 20'000'000;
    static constexpr quint64 kMostBytes = 256 * 1024;
    static constexpr quint64 kMostBytesUnsure = 16 * 1024 * 1024;

    /// A request that has been sent and whose answer is not complete.
    struct Sent {
        int lane = 0;
        QHostAddress address;
        quint16 port = 0;
        std::int64_t sentNs = 0;
        bool inHeader = true;
        qint64 bodyBytes = 0; ///< read so far, before decompression
    };

    /// A request whose header is too large, or whose body is not what comes.
    struct Found {
        int lane = 0;
        bool isSure = true;   ///< false: it may be that of another that was sent in the same moment
        bool inHeader = true; ///< false: in the body, of which nobody gets to see what came
        bool operator==(const Found&) const = default;
    };

    /// True if any of them has waited so long that a look is worth it.
    static bool isWorthALook(std::span<const Sent> requests, std::int64_t nowNs);
    /// Call every kEveryNs.
    std::vector<Found> look(std::span<const Sent> requests, std::span<const ConnectionLook> connections,
                            std::int64_t nowNs);
    /// Nothing waits any more.
    void forget() { m_known.clear(); }

private:
    struct Known {
        std::int64_t sentNs = 0; // of the request that is being answered
        quint64 atFirst = 0;     // received when it was first looked at
        bool suspected = false;
    };
    struct Flood {
        const ConnectionLook* connection = nullptr;
        quint64 bytes = 0; // of this header
    };
    std::vector<Flood> floods(std::span<const ConnectionLook> connections);
    static std::vector<const Sent*> nearest(const ConnectionLook& connection, std::span<const Sent* const> requests);
    static std::optional<Found> unframed(const Flood& flood, std::vector<const Sent*>& requests);
    static std::optional<Found> answeredBy(const Flood& flood, std::span<const Flood> floods,
                                           std::vector<const Sent*>& requests, std::int64_t nowNs);

    std::unordered_map<std::uint64_t, Known> m_known; // by local port and peer's
};

} // namespace lanescope::crawl
