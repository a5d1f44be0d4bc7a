// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

namespace lanescope::timeline {

/// What one stretch of a thread is called. A state covers several kinds of wait; what is waited for tells which it is:
/// "event wait", "barrier wait", "semaphore wait", where theme::stateName() has one name for all of them. `object`:
/// Interval::subject of a thread's row. Pure functions of a snapshot. Threads: any.
QString stateName(const store::Snapshot& snapshot, store::State state, std::uint32_t object);

/// The same as a sentence with the object: "waits for lock “counter”".
QString waitSentence(const store::Snapshot& snapshot, store::State state, std::uint32_t object);

} // namespace lanescope::timeline
