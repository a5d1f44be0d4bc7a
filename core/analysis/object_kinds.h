// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/held_kinds.h"
#include "core/store/snapshot.h"

namespace lanescope::analysis {

using store::isHeld;
using store::isOwned;

/// A semaphore whose permits those give back who took them: who has one is told by its holds. One that a thread takes and
/// another one gives back is a signal. Seen once it was given back.
inline bool isUsedAsLock(const store::Object& semaphore)
{
    return semaphore.kind == trace::ObjectKind::Semaphore && !semaphore.releasedByOthers && semaphore.lock &&
           semaphore.lock->acquisitions > 0;
}
/// Whether one thread at a time has it and gives it back itself: a lock, or a semaphore of one permit that is used as one.
inline bool isExclusive(const store::Object& object)
{
    return isOwned(object.kind) || (object.capacity == 1 && isUsedAsLock(object));
}
constexpr bool isQueue(trace::ObjectKind kind)
{
    return kind == trace::ObjectKind::Queue || kind == trace::ObjectKind::ProcessQueue;
}
/// Who waits for it spins on the CPU.
constexpr bool isSpinning(trace::ObjectKind kind)
{
    return kind == trace::ObjectKind::SpinLock || kind == trace::ObjectKind::TicketLock;
}

} // namespace lanescope::analysis
