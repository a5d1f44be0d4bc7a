// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

namespace lanescope::site {

/// How many there are now, the most there ever were, and the most since the last mark.
struct Gauge {
    std::int64_t now = 0;
    std::int64_t maximum = 0;
    std::int64_t maximumSinceMark = 0;

    void add()
    {
        ++now;
        maximum = std::max(maximum, now);
        maximumSinceMark = std::max(maximumSinceMark, now);
    }
    void remove() { --now; }
    void mark() { maximumSinceMark = now; }
};

/// What was counted for one host, one host name, or everything.
/// Invariant: requests = in flight + the sum of the statuses + resets + abandoned.
struct CounterSet {
    std::int64_t requests = 0;
    std::int64_t requestsSinceMark = 0;
    std::int64_t connectionsOpened = 0;
    std::int64_t resets = 0;    // connections this site reset on purpose
    std::int64_t abandoned = 0; // requests whose client left before the answer
    std::int64_t bytesSent = 0;
    Gauge inFlight;
    Gauge queued; // of those in flight, waiting for server_concurrency
    Gauge connections;
    std::map<int, std::int64_t> statuses;

    void mark();
    [[nodiscard]] QJsonObject toJson() const;
};

/// The site's own view of what its clients do, so that a client's caps can be proven from the other side.
///
/// A request is in flight from its complete parse until just before its last byte is handed to the socket:
/// no client can have the whole answer, and send its next request, while the first still counts.
/// A connection counts from its first counted request. Host names are those of the Host headers; beyond 64
/// of them the rest are counted together.
/// Threads: belongs to the site's thread.
class SiteCounters {
public:
    enum class Outcome { Answered, Reset, Abandoned };

    /// Where a connection or request is counted.
    struct Place {
        CounterSet* host = nullptr;
        CounterSet* name = nullptr;
    };

    explicit SiteCounters(QList<QByteArray> baseUrls);

    /// Pointers stay valid as long as the counters live.
    [[nodiscard]] Place placeOf(int host, const QByteArray& hostHeader);

    void connectionOpened(Place place);
    void connectionClosed(Place place);
    void requestBegan(Place place);
    void requestQueued(Place place);
    void requestUnqueued(Place place);
    /// `status` is used when the outcome is Answered.
    void requestEnded(Place place, Outcome outcome, int status = 0);
    void bytesSent(Place place, qint64 bytes);

    /// Starts a new window for the maxima.
    void mark();

    [[nodiscard]] const CounterSet& total() const { return m_total; }
    [[nodiscard]] const CounterSet& host(int index) const { return m_hosts[static_cast<std::size_t>(index)]; }
    [[nodiscard]] QJsonObject toJson() const;

private:
    template <typename Change>
    void each(Place place, Change change);

    QList<QByteArray> m_baseUrls;
    std::vector<CounterSet> m_hosts; // never resized: see placeOf()
    std::map<QByteArray, CounterSet> m_names;
    CounterSet m_total;
    std::int64_t m_marks = 0;
};

} // namespace lanescope::site
