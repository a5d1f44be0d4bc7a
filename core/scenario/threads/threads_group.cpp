// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/threads_group.h"

namespace lanescope::scenario {

std::vector<Entry> threadsGroup()
{
    return {};
}

} // namespace lanescope::scenario
