// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace lanescope::crawl {

/// What of a link stands there as a Url has it, so that it can be taken without QUrl. Nothing that would be changed
/// counts; some that would not is left to QUrl too. Threads: any. Complexity: linear.

/// True if no segment of the path can be "." or "..", all characters mean themselves, and no query is empty.
bool isSettledTarget(std::string_view target);
/// Length of "http://host:port" if it needs no change and a path follows, else 0.
std::size_t settledOriginLength(std::string_view text);

} // namespace lanescope::crawl
