// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/model/unfit_link.h"

#include "core/crawl/url/ascii.h"
#include "core/crawl/url/url.h"

namespace lanescope::crawl {

namespace {

/// "mailto" of "mailto:a@b"; empty if it begins with none.
std::string_view schemeOf(std::string_view reference)
{
    const auto begin = std::ranges::find_if_not(reference, isBlank);
    const auto end = std::find_if_not(
        begin, reference.end(), [](char c) { return isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.'; });
    const bool isScheme = begin != end && isLetter(*begin) && end != reference.end() && *end == ':';
    return isScheme ? std::string_view(begin, end) : std::string_view();
}

} // namespace

FilterReason whyUnfit(std::string_view reference)
{
    if (reference.size() > static_cast<std::size_t>(Url::kMaxLength))
        return FilterReason::TooLong;
    const std::string_view scheme = schemeOf(reference);
    const bool isOther = !scheme.empty() && !equalsIgnoringCase(scheme, "http") && !equalsIgnoringCase(scheme, "https");
    return isOther ? FilterReason::Scheme : FilterReason::Invalid;
}

} // namespace lanescope::crawl
