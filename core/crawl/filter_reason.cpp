// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/filter_reason.h"

namespace lanescope::crawl {

const char* filterWord(FilterReason reason)
{
    switch (reason) {
    case FilterReason::Duplicate:
        return "duplicate";
    case FilterReason::Scope:
        return "offsite";
    case FilterReason::Depth:
        return "depth";
    case FilterReason::Robots:
        return "robots";
    case FilterReason::Breaker:
        return "breaker";
    case FilterReason::Nofollow:
        break;
    }
    return "nofollow";
}

} // namespace lanescope::crawl
