// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// What goes wrong with locks in practice, each with the knob that cures it, in the order of the gallery.
std::vector<Entry> lockPatternsGroup();

} // namespace lanescope::scenario
