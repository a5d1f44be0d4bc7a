// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/filter_reason.h"
#include "core/crawl/model/response.h"
#include "core/crawl/wire/redirect_trail.h"

#include <optional>

namespace lanescope::crawl {

/// Where a redirect leads; if nowhere, its response is made a bad answer that says why: the Location is no URL that is
/// crawled, more than `mostInARow` redirects led here, or it closes a circle on the `trail`, which has it from now on.
std::optional<Url> redirectTarget(Response& redirect, int mostInARow, RedirectTrail& trail);
/// In a sentence, why what a redirect leads to is not asked for.
QString whyNotFollowed(const Url& to, FilterReason why);

} // namespace lanescope::crawl
