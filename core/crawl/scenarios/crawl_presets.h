// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"
#include "core/scenario/scenario.h"

#include <vector>

namespace lanescope::crawl {

/// No manners, for sites of this machine: no delay, no robots.txt, retries at once.
Settings labSettings();
/// Scrapy with no settings file: 16 at once, 8 to a host, no delay, robots.txt not obeyed.
Settings scrapyFallbackSettings();
/// What `scrapy startproject` writes: 16, 1, one second, robots.txt obeyed.
Settings scrapyTemplateSettings();
/// As Scrapy's documentation advises for many hosts at once.
Settings broadCrawlSettings();
/// What a stranger's host is owed: the template, and besides a breaker, a budget, a depth and a body that is no film.
Settings politeSettings();

/// The first four, as presets of a scenario whose knobs are crawlKnobs(); they leave start URLs, scope and end alone.
std::vector<scenario::Preset> crawlPresets();

} // namespace lanescope::crawl
