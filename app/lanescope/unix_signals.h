// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

namespace lanescope::app {

/// Calls `react` on `receiver`'s thread for each SIGINT, SIGTERM, or SIGHUP unless that is ignored, with
/// how many there were. The handler itself only writes to a pipe. Threads: main. Lifetime: until the receiver goes.
void onInterrupt(QObject* receiver, std::function<void(int)> react);

} // namespace lanescope::app
