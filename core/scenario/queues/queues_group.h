// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// The scenarios on queues between threads, in the order of the gallery.
std::vector<Entry> queuesGroup();

} // namespace lanescope::scenario
