// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/manners.h"
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"
#include "core/crawl/scenarios/crawl_run.h"
#include "core/crawl/scenarios/crawl_scenario.h"
#include "core/crawl/scenarios/site_process.h"

#include <QCoreApplication>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CrawlUrlScenario", text);
}

// What is crawled when nobody named a URL: a site that is surely there and that nobody minds.
Result<std::vector<Url>> builtInUrls(Context& context, SiteProcess& site)
{
    const Status started =
        site.start(SiteProcess::programBesideThis(), {u"--quiet"_s, u"--seed"_s, QString::number(context.seed())});
    if (!started)
        return Error{started.error()};
    context.info(tr("No URL was named, so the built-in site is crawled; set the knob urls, such as "
                    "urls=https://example.org/."));
    return site.urls();
}

} // namespace

scenario::ScenarioInfo CrawlUrlScenario::info()
{
    const Settings polite = politeSettings();
    scenario::ScenarioInfo info;
    info.id = u"crawl.url"_s;
    info.group = tr("Crawl");
    info.title = tr("Crawl a URL…");
    info.summary = tr("Crawls the pages you name, politely: one request a second to each host, and not far.");
    info.teaches = {tr("politeness"), tr("robots.txt"), tr("delay"), tr("crawl")};
    info.knobs = {
        Knob::textual(u"urls"_s, tr("URLs"), QString(),
                      tr("Where the crawl begins; several with spaces between. None: the built-in site."))
            .restart(),
        Knob::textual(
            u"url_table"_s, tr("URL table"), QString(),
            tr("A file that gets one line of CSV for every URL that was found and what became of it; empty: none."))
            .restart(),
    };
    for (const Knob& knob : crawlKnobs(polite))
        info.knobs.push_back(knob);
    info.presets = crawlPresets();
    return info;
}

void CrawlUrlScenario::run(Context& context)
{
    SiteProcess site;
    Result<std::vector<Url>> urls = urlsFrom(context.text("urls"));
    if (urls && urls.value().empty())
        urls = builtInUrls(context, site);
    if (!urls)
        return context.fail(QString::fromStdString(urls.error()));
    CrawlRun run(context, politeSettings());
    if (!run.writeUrlsTo(context.text("url_table")))
        return;
    run.execute(urls.value(), Repeat::Once);
    run.failWithoutPages();
}

} // namespace lanescope::crawl
