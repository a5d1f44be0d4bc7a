// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"
#include "core/crawl/scenarios/crawl_run.h"
#include "core/crawl/scenarios/crawl_scenario.h"
#include "core/crawl/scenarios/site_knobs.h"
#include "core/crawl/scenarios/site_process.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CrawlSiteScenario", text);
}

/// Turns the site with the knobs, and starts a new window of its maxima whenever the caps have changed and
/// no more than they allow is on the wire: from then on the server itself can tell that they are kept.
void steer(Context& context, CrawlRun& run, SiteProcess& site, bool& marking)
{
    QObject::connect(&context, &Context::knobChanged, &site, [&](const QString& name) {
        marking = marking || isCap(name);
        if (const Knob* knob = siteKnob(context, name))
            site.set(name, siteValue(context, *knob));
    });
    QObject::connect(&run.crawl(), &CrawlThread::capsKept, &site, [&] {
        if (std::exchange(marking, false))
            site.mark();
    });
    QObject::connect(&site, &SiteProcess::refused, &site, [&](const QString& why) { context.warning(why); });
    QObject::connect(&site, &SiteProcess::failed, &site, [&](const QString& why) {
        context.fail(why);
        run.endEarly();
    });
}

void reportServer(Context& context, const QJsonObject& counters)
{
    if (counters.isEmpty())
        return context.warning(tr("The built-in site did not tell its counters; the result is without them."));
    const QJsonObject total = counters.value("total"_L1).toObject();
    QJsonObject perHost;
    for (const QJsonValue& host : counters.value("hosts"_L1).toArray())
        perHost.insert(host["url"_L1].toString(), host["max_in_flight_since_mark"_L1]);
    const QJsonValue sinceMark = total.value("max_in_flight_since_mark"_L1);
    context.setResult(u"server"_s, QJsonObject{{u"max_in_flight_total"_s, sinceMark},
                                               {u"max_in_flight_per_host"_s, perHost},
                                               {u"total"_s, total}});
    context.setResult(u"server_max_in_flight"_s, total.value("max_in_flight"_L1));
    context.setResult(u"server_max_in_flight_after_change"_s, sinceMark);
}

} // namespace

scenario::ScenarioInfo CrawlSiteScenario::info()
{
    scenario::ScenarioInfo info;
    info.id = u"crawl.site"_s;
    info.group = tr("Crawl");
    info.title = tr("Crawl the built-in site");
    info.summary =
        tr("A real crawl of a web site on this machine: caps, delay and latency, and where the waiting goes.");
    info.teaches = {tr("crawl"), tr("concurrency limits"), tr("politeness"), tr("Little's law")};
    info.knobs = crawlKnobs(labSettings());
    for (const Knob& knob : siteKnobs())
        info.knobs.push_back(knob);
    info.presets = crawlPresets();
    return info;
}

void CrawlSiteScenario::run(Context& context)
{
    SiteProcess site;
    if (const Status started = site.start(SiteProcess::programBesideThis(), siteArguments(context)); !started)
        return context.fail(QString::fromStdString(started.error()));
    CrawlRun run(context, labSettings());
    bool marking = false;
    steer(context, run, site, marking);
    run.execute(site.urls(), Repeat::Forever);
    reportServer(context, site.counters());
}

} // namespace lanescope::crawl
