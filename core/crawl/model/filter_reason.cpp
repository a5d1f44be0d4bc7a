// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/model/filter_reason.h"

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
        return "nofollow";
    case FilterReason::Scheme:
        return "scheme";
    case FilterReason::Invalid:
        return "invalid";
    case FilterReason::TooLong:
        break;
    }
    return "too_long";
}

} // namespace lanescope::crawl
