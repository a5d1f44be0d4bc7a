// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::crawl {

/// crawl.site: starts the built-in site and crawls it, again and again, until stopped.
class CrawlSiteScenario : public scenario::Scenario {
public:
    static scenario::ScenarioInfo info();
    void run(scenario::Context& context) override;
};

/// crawl.url: crawls the URLs given, once, with the manners that strangers' hosts are owed.
class CrawlUrlScenario : public scenario::Scenario {
public:
    static scenario::ScenarioInfo info();
    void run(scenario::Context& context) override;
};

/// crawl.hostile: crawls eight hosts of the built-in site, seven of which have a fault each.
class CrawlHostileScenario : public scenario::Scenario {
public:
    static scenario::ScenarioInfo info();
    void run(scenario::Context& context) override;
};

/// crawl.throttle: four crawls side by side, each under another controller.
class CrawlThrottleScenario : public scenario::Scenario {
public:
    static scenario::ScenarioInfo info();
    void run(scenario::Context& context) override;
};

/// The crawl's scenarios, in the order of the gallery.
std::vector<scenario::Entry> crawlGroup();

} // namespace lanescope::crawl
