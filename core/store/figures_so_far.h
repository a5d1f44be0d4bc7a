// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/lock_timeline.h"

namespace lanescope::store {

/// Figures of the records with what goes on until `untilNs`, and with what threads died in. Of a semaphore a hold counts when
/// the permit was given back: only then is it one that is held and no signal. Pure.
LockFigures soFar(const LockFigures& recorded, const LockTimeline& lock, trace::ObjectKind kind, std::int64_t untilNs);
/// `putters` may be nullptr.
QueueFigures soFar(const QueueFigures& recorded, const LockTimeline& getters, const LockTimeline* putters,
                   std::int64_t untilNs);

/// What goes on gets longer without a record. Figures are large, and objects at which threads stand for long may be many:
/// they are to be made anew as soon as the oldest is longer by a 64th than it was at `figuresNs`.
bool hasGrown(const LockTimeline& timeline, std::int64_t figuresNs, std::int64_t untilNs);

} // namespace lanescope::store
