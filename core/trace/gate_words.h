// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/record.h"

#include <array>
#include <string_view>

namespace lanescope::trace {

/// A gate's word in names, tables and files; the same in every language. Threads: any.
constexpr std::string_view gateWord(RequestGate gate)
{
    constexpr std::array<std::string_view, static_cast<std::size_t>(kLastRequestGate) + 1> kWords = {
        "dispatch", "pause",       "parse backlog", "rate cap", "global cap", "slot cap",
        "delay",    "retry-after", "backoff",       "breaker",  "DNS",        "robots.txt"};
    return kWords[static_cast<std::size_t>(gate)];
}

} // namespace lanescope::trace
