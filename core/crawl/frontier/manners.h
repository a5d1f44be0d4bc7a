// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"
#include "core/crawl/url/url.h"
#include "core/trace/result.h"

#include <string_view>
#include <vector>

namespace lanescope::crawl {

/// No public host gets more than this unless somebody said that the crawl is welcome there.
inline constexpr double kPoliteRequestsPerS = 5;
inline constexpr std::int64_t kPoliteSpacingNs = 1'000'000'000 / 5;

/// The most requests a second that these settings allow to one host; infinite if nothing limits it.
double mostPerSecondToOneHost(const Settings& settings);
/// A name that means this machine, whoever is asked (RFC 6761).
bool isLocalhost(std::string_view host);
/// True for addresses of this machine and of private networks, and for names that mean this machine.
bool isOwnHost(std::string_view host);
/// True if the settings name that host among those that the crawl is welcome at, or all of them by "*".
bool isWelcomeAt(std::string_view host, const Settings& settings);
/// A public host that gets no more than it is owed, whatever else is set.
bool isGuarded(std::string_view host, const Settings& settings);
/// The first of these URLs that is on a guarded host and would get more than it is owed; nullptr if none.
const Url* firstToConfirm(const std::vector<Url>& urls, const Settings& settings);

/// The URLs that a person typed, with blanks or commas between; the error names the first that is none.
Result<std::vector<Url>> urlsFrom(const QString& typed);

} // namespace lanescope::crawl
