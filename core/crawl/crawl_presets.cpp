// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_presets.h"

#include "core/crawl/crawl_knobs.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>
#include <limits>

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
    static const QStringList kOwn = {u"scope"_s,      u"allow"_s,         u"deny"_s,   u"dupefilter"_s,
                                     u"user_agent"_s, u"parse_threads"_s, u"paused"_s, u"depth_limit"_s,
                                     u"http2"_s,      u"parse_backlog"_s};
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

double mostPerSecondToOneHost(const Settings& settings)
{
    double most = std::numeric_limits<double>::infinity();
    if (settings.downloadDelayMs > 0)
        most = 1000.0 / settings.downloadDelayMs;
    if (settings.maxRequestsPerMinute > 0)
        most = std::min(most, settings.maxRequestsPerMinute / 60.0);
    return most;
}

bool isOwnHost(std::string_view host)
{
    if (host == "localhost" || host.ends_with(".localhost"))
        return true;
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    QHostAddress address;
    if (!address.setAddress(QString::fromLatin1(host.data(), static_cast<qsizetype>(host.size()))))
        return false;
    return address.isLoopback() || address.isLinkLocal() || address.isUniqueLocalUnicast() ||
           std::ranges::any_of(std::array{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}, [&](const char* net) {
               return address.isInSubnet(QHostAddress::parseSubnet(QString::fromLatin1(net)));
           });
}

const Url* firstToConfirm(const std::vector<Url>& urls, const Settings& settings)
{
    if (mostPerSecondToOneHost(settings) <= kPoliteRequestsPerS)
        return nullptr;
    const auto first = std::ranges::find_if(urls, [](const Url& url) { return !isOwnHost(url.host()); });
    return first == urls.end() ? nullptr : &*first;
}

} // namespace lanescope::crawl
