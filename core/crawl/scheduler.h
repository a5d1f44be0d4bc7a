// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/duplicate_filter.h"
#include "core/crawl/frontier.h"
#include "core/crawl/statistics.h"
#include "core/sync/mutex.h"
#include "core/trace/probes.h"

#include <QSet>

#include <span>
#include <vector>

namespace lanescope::crawl {

/// A URL that was found, ready to be judged.
struct Candidate {
    Url url;
    quint64 fingerprint = 0;
};

/// How a crawl stands at one moment.
struct Progress {
    Statistics statistics;
    WaitCounts waiting;
    int onTheWire = 0;
    std::size_t parsing = 0; ///< pages queued for a parser or in its hands

    std::size_t pending() const { return waiting.total() + static_cast<std::size_t>(onTheWire); }
};

/// What the dispatcher needs to know after it took all it could.
struct Outlook {
    std::optional<std::int64_t> wakeNs; ///< when a delay is over that holds what the global cap would let go
    bool idle = false;                  ///< nothing is on the wire or being parsed
    bool exhausted = false;             ///< nothing waits, or the page budget is used up
};

/// The one place where the network thread and the parsers meet: filters, frontier and statistics under one
/// lock, named "frontier" in the recording. Parsers push what they found themselves, so that the contention
/// seen there is real.
///
/// Threads: any. Whatever costs more than a hash look-up is done by the callers outside the lock.
class Scheduler {
public:
    Scheduler();

    /// Forgets everything and takes the start URLs.
    void start(const Settings& settings, std::span<const Candidate> urls);
    void configure(const Settings& settings);

    /// The next request that may start now; nothing if all wait or the page budget is used up.
    std::optional<Request> take();
    /// A request ended. If its page goes to a parser, parsed() or unparsed() must follow. True if the caps
    /// were exceeded before, after they had been lowered, and are kept now.
    bool ended(const Response& response, bool toParser);
    /// A redirect leads to another request; judged like a link, but of the same depth.
    void redirected(const Request& from, const Candidate& to);
    /// A page was read: its links. `depth` is the page's. True if the network thread has something to do now.
    bool parsed(const Url& page, int depth, std::span<const Candidate> links);
    void unparsed(std::size_t pages);

    /// The crawl is over; the clock of the statistics stops.
    void finish(const QString& reason);

    Outlook outlook();
    bool withinCaps() const;
    /// Everything at one moment.
    Progress progress() const;

private:
    bool admit(const Candidate& candidate, const RequestTag& tag, std::string_view fromHost,
               std::int64_t nowNs);
    bool inScope(std::string_view host, std::string_view fromHost) const;
    bool budgetUsed() const;
    bool idle() const { return m_parsing == 0 && m_frontier.limiter().inFlight() == 0; }
    double elapsedS() const;

    mutable sync::Mutex m_mutex{"frontier"};
    trace::TracedObject m_depth{trace::ObjectKind::Queue, "frontier depth"};
    // All below: guarded by m_mutex.
    Settings m_settings;
    Frontier m_frontier;
    DuplicateFilter m_seen;
    Statistics m_statistics;
    QSet<QByteArray> m_startHosts;
    std::size_t m_parsing = 0;
    std::int64_t m_startedNs = 0;
    bool m_running = false;
};

} // namespace lanescope::crawl
