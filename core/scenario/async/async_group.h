// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// The scenarios on many requests on one event loop, in the order of the gallery.
std::vector<Entry> asyncGroup();

} // namespace lanescope::scenario
