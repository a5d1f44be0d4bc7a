// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/backoffs.h"
#include "core/crawl/frontier/global_gates.h"
#include "core/crawl/frontier/slot_keys.h"
#include "core/crawl/frontier/slot_status.h"
#include "core/crawl/frontier/slot_turns.h"
#include "core/crawl/model/unasked_url.h"

#include <QHash>
#include <QSet>

#include <array>
#include <deque>
#include <optional>
#include <queue>
#include <random>
#include <vector>

namespace lanescope::crawl {

/// Why requests wait: each waiting request counts in exactly one of these. Plain data.
struct WaitCounts {
    std::array<std::size_t, kGates> count{};

    std::size_t& operator[](RequestGate gate) { return count[static_cast<std::size_t>(gate)]; }
    std::size_t operator[](RequestGate gate) const { return count[static_cast<std::size_t>(gate)]; }
    std::size_t total() const;
    bool operator==(const WaitCounts&) const = default;
};

/// The requests that wait, and the gates in front of the wire. Pure: no clock, no I/O.
///
/// Requests wait at their origin (scheme, host, port). Origins belong to slots, to which cap and delay apply;
/// over all slots are the GlobalGates. What holds a request is told from the inside out, so that the reason
/// shown is the one whose change would help: its own back-off, its origin (DNS, robots.txt, breaker), its slot
/// (Retry-After, cap, delay), and then what holds everybody.
///
/// Fair by slot: slots that may send take turns, whatever their lengths. Strict: the first request in order of
/// all those whose slot may send. As Scrapy counts: the first request in order, or of the slot with the least
/// active ones, takes a global token before its slot is asked, and waits there with it.
///
/// Times are nanoseconds of CLOCK_MONOTONIC, given by the caller, never going back. Threads: none of its
/// own; the owner locks. Complexity: push, next and finished are O(log slots) when fair by slot and counted on
/// the wire, O(slots) otherwise; configure is O(slots).
class Frontier {
public:
    Frontier();

    void configure(const Settings& settings, std::int64_t nowNs);
    /// No more can be on the wire, whatever the settings say; 0: as many as they say. Before configure().
    void setCapacity(int capacity) { m_capacity = capacity; }
    void setBacklogged(bool backlogged, std::int64_t nowNs);

    /// False if its origin was given up.
    bool push(const Url& url, const RequestTag& tag, std::int64_t nowNs);
    /// The same page again, not before then. `ended`: how it ended now.
    bool postpone(const Request& request, LastTry ended, std::int64_t untilNs, std::int64_t nowNs);
    /// The next request that all gates allow; it takes its tokens. A page whose robots.txt is to be read first
    /// stays where it is, and the robots.txt comes instead.
    std::optional<Request> next(std::int64_t nowNs);
    /// The request that next() just gave is not sent: its tokens, and the distances to the next, are as before.
    void giveBack(const Request& request, std::int64_t nowNs);
    /// Gives the tokens back, and tells the slot's controllers how it went.
    void finished(const Request& request, SlotObservation seen, qint64 bytes, std::int64_t nowNs);

    /// So much more of a body has come; when the next of it may, as the rate has it. finished() is not told of it again.
    std::int64_t received(qint64 bytes, std::int64_t nowNs);

    /// How the controller of that request's slot stands; nothing if it has none.
    const std::optional<ControlReading>& controlOf(const Request& request) const;
    const QByteArray& slotKeyOf(const Request& request) const;

    /// Holds the requests of one origin until then, or until openOrigin() with that gate. Where a breaker holds it,
    /// a robots.txt can only make that longer.
    void holdOrigin(OriginId origin, RequestGate gate, std::int64_t untilNs, std::int64_t nowNs);
    /// If that gate holds it. Without its breaker, the next request is no trial either.
    void openOrigin(OriginId origin, RequestGate gate, std::int64_t nowNs);
    /// Its robots.txt has been read. `crawlDelayNs` 0: it asks for none.
    void robotsRead(OriginId origin, std::int64_t validUntilNs, std::int64_t crawlDelayNs, std::int64_t nowNs);
    /// A robots.txt is to be found elsewhere; it passes the gates there.
    void redirectRobots(const Request& from, const Url& to, std::int64_t nowNs);
    /// A Retry-After, for the origin's slot. False if it belongs to a burst that is being waited for.
    bool pauseSlot(OriginId origin, std::int64_t untilNs, std::int64_t startedNs, std::int64_t nowNs);
    /// Drops all that waits at an origin, and whatever comes for it from now on; how many that were.
    std::size_t giveUp(OriginId origin, std::int64_t nowNs, const UnaskedListener& dropped = {});
    /// All that waits, with what holds it, in no order.
    void forEachWaiting(const UnaskedListener& visit, std::int64_t nowNs) const;

    /// Hosts whose address decides on their slot and is not known; each is named once.
    std::vector<QByteArray> takeUnresolvedHosts() { return std::exchange(m_unresolved, {}); }
    /// Public hosts that get less than the settings allow, because nobody said that the crawl is welcome there; each is
    /// named once.
    std::vector<QByteArray> takeGuardedHosts() { return std::exchange(m_guarded, {}); }
    /// Empty: there is none, the host is a slot of its own.
    void setAddress(const QByteArray& host, const QByteArray& address, std::int64_t nowNs);

    std::size_t size() const { return m_size; }
    std::size_t slotCount() const { return m_tables.slots.size(); }
    bool hasErrands() const { return m_errands > 0; }
    WaitCounts waiting(std::int64_t nowNs) const;
    RateLimit bindingRate() const { return m_gates.bindingRate(); }
    /// When the earliest gate opens by itself, later than now; nothing if no gate does.
    std::optional<std::int64_t> nextWakeNs(std::int64_t nowNs);
    const Limiter& limiter() const { return m_limiter; }
    /// Those on the wire and, as Scrapy counts, those admitted.
    int active() const { return m_limiter.inFlight() + static_cast<int>(m_admitted); }

    /// Call a few times a second.
    void stepMeters(std::int64_t nowNs);
    /// The busiest slots, by what waits and is on the wire.
    std::vector<SlotStatus> slotStatus(std::size_t most, std::int64_t nowNs) const;
    std::size_t memoryBytes() const;

private:
    struct Wake {
        std::int64_t atNs = 0;
        bool isOrigin = false;
        std::uint32_t index = 0;
        bool operator>(const Wake& other) const { return atNs > other.atNs; }
    };
    template <class Id>
    auto& at(Id id)
    {
        return m_tables.at(id);
    }
    template <class Id>
    const auto& at(Id id) const
    {
        return m_tables.at(id);
    }

    OriginId originOf(const Url& url, std::int64_t nowNs);
    SlotId slotOf(const QByteArray& key);
    void placeInSlot(OriginId id, const GateTimes& timesBefore, std::int64_t nowNs);
    void moveOrigin(OriginId id, std::int64_t nowNs);
    void remakeSlots(std::int64_t nowNs);
    void guard(OriginId id);
    void guardAll();
    void openIfUnwanted(FrontierOrigin& origin, std::int64_t nowNs);
    void setBreakerPause(int seconds);
    void recount(std::int64_t nowNs);

    void leave(FrontierOrigin& origin, const Request& request);
    void noteControl(FrontierSlot& slot, const SlotObservation& seen);

    bool countsAsScrapy() const { return m_countWaiting == CountWaiting::Scrapy; }
    std::size_t waitingAt(const FrontierOrigin& origin) const;
    void countWaiting(const FrontierOrigin& origin, std::ptrdiff_t change);
    void setGate(OriginId id, RequestGate gate, std::int64_t untilNs, std::int64_t nowNs);
    RequestGate standingOf(SlotId id, std::int64_t nowNs);
    void settle(SlotId id, std::int64_t nowNs);
    void settleGlobal(std::int64_t nowNs);
    void wake(std::int64_t nowNs);
    void wakePostponed(std::int64_t nowNs);
    bool isCurrent(const Wake& wake) const;

    void enqueue(OriginId id, std::string_view target, const RequestTag& tag, std::int64_t nowNs);
    void admitAll(std::int64_t nowNs);
    Request take(SlotId id, std::int64_t nowNs);
    Request takeErrand(SlotId id, std::int64_t nowNs);
    Request takeWaiting(SlotId id, std::int64_t nowNs);
    AdmittedRequest takeQueued(OriginId id, std::int64_t nowNs);
    Request takePage(AdmittedRequest taken, std::int64_t nowNs);
    bool needsRobots(const FrontierOrigin& origin, std::int64_t nowNs) const;
    Request start(OriginId id, RequestKind kind, std::int64_t nowNs);
    Request startRobots(OriginId id, const Url& url, std::int64_t nowNs);

    RequestGate gateOf(const FrontierOrigin& origin, std::int64_t nowNs) const;
    void forEachAt(OriginId id, RequestGate gate, const UnaskedListener& visit) const;
    GateTimes slotTimes(const FrontierSlot& slot, std::int64_t nowNs) const;
    GateTimes originTimes(const FrontierOrigin& origin, std::int64_t nowNs) const;
    GateTimes queueTimes(const FrontierOrigin& origin, std::int64_t nowNs) const;

    // What the settings say.
    PaceRules m_pace;
    SlotKeys m_keys;
    CountWaiting m_countWaiting = CountWaiting::Wire;
    ConcurrencyControl m_control = ConcurrencyControl::Fixed;
    double m_tolerance = 2;
    int m_globalCap = 0;
    int m_capacity = 0;
    bool m_obeyRobots = false;
    Settings m_settings; // for manners

    GlobalGates m_gates;
    Limiter m_limiter;
    FrontierTables m_tables;
    SlotTurns m_turns;
    QHash<QByteArray, OriginId> m_originIds;
    QHash<QByteArray, SlotId> m_slotIds;
    std::vector<QByteArray> m_unresolved;
    std::vector<QByteArray> m_guarded; // not told yet
    QSet<QByteArray> m_everGuarded;
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> m_wakes; // some may be out of date
    Backoffs m_backoffs;
    WaitCounts m_waiting;         // by origin's gate, slot's standing, or Backoff; None: for the global gates
    std::size_t m_unadmitted = 0; // as Scrapy counts: those whose slot is not asked yet
    std::size_t m_admitted = 0;
    std::size_t m_errands = 0;
    std::size_t m_size = 0;
    std::uint32_t m_sequence = 0;
    std::mt19937_64 m_random;
    // What giveBack() puts back.
    SlotPace m_paceBefore;
    GlobalGates m_gatesBefore;
};

} // namespace lanescope::crawl
