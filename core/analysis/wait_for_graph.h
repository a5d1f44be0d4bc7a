// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::analysis {

/// An edge from a thread to what it waits for.
struct WaitEdge {
    store::ThreadIndex thread{};
    store::ObjectIndex object{};
    trace::WaitKind kind = trace::WaitKind::None;
    std::int64_t sinceNs = 0;
    bool isStuck = false; ///< it waits for something that can never come: part of a deadlock or behind one
};

/// An edge from an object to a thread on which it depends that somebody goes on: who holds it, alone or shared; of a
/// pool, one of its threads.
struct HoldEdge {
    store::ObjectIndex object{};
    store::ThreadIndex thread{};
    std::int64_t sinceNs = 0; ///< 0 for a pool's thread
    bool shared = false;
    bool isStuck = false; ///< both its ends are
};

/// One thread of a deadlock.
struct DeadlockSide {
    store::ThreadIndex thread{};
    store::ObjectIndex waitsFor{};
    trace::WaitKind kind = trace::WaitKind::None;
    std::int64_t sinceNs = 0; ///< it waits
    struct Held {
        store::ObjectIndex object{};
        std::int64_t sinceNs = 0;
    };
    std::vector<Held> holds; ///< of what the others of this deadlock wait for
    std::string task;        ///< the innermost span that it is in; empty when in none
};

enum class DeadlockShape : std::uint8_t {
    Cycle,  ///< each waits for what the next one holds
    Itself, ///< a thread waits for what it holds itself
    Pool,   ///< every thread of a pool, of those that may work, waits for work that only this pool could do
};

/// Threads that wait for each other and cannot go on unless one of them is ended from outside.
struct Deadlock {
    DeadlockShape shape = DeadlockShape::Cycle;
    std::vector<DeadlockSide>
        sides; ///< in a cycle, each waits for what the next one holds; the first has the least index
    std::vector<store::ThreadIndex> behind; ///< wait, at first or second hand, for something of this deadlock
    std::int64_t sinceNs = 0;               ///< when the last of its waits began, which closed it
    /// The same for the same threads and objects in every snapshot of a run.
    std::uint64_t identity = 0;
};

/// Who waits for whom at the end of a snapshot. A reading of status words one after the other: what it shows in a run
/// that goes on may never have been so at one moment. Only what persists is a deadlock; see DeadlockWatch.
struct WaitForGraph {
    std::vector<WaitEdge> waits; ///< by thread; those for nothing in particular are left out
    std::vector<HoldEdge> holds; ///< by object
    std::vector<Deadlock> deadlocks;
};

/// Pure. O(e log e), e = pairs of a wait and a holder of what it waits for.
WaitForGraph waitForGraph(const store::Snapshot& snapshot);

/// What the deadlock is, in one sentence that names threads, objects and since when.
std::string sentence(const store::Snapshot& snapshot, const Deadlock& deadlock);

} // namespace lanescope::analysis
