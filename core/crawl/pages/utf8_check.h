// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace lanescope::crawl {

/// How far `text` is UTF-8: what stands from there on is no character, or is cut off at the end.
/// Complexity: linear; ASCII goes eight bytes at a time.
std::size_t validUtf8Length(std::string_view text);

/// True if `text` is UTF-8, apart from a character that is cut off at its end.
bool isUtf8(std::string_view text);

/// Length of the start of a character at the end of `text`, to which nothing but its end is lacking; 0 to 3.
std::size_t cutOffUtf8(std::string_view text);

} // namespace lanescope::crawl
