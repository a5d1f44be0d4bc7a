// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/connection_id.h"
#include "core/site/site_counters.h"

#include <QByteArray>
#include <QJsonArray>

#include <cstdint>
#include <deque>

namespace lanescope::site {

/// One request as the server saw it. Times are nanoseconds of CLOCK_MONOTONIC, which a client on the same machine
/// shares.
struct LoggedRequest {
    std::uint64_t id = 0; // counts over the whole site
    ConnectionId connection{};
    std::uint32_t numberOnConnection = 0; // 1: it opened the connection
    int host = 0;
    std::uint16_t clientPort = 0;
    QByteArray target;
    int status = 0; // 0: no answer
    SiteCounters::Outcome outcome = SiteCounters::Outcome::Answered;
    std::int64_t beganNs = 0; // it had arrived whole
    std::int64_t endedNs = 0; // just before its last byte was handed to the socket
};

/// The latest requests, so that a client's account of its connections and phases can be compared with the server's.
/// Threads: belongs to the site's thread. Memory: bounded by the capacity; 0, the default, keeps nothing.
class RequestLog {
public:
    void setCapacity(std::size_t requests);
    [[nodiscard]] bool isOn() const { return m_capacity > 0; }
    /// Numbers a request that begins.
    [[nodiscard]] std::uint64_t nextId() { return ++m_lastId; }
    void add(LoggedRequest request);

    /// In the order in which they ended.
    [[nodiscard]] QJsonArray toJson() const;

private:
    std::deque<LoggedRequest> m_requests;
    std::size_t m_capacity = 0;
    std::uint64_t m_lastId = 0;
};

} // namespace lanescope::site
