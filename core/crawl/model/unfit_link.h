// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/filter_reason.h"

#include <string_view>

namespace lanescope::crawl {

/// Why Url::resolved() has nothing for a link: Scheme, Invalid or TooLong. Pure. Threads: any.
FilterReason whyUnfit(std::string_view reference);

} // namespace lanescope::crawl
