// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_knobs.h"
#include "core/crawl/crawl_run.h"
#include "core/crawl/crawl_scenario.h"
#include "core/crawl/site_process.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("CrawlSiteScenario", text);
}

/// The site's own knobs, by its own names.
std::vector<Knob> siteKnobs() {
    std::vector<Knob> knobs = {
        Knob::integer(u"hosts"_s, tr("Hosts"), 1, 50, 3, tr("hosts"),
                      tr("How many hosts the site has, each on a loopback address of its own."))
            .restart(),
        Knob::integer(
            u"pages"_s, tr("Pages"), 1, 1'000'000, 2000, tr("pages"),
            tr("How many pages the whole site has; the crawl begins again when it has seen them all."))
            .onLogScale(),
        Knob::integer(u"links_per_page"_s, tr("Links per page"), 1, 200, 12, tr("links"),
                      tr("How many links stand on each page, duplicates included.")),
        Knob::integer(u"page_size"_s, tr("Page size"), 512, 1024 * 1024, 8192, tr("bytes"),
                      tr("How large a page is."))
            .onLogScale(),
        Knob::real(u"latency_ms"_s, tr("Latency"), 0, 5000, 20, tr("ms"),
                   tr("How long the server thinks before it answers, on average.")),
        Knob::real(u"latency_spread_ms"_s, tr("Latency spread"), 0, 5000, 8, tr("ms"),
                   tr("How much its latency varies.")),
        Knob::real(u"error_rate"_s, tr("Error rate"), 0, 1, 0, QString(),
                   tr("Share of the requests that the server answers with an error.")),
        Knob::integer(u"server_concurrency"_s, tr("Server concurrency"), 0, 200, 0, tr("requests"),
                      tr("How many requests each host works on at once; the others queue in the server."))
            .withZero(tr("no limit")),
    };
    for (Knob& knob : knobs)
        knob = knob.inSection(tr("Site"));
    return knobs;
}

const Knob* siteKnob(const Context& context, const QString& name) {
    const int index = scenario::indexOf(context.knobs(), name);
    const Knob* knob = index < 0 ? nullptr : &context.knobs()[static_cast<std::size_t>(index)];
    return knob != nullptr && knob->section == tr("Site") ? knob : nullptr;
}

QString valueOf(const Context& context, const Knob& knob) {
    return QString::number(context.number(knob.name.toLatin1().constData()), 'g', 12);
}

QStringList siteArguments(const Context& context) {
    QStringList arguments{u"--quiet"_s, u"--seed"_s, QString::number(context.seed())};
    for (const Knob& knob : context.knobs()) {
        if (siteKnob(context, knob.name) != nullptr)
            arguments << u"--set"_s << knob.name + u'=' + valueOf(context, knob);
    }
    return arguments;
}

/// Turns the site with the knobs, and starts a new window of its maxima whenever the caps have changed and
/// no more than they allow is on the wire: from then on the server itself can tell that they are kept.
void steer(Context& context, CrawlRun& run, SiteProcess& site, bool& marking) {
    QObject::connect(&context, &Context::knobChanged, &site, [&](const QString& name) {
        marking = marking || isCap(name);
        if (const Knob* knob = siteKnob(context, name))
            site.set(name, valueOf(context, *knob));
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

void reportServer(Context& context, const QJsonObject& counters) {
    if (counters.isEmpty())
        return context.warning(
            tr("The built-in site did not tell its counters; the result is without them."));
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

scenario::ScenarioInfo CrawlSiteScenario::info() {
    scenario::ScenarioInfo info;
    info.id = u"crawl.site"_s;
    info.group = tr("Crawl");
    info.title = tr("Crawl the built-in site");
    info.summary = tr(
        "A real crawl of a web site on this machine: caps, delay and latency, and where the waiting goes.");
    info.knobs = crawlKnobs(Settings{});
    for (const Knob& knob : siteKnobs())
        info.knobs.push_back(knob);
    return info;
}

void CrawlSiteScenario::run(Context& context) {
    SiteProcess site;
    if (const Status started = site.start(SiteProcess::programBesideThis(), siteArguments(context)); !started)
        return context.fail(QString::fromStdString(started.error()));
    CrawlRun run(context, Settings{});
    bool marking = false;
    steer(context, run, site, marking);
    run.execute(site.urls(), Repeat::Forever);
    reportServer(context, site.counters());
}

} // namespace lanescope::crawl
