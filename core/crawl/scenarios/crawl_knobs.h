// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"
#include "core/scenario/context.h"

#include <vector>

namespace lanescope::crawl {

/// The knobs that every crawl has, with Scrapy's names in lower case; `standard` gives their defaults.
std::vector<scenario::Knob> crawlKnobs(const Settings& standard);

/// `standard` with every knob of the context applied that crawlKnobs() declares. Threads: any.
Settings settingsFrom(const scenario::Context& context, const Settings& standard);

/// True for the knobs above that limit what is on the wire.
bool isCap(const QString& knob);

} // namespace lanescope::crawl
