// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/follow_knobs.h"

#include "core/scenario/context.h"

namespace lanescope::scenario {

void followKnobs(Context& context, const std::function<void()>& follow, int everyMs)
{
    quint64 seen = context.changes();
    while (!context.stopRequested()) {
        follow();
        context.waitForChange(seen, everyMs);
    }
}

void waitForStop(Context& context)
{
    followKnobs(context, [] {});
}

} // namespace lanescope::scenario
