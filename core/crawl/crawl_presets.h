// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/settings.h"
#include "core/crawl/url.h"
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

/// The most requests a second that these settings allow to one host; infinite if nothing limits it.
double mostPerSecondToOneHost(const Settings& settings);
/// Above this a public host is owed a question first.
inline constexpr double kPoliteRequestsPerS = 5;
/// True for addresses of this machine and of private networks, and for names that mean this machine.
bool isOwnHost(std::string_view host);
/// The first of these URLs that is on a public host and would get more than it is owed; nullptr if none.
const Url* firstToConfirm(const std::vector<Url>& urls, const Settings& settings);

} // namespace lanescope::crawl
