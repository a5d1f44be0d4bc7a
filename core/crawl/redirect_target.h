// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/filter_reason.h"
#include "core/crawl/response.h"

#include <optional>

namespace lanescope::crawl {

/// Where a redirect leads; if nowhere, its response is made a bad answer that says why: the Location is no URL that is
/// crawled, or more than `mostInARow` redirects led here. Pure.
std::optional<Url> redirectTarget(Response& redirect, int mostInARow);
/// In a sentence, why what a redirect leads to is not asked for.
QString whyNotFollowed(const Url& from, const Url& to, FilterReason why);

} // namespace lanescope::crawl
