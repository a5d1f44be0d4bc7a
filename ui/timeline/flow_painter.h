// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// The messages to draw: those of the picked row, and the others of the visible range unless they are too
/// many to be told apart. Positions in Snapshot::flows.
struct ShownFlows {
    std::vector<std::size_t> picked;
    std::vector<std::size_t> others;
};
ShownFlows shownFlows(const CanvasFrame& frame);

/// Messages between threads and processes, each a thin arrow from lane to lane. Threads: GUI.
void paintFlows(QPainter& painter, const CanvasFrame& frame);

} // namespace lanescope::timeline
