// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/pools_group.h"

namespace lanescope::scenario {

std::vector<Entry> poolsGroup()
{
    return {};
}

} // namespace lanescope::scenario
