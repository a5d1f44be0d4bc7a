// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lanescope::timeline {

class LaneCanvas;

/// Makes painted lanes known to assistive technology: the canvas is a list, each line an item with its name
/// and what it does now. May be called any number of times. Threads: GUI.
void installTimelineAccessibility();

/// Says that lines came, went or moved.
void notifyRowsChanged(LaneCanvas* canvas);

} // namespace lanescope::timeline
