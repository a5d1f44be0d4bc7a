// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <algorithm>
#include <chrono>
#include <concepts>
#include <optional>

namespace lanescope::sync {

/// How long a wait for a lock may last, counted from its beginning; asked again while it lasts, for it may be moved.
template <class Limit>
concept WaitLimit = requires(const Limit& limit)
{
    {
        limit()
        } -> std::convertible_to<std::chrono::nanoseconds>;
};

inline constexpr std::chrono::nanoseconds kNoLimit = std::chrono::nanoseconds::max();

/// So soon whoever waits for a `Lockable` sees that its limit was moved: before a person would notice, and as seldom as
/// that allows, unless the lock has a reason to be asked less often.
template <class Lockable>
inline constexpr std::chrono::milliseconds kLimitAskedEvery{45};

/// One wait for a lock, as it is recorded. `block` returns whether it got the lock; since when, if it did.
template <class Block>
std::optional<trace::Ticks> recordedWait(trace::TracedObject& object, Block&& block)
{
    object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Lock, object.id());
    const bool taken = block();
    const trace::Ticks now = wait.end(taken ? object.lastReleaser() : trace::Peer{});
    object.waiterLeft();
    return taken ? std::optional(now) : std::nullopt;
}

/// `attempt(time)` tries to take a lock for so long. No lock lets a limit be moved while it is waited for, so the wait is
/// made of attempts that end soon.
template <WaitLimit Limit, class Attempt>
bool takeInPieces(const Limit& limit, std::chrono::nanoseconds longest, Attempt&& attempt)
{
    using Clock = std::chrono::steady_clock;
    const Clock::time_point start = Clock::now();
    for (;;) {
        const std::chrono::nanoseconds left = limit() - (Clock::now() - start);
        if (left <= left.zero())
            return false;
        if (attempt(std::min(left, longest)))
            return true;
    }
}

/// A lock asked for with such a limit. `take(how)` tries it without waiting, `wait(how, block)` waits for it on record, and
/// `attempt(time)` tries the bare one for so long, `longest` at most. Who asked without a limit would wait for ever, and is
/// recorded so.
template <WaitLimit Limit, class Take, class Wait, class Attempt>
bool takeWithin(const Limit& limit, std::chrono::nanoseconds longest, Take&& take, Wait&& wait, Attempt&& attempt)
{
    const bool limited = limit() != kNoLimit;
    if (take(limited ? trace::Acquired::Tried : trace::Acquired::AtOnce))
        return true;
    return limit() > std::chrono::nanoseconds(0) &&
           wait(limited ? trace::Acquired::TriedAfterWait : trace::Acquired::AfterWait,
                [&] { return takeInPieces(limit, longest, attempt); });
}

} // namespace lanescope::sync
