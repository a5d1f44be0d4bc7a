// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/live_work.h"

#include "core/sync/work.h"

#include <algorithm>

namespace lanescope::scenario {

bool liveWork(const std::atomic<double>& milliseconds, const std::stop_token& stop)
{
    using Milliseconds = std::chrono::duration<double, std::milli>;
    constexpr Milliseconds kLookAgain(1);
    Milliseconds done(0);
    while (!stop.stop_requested()) {
        const Milliseconds left = Milliseconds(milliseconds.load(std::memory_order_relaxed)) - done;
        if (left.count() <= 0)
            return true;
        const Milliseconds piece = std::min(left, kLookAgain);
        sync::workFor(piece);
        done += piece;
    }
    return false;
}

bool workUnlessStopped(std::chrono::duration<double, std::micro> cpuTime, const std::stop_token& stop)
{
    constexpr std::chrono::duration<double, std::micro> kPiece(1000);
    while (!stop.stop_requested()) {
        if (cpuTime <= kPiece) {
            sync::workFor(cpuTime);
            return true;
        }
        sync::workFor(kPiece);
        cpuTime -= kPiece;
    }
    return false;
}

} // namespace lanescope::scenario
