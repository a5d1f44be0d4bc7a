// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/record.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lanescope::trace {

/// An outcome's word in reports, tables and files; the same in every language. Threads: any.
constexpr std::string_view outcomeWord(RequestOutcome outcome)
{
    constexpr std::array<std::string_view, static_cast<std::size_t>(kLastRequestOutcome) + 1> kWords = {
        "ok",        "http_error", "refused",  "reset",     "host_not_found", "timeout",     "too_large",
        "tls_error", "redirected", "filtered", "cancelled", "other_error",    "unreachable", "bad_answer"};
    return kWords[static_cast<std::size_t>(outcome)];
}

/// Bad answers that have a name of their own. In a recording their note begins with it, in plain words, and a colon.
inline constexpr std::array<std::string_view, 6> kFaultWords = {
    "wrong_length", "too_many_redirects", "bad_redirect", "interim_answer", "bad_header", "redirect_loop"};

/// The same, by the name of its fault if it has one. `note`: of its record.
constexpr std::string_view outcomeWord(RequestOutcome outcome, std::string_view note)
{
    if (outcome != RequestOutcome::BadAnswer)
        return outcomeWord(outcome);
    const std::string_view name = note.substr(0, note.find(':'));
    const auto isNamed = [name](std::string_view word) {
        return std::ranges::equal(word, name, [](char w, char n) { return w == n || (w == '_' && n == ' '); });
    };
    const auto* const named = std::ranges::find_if(kFaultWords, isNamed);
    return named == kFaultWords.end() ? outcomeWord(outcome) : *named;
}

} // namespace lanescope::trace
