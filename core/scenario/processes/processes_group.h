// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// The scenarios on processes, what they share, and process pools, in the order of the gallery.
std::vector<Entry> processesGroup();

} // namespace lanescope::scenario
