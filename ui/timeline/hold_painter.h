// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// Where a thread has the lock, from pixel to pixel.
struct HeldPx {
    std::uint32_t thread = store::kNone;
    int x0 = 0;
    int x1 = 0;
    store::State state = store::State::Held;
};

/// Of the row of a lock, those of the visible range. Where holds are denser than pixels, some of them. O(width · log n)
std::vector<HeldPx> heldPx(const store::Row& lock, const CanvasFrame& frame);

/// On the rows of the threads, a strip where they have the lock that is singled out, in the colours of its own row. Threads: GUI.
void paintHolds(QPainter& painter, const CanvasFrame& frame);

} // namespace lanescope::timeline
