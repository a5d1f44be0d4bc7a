// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lanescope::scenario {

/// The CPUs this process may use, in ascending order.
std::vector<int> allowedCpus();
/// Lets the calling thread use these CPUs and no other; if it is on another one, it moves. Nothing happens when empty.
void useCpus(const std::vector<int>& cpus);
/// Gives the calling thread a nice value of its own, as Linux allows: 0 is normal, 19 the least urgent. It can only be
/// raised without privileges. False when the system refused.
bool setNice(int nice);

} // namespace lanescope::scenario
