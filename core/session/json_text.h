// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lanescope::session {

/// Text as a JSON string with its quotes; bytes that are not UTF-8 become U+FFFD. Threads: any.
std::string jsonString(std::string_view text);

/// A number as JSON has it: shortest form that reads back the same; what is not finite becomes 0.
std::string jsonNumber(double value);

/// Nanoseconds as microseconds with three decimals: exact, and exact in a double for 104 days.
std::string jsonMicroseconds(std::int64_t ns);

} // namespace lanescope::session
