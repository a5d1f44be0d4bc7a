// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// The scenarios on locks and signals between threads, in the order of the gallery.
std::vector<Entry> locksGroup();

} // namespace lanescope::scenario
