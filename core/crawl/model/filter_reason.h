// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace lanescope::crawl {

/// Why a URL that was found is not requested.
enum class FilterReason {
    Duplicate,
    Scope,
    Depth,
    Robots,
    Breaker,
    Nofollow,
    Scheme,  ///< neither http nor https
    Invalid, ///< no URL
    TooLong,
};
inline constexpr std::size_t kFilterReasons = 9;

/// "duplicate", "offsite", "depth" …: the words of tables.
const char* filterWord(FilterReason reason);

} // namespace lanescope::crawl
