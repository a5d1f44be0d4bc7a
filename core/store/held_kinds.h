// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/record.h"

namespace lanescope::store {

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

} // namespace lanescope::store
