// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

namespace lanescope::sync {

/// What the calling thread holds of objects that several threads hold at the same time: a reader's lock, a
/// semaphore's permits. Only the outermost hold of a thread is recorded, however often it takes the object. Threads:
/// any; each knows its own holds only.
class SharedHolds {
public:
    /// `since` 0: now. `how`: as the outermost one was come by.
    static void taken(trace::TracedObject& object, int count, trace::Ticks since, trace::Acquired how);
    /// Call before what gives it back. A thread may give back what another one took; nobody's hold ends then.
    static void givenBack(trace::TracedObject& object, int count);
};

} // namespace lanescope::sync
