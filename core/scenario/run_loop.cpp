// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/run_loop.h"

#include "core/scenario/context.h"
#include "core/sync/event_loop_probe.h"

#include <QEventLoop>

namespace lanescope::scenario {

void runLoop(Context& context, const std::function<void()>& follow)
{
    QEventLoop loop;
    const sync::EventLoopProbe probe;
    QObject::connect(&context, &Context::knobChanged, &loop, [&] { follow(); });
    QObject::connect(&context, &Context::stopping, &loop, &QEventLoop::quit);
    follow();
    // Asked for before stopping() was connected: no signal will come any more.
    if (!context.stopRequested())
        loop.exec();
}

} // namespace lanescope::scenario
