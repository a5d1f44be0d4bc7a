// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_scenario.h"

namespace lanescope::crawl {

std::vector<scenario::Entry> crawlGroup()
{
    return {scenario::entry<CrawlSiteScenario>(), scenario::entry<CrawlUrlScenario>(),
            scenario::entry<CrawlThrottleScenario>(), scenario::entry<CrawlHostileScenario>()};
}

} // namespace lanescope::crawl
