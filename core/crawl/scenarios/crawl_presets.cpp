// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_presets.h"

#include "core/crawl/scenarios/crawl_knobs.h"

#include <QCoreApplication>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Preset;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CrawlPresets", text);
}

/// A preset says how to crawl; what, how far and how long is the person's.
bool isOwnChoice(const QString& knob)
{
    static const QStringList kOwn = {u"scope"_s,      u"allow"_s,         u"deny"_s,      u"dupefilter"_s,
                                     u"user_agent"_s, u"parse_threads"_s, u"paused"_s,    u"depth_limit"_s,
                                     u"http2"_s,      u"parse_backlog"_s, u"welcome_at"_s};
    return kOwn.contains(knob) || knob.startsWith("closespider_"_L1) || knob.startsWith("dns_"_L1);
}

Preset preset(const QString& name, const QString& label, const QString& help, const Settings& settings)
{
    Preset result{name, label, help, {}};
    for (const scenario::Knob& knob : crawlKnobs(settings)) {
        if (!isOwnChoice(knob.name))
            result.values.push_back({knob.name, knob.standard});
    }
    return result;
}

} // namespace

Settings scrapyFallbackSettings()
{
    Settings settings;
    settings.randomDelay = RandomDelay::Scrapy;
    settings.countWaiting = CountWaiting::Scrapy;
    settings.maxBodyBytes = qint64{1} << 30;
    settings.backoffMs = 0;
    settings.retryAfterMaxS = 0;
    settings.crawlDelayMaxS = 0;
    settings.obeyRobots = false;
    return settings;
}

Settings scrapyTemplateSettings()
{
    Settings settings = scrapyFallbackSettings();
    settings.perDomain = 1;
    settings.downloadDelayMs = 1000;
    settings.obeyRobots = true;
    return settings;
}

Settings broadCrawlSettings()
{
    // docs.scrapy.org, "Broad Crawls": high global concurrency, few to each domain, breadth first, no retries, a
    // short timeout.
    Settings settings;
    settings.concurrentRequests = 100;
    settings.perDomain = 2;
    settings.order = Order::Fifo;
    settings.depthPriority = 1;
    settings.retryTimes = 0;
    settings.timeoutMs = 15'000;
    settings.breakerFailures = 5;
    return settings;
}

Settings labSettings()
{
    Settings settings;
    settings.obeyRobots = false;
    settings.backoffMs = 0;
    return settings;
}

Settings politeSettings()
{
    Settings settings;
    settings.perDomain = 1;
    settings.downloadDelayMs = 1000;
    settings.depthLimit = 3;
    settings.timeoutMs = 30'000;
    settings.pageBudget = 100;
    settings.breakerFailures = 5;
    return settings;
}

std::vector<Preset> crawlPresets()
{
    return {preset(u"lab"_s, tr("Lab"), tr("For sites of this machine: no delay, no robots.txt, retries at once."),
                   labSettings()),
            preset(u"scrapy_fallback"_s, tr("Scrapy fallback"),
                   tr("Scrapy with no settings file: 16 at once, 8 to a host, no delay, robots.txt not obeyed."),
                   scrapyFallbackSettings()),
            preset(u"scrapy_template"_s, tr("Scrapy template"),
                   tr("What “scrapy startproject” writes: one at a time and one a second to each host, robots.txt "
                      "obeyed."),
                   scrapyTemplateSettings()),
            preset(u"broad_crawl"_s, tr("Broad crawl"),
                   tr("Many hosts at once, few requests to each, breadth first, no retries, a short timeout."),
                   broadCrawlSettings())};
}

} // namespace lanescope::crawl
