// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

class QPainter;

namespace lanescope::timeline {

/// Hatches the rows of hosts where these were left alone, over what is painted there. O(hosts · width · log n)
/// Threads: GUI.
void paintSnoozes(QPainter& painter, const CanvasFrame& frame);

/// The stretches of [0, width) pixels in which a host was left alone, from left to right.
std::vector<std::pair<int, int>> snoozedPx(const store::Row& snooze, const CanvasFrame& frame);

} // namespace lanescope::timeline
