// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// The scenarios on threads: how they are made, joined, and when they really run at the same time, in the order of the gallery.
std::vector<Entry> threadsGroup();

} // namespace lanescope::scenario
