// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <unordered_map>

namespace lanescope::store {

/// A hold as the order of locks needs it.
struct OrderedHold {
    ObjectIndex object{};
    std::int64_t startNs = 0;
    std::int64_t endNs = 0; ///< Interval's largest time while it lasts
    bool shared = false;
    bool tried = false;         ///< come by in a call that gives up after a while
    std::int64_t unclearNs = 0; ///< by so much it may have begun later: status words and clocks round
};

/// Whether it matters in which order such an object and others are taken: a semaphore of several permits may be taken by
/// two threads in any order.
bool hasOrder(const Object& object);

/// Works out in which order threads take locks: an edge from A to B for each time B was acquired while A was held. Two
/// holds of one thread overlap then. Holds are told at their end, an inner one before the outer one, so a hold is looked
/// at once everything that may be around it is known: those that have ended by their records, the others by status words.
/// One that began too close to what a status word told to say which came first waits for that one's record.
///
/// Bounded: kMostEdges edges, kMostSites places each, kMostGuards locks around each. Threads: the collector's.
/// Complexity: O(log k + depth) a hold, k = holds of its thread within one poll.
class LockOrder {
public:
    static constexpr std::size_t kMostEdges = 20'000;
    static constexpr std::size_t kMostSites = 8;
    static constexpr std::size_t kMostGuards = 8;

    /// From a record.
    void add(ThreadIndex thread, const OrderedHold& hold);
    /// Before status words are read: forgets what was open, then is told it again.
    void beginReading();
    void noteOpen(ThreadIndex thread, const OrderedHold& hold);
    /// Every hold that ended before `untilNs` has been added, every one that goes on then was noted.
    void advance(std::int64_t untilNs);

    /// The edges as they stand, with counts and times; null when nothing at all happened since the last call.
    Table<OrderEdge> takeChanged();
    /// Edges that had no room.
    std::uint64_t leftOut() const { return m_leftOut; }

private:
    struct Track {
        std::vector<OrderedHold> ended; // not looked at yet, or perhaps still around one that goes on
        std::size_t lookedAt = 0;       // the first ones of `ended`
        std::vector<OrderedHold> open;

        std::size_t gatherSettled(std::int64_t untilNs);
        void forgetToldOfOpen(std::size_t settled, std::int64_t untilNs);
        void forgetLookedAt(std::size_t settled);
    };

    void settle(ThreadIndex thread, Track& track, std::int64_t untilNs);
    void acquiredInside(ThreadIndex thread, const OrderedHold& inner, const std::vector<const OrderedHold*>& around);
    void lookAt(ThreadIndex thread, const Track& track, std::size_t settled);
    OrderEdge* edgeOf(ObjectIndex outer, ObjectIndex inner);
    void note(OrderEdge& edge, OrderSite site);

    std::unordered_map<ThreadIndex, Track> m_tracks;
    std::unordered_map<std::uint64_t, std::size_t> m_edgeOf; // by both objects
    std::vector<OrderEdge> m_edges;
    std::uint64_t m_leftOut = 0;
    bool m_changed = false;
};

} // namespace lanescope::store
