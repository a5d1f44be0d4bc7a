// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/crawl/model/settings.h"

#include <cstdint>
#include <optional>
#include <random>

namespace lanescope::crawl {

/// True if trying again may help: a status of RETRY_HTTP_CODES, or no whole answer for a reason that passes.
bool mayRetry(const Response& response, const Settings& settings);

/// How long to wait before try number `retries` + 1: base × factor^retries, at most the cap, × U(0.5, 1.5) so
/// that what failed together does not come back together. Nanoseconds; 0 when the base is 0.
std::int64_t backoffNs(int retries, const Settings& settings, std::mt19937_64& random);

/// The seconds of a Retry-After header: a number or an HTTP date (all three forms); nothing if it is neither.
/// A date that is past gives 0. `now`: seconds since 1970. Source: RFC 9110, 10.2.3.
std::optional<double> retryAfterS(const QByteArray& header, qint64 now);

/// What a slot owes to this answer: the seconds of its Retry-After, within the cap, if it is a 429 or a 503;
/// nothing without the header, or when it says 0, where the back-off has to do.
std::optional<double> slotPauseS(const Response& response, const Settings& settings, qint64 now);

} // namespace lanescope::crawl
