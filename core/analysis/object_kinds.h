// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::analysis {

/// Whether one thread at a time owns such an object, save for readers of a read-write lock.
constexpr bool isOwned(trace::ObjectKind kind)
{
    using trace::ObjectKind;
    switch (kind) {
    case ObjectKind::Mutex:
    case ObjectKind::RecursiveMutex:
    case ObjectKind::ReadWriteLock:
    case ObjectKind::SpinLock:
    case ObjectKind::TicketLock:
    case ObjectKind::ProcessLock:
        return true;
    default:
        return false;
    }
}
/// Whether threads hold such an object, alone or together.
constexpr bool isHeld(trace::ObjectKind kind)
{
    return isOwned(kind) || kind == trace::ObjectKind::Semaphore;
}
/// Whether one thread at a time has it and gives it back itself: a lock, or a semaphore of one permit that is used as one.
/// Who has a permit is told by its holds; a semaphore that one thread takes and another one gives back is a signal.
inline bool isExclusive(const store::Object& object)
{
    return isOwned(object.kind) || (object.kind == trace::ObjectKind::Semaphore && object.capacity == 1 &&
                                    !object.releasedByOthers && object.lock && object.lock->acquisitions > 0);
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
