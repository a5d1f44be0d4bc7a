// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <set>

namespace lanescope::timeline {

/// What one stretch of a thread is called. A state covers several kinds of wait; what is waited for tells which it is:
/// "event wait", "barrier wait", "semaphore wait", where theme::stateName() has one name for all of them. `object`:
/// Interval::subject of a thread's row. Pure functions of a snapshot. Threads: any.
QString stateName(const store::Snapshot& snapshot, store::State state, std::uint32_t object);

/// What threads waited for in State::SemaphoreWait, as far as their newest waits tell. Threads: one.
class SignalWaits {
public:
    /// The state row of a thread. O(1): its last kLookedAt intervals.
    void look(const store::Snapshot& snapshot, const store::Row& row);
    /// "event wait" when all of it was for events, and so on; else what the state is called.
    QString name() const;
    static constexpr std::size_t kLookedAt = 32;

private:
    void note(const store::Snapshot& snapshot, store::State state, std::uint32_t object);

    std::set<trace::ObjectKind> m_kinds;
};

/// A stretch of a thread as a sentence with its object: "waits for lock “counter”".
QString waitSentence(const store::Snapshot& snapshot, store::State state, std::uint32_t object);

} // namespace lanescope::timeline
