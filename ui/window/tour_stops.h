// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/window/tour.h"

namespace lanescope::window {

class MainWindow;

/// The stops of the tour through the window: what runs, colours, knobs, what is wrong, the page, the gallery, keys.
std::vector<TourStop> tourStops(MainWindow& window);

} // namespace lanescope::window
