// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/admission.h"
#include "core/crawl/frontier/frontier.h"
#include "core/crawl/frontier/host_health.h"
#include "core/crawl/frontier/stop_conditions.h"
#include "core/crawl/model/statistics.h"
#include "core/sync/mutex.h"
#include "core/trace/probes.h"

#include <array>
#include <span>
#include <vector>

namespace lanescope::crawl {

/// How a crawl stands at one moment.
struct Progress {
    Statistics statistics;
    WaitCounts waiting;
    RateLimit bindingRate = RateLimit::Requests; ///< where a rate holds everybody
    int onTheWire = 0;
    int capacity = 0;        ///< no more can be on the wire; 0: not known
    int robotsOnTheWire = 0; ///< of these, fetched on the way to a page
    std::size_t parsing = 0; ///< pages queued for a parser or in its hands

    std::size_t pending() const { return waiting.total() + static_cast<std::size_t>(onTheWire - robotsOnTheWire); }
};

/// What the dispatcher needs to know after it took all it could.
struct Outlook {
    std::optional<std::int64_t> wakeNs; ///< when a delay is over that holds what the global cap would let go
    bool idle = false;                  ///< nothing is on the wire or being parsed
    bool exhausted = false;             ///< nothing waits, or a stop condition is met
};

/// What the dispatcher gets when it asks for a request.
struct Turn {
    std::optional<Request> request = {};
    std::optional<FilterReason> refusal = {}; ///< of that request, by what was turned while it waited; see leaveOut()
    std::optional<Outlook> outlook = {};      ///< when no other may start at this moment
};

/// The links of a page, as URLs.
struct FoundLinks {
    std::vector<Candidate> candidates;
    std::array<quint64, kFilterReasons> unfit{}; ///< how many are no URL that could be requested, by why
};

/// What the end of a request led to.
struct Ending {
    bool capsKeptAgain = false; ///< the caps were exceeded before, after they had been lowered
    bool retried = false;       ///< it waits again
    HealthNews health;
    std::optional<ControlReading> control; ///< how the controller of its slot stands now, if it has one
    std::string controlledSlot;            ///< that slot's key
};

/// The one place where the network thread and the parsers meet: filters, frontier and statistics under one
/// lock, named "frontier" in the recording. Parsers push what they found themselves, so that the contention
/// seen there is real.
///
/// Threads: any. Whatever costs more than a hash look-up is done by the callers outside the lock.
class Scheduler {
public:
    /// `prefix` goes before the names in the recording.
    explicit Scheduler(const std::string& prefix = {});

    /// Told of every URL that is filtered, but for duplicates and what a robots.txt forbids; on any thread, outside the
    /// lock. Set before anything starts.
    void onUnasked(UnaskedListener listener) { m_onUnasked = std::move(listener); }
    /// The same of all that wait at this moment, under the lock.
    void tellWaiting() const;

    /// No more can be on the wire, whatever the settings say. Set before anything starts.
    void setCapacity(int capacity) { m_capacity = capacity; }

    /// Forgets everything and takes the start URLs. `earlier`: what counts towards the stop conditions already.
    void start(const Settings& settings, std::span<const Candidate> urls, const StopConditions::Spent& earlier = {});
    void configure(const Settings& settings);
    /// What may be followed besides what the scope says; for start URLs it does not count.
    void setPatterns(UrlPatterns patterns);

    /// The next request that may start now; none if all wait or a stop condition is met.
    Turn take();
    /// The page just taken is not to be fetched; it counts as filtered and gives its tokens back.
    void leaveOut(const Request& request, FilterReason why);
    /// See Frontier::received().
    std::int64_t received(qint64 bytes);
    /// A request ended. If its page goes to a parser, parsed() or unparsed() must follow.
    Ending ended(const Response& response, bool toParser);
    /// A redirect leads to another request; judged like a link, but of the same depth. Why it is not followed, if it is not.
    std::optional<FilterReason> redirected(const Request& from, const Candidate& to);
    /// A page was read: its links. `depth` is the page's. True if the network thread has something to do now.
    bool parsed(const Url& page, int depth, const FoundLinks& links);
    void unparsed(std::size_t pages);

    void setBacklogged(bool backlogged);
    /// A robots.txt was read, or is to be found elsewhere, or is asked for again later.
    void robotsRead(OriginId origin, std::int64_t validUntilNs, std::int64_t crawlDelayNs);
    /// It cannot be had, for now and until then: an error, and nothing of that origin may be fetched. `status`: of the last
    /// answer; 0: none.
    void robotsMissing(OriginId origin, int status, std::int64_t validUntilNs);
    void robotsMoved(const Request& from, const Url& to);
    void robotsFailed(OriginId origin, int tries);
    /// See Frontier::takeGuardedHosts().
    std::vector<QByteArray> takeGuardedHosts();
    /// See Frontier::takeUnresolvedHosts().
    std::vector<QByteArray> takeUnresolvedHosts();
    void setAddress(const QByteArray& host, const QByteArray& address);

    /// The crawl is over; the clock of the statistics stops.
    void finish(const QString& reason);

    Outlook outlook();
    bool withinCaps() const;
    /// Everything at one moment.
    Progress progress() const;
    std::vector<SlotStatus> slotStatus(std::size_t most) const;
    void stepMeters();
    /// Scrapy's word for the stop condition that is met; empty if none is.
    QString stopReason() const;

private:
    std::optional<FilterReason> admit(const Candidate& candidate, const RequestTag& tag, std::string_view fromHost,
                                      std::int64_t nowNs, LeftOut& leftOut);
    void admitAll(std::span<const Candidate> candidates, const RequestTag& tag, std::string_view fromHost,
                  std::int64_t nowNs, LeftOut& leftOut);
    Outlook outlookAt(std::int64_t nowNs);
    bool shouldRetry(const Response& response) const;
    StopConditions::Spent spent() const;
    const char* conditionMet() const;
    bool idle() const { return m_parsing == 0 && m_frontier.limiter().inFlight() == 0; }
    double elapsedS() const;

    UnaskedListener m_onUnasked;
    int m_capacity = 0;
    mutable sync::Mutex m_mutex;
    trace::TracedObject m_depth;
    // All below: guarded by m_mutex.
    Settings m_settings;
    Frontier m_frontier;
    Admission m_admission;
    Statistics m_statistics;
    StopConditions m_stop;
    StopConditions::Spent m_earlier;
    HostHealth m_health;
    std::mt19937_64 m_random; // of back-offs
    int m_robotsOnTheWire = 0;
    std::size_t m_parsing = 0;
    std::int64_t m_startedNs = 0;
    bool m_running = false;
    bool m_isRefiltering = false; // what is followed was turned since the start
};

} // namespace lanescope::crawl
