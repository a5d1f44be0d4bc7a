// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/async_group.h"

namespace lanescope::scenario {

std::vector<Entry> asyncGroup()
{
    return {};
}

} // namespace lanescope::scenario
