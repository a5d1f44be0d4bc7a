// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_answer.h"
#include "core/site/site_knobs.h"

namespace lanescope::site {

/// The site's robots.txt in one of its variants, faulty ones included.
[[nodiscard]] HttpAnswer robotsAnswer(RobotsVariant variant, double delayS);

/// Where robots=redirect leads: a robots.txt under another name.
inline constexpr QByteArrayView kMovedRobots = "/moved/robots.txt";

} // namespace lanescope::site
