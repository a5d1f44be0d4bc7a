// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"
#include "core/crawl/scenarios/crawl_run.h"
#include "core/crawl/scenarios/crawl_scenario.h"
#include "core/crawl/scenarios/site_process.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>
#include <cmath>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

constexpr const char* kMix = "mix";

QString tr(const char* text)
{
    return QCoreApplication::translate("CrawlHostileScenario", text);
}

/// One host and what is wrong with it: a knob of the site that follows the mix, and others that stand.
struct HostileHost {
    const char* fault;
    const char* knob;
    double (*value)(double mix);
    QStringList fixed = {};
};

const std::array<HostileHost, 8>& hosts()
{
    static const std::array<HostileHost, 8> all = {{
        {"none", nullptr, nullptr, {}},
        {"429", "rate_limit", [](double mix) { return mix > 0 ? 2 + 100 * (1 - mix) : 0; }, {u"rate_burst=2"_s}},
        {"503", "burst_length_ms", [](double mix) { return std::round(800 * mix); }, {u"burst_every_ms=1000"_s}},
        {"slow", "body_rate", [](double mix) { return mix > 0 ? std::round(2000 / mix) : 0; }},
        {"reset", "reset_rate", [](double mix) { return 0.6 * mix; }, {u"reset_place=body"_s}},
        {"loop", "trap_rate", [](double mix) { return mix; }, {u"trap=redirect-loop"_s}},
        {"calendar", "trap_rate", [](double mix) { return 0.3 * mix; }, {u"trap=calendar"_s}},
        {"broken", "trap_rate", [](double mix) { return 0.3 * mix; }},
    }};
    return all;
}

QString atHost(const QString& knob, std::size_t host)
{
    return knob + u'@' + QString::number(host);
}

QString valueText(const HostileHost& host, double mix)
{
    return QString::number(host.value(mix), 'g', 12);
}

QStringList siteArguments(const Context& context)
{
    QStringList arguments{u"--quiet"_s, u"--seed"_s, QString::number(context.seed())};
    const auto set = [&arguments](const QString& name, const QString& value) {
        arguments << u"--set"_s << name + u'=' + value;
    };
    set(u"hosts"_s, QString::number(hosts().size()));
    set(u"pages"_s, u"1600"_s);
    for (std::size_t index = 0; index < hosts().size(); ++index) {
        const HostileHost& host = hosts()[index];
        if (host.knob != nullptr)
            set(atHost(QString::fromLatin1(host.knob), index), valueText(host, context.number(kMix)));
        for (const QString& fixed : host.fixed)
            set(atHost(fixed.section(u'=', 0, 0), index), fixed.section(u'=', 1));
    }
    return arguments;
}

void turnSite(SiteProcess& site, double mix)
{
    for (std::size_t index = 0; index < hosts().size(); ++index) {
        const HostileHost& host = hosts()[index];
        if (host.knob != nullptr)
            site.set(atHost(QString::fromLatin1(host.knob), index), valueText(host, mix));
    }
}

/// Patient where it helps, and short with the rest: each fault meets the part of the engine that is there for it.
Settings hostileSettings()
{
    Settings settings = labSettings();
    settings.concurrentRequests = 32;
    settings.perDomain = 4;
    settings.depthLimit = 8;
    settings.redirectLimit = 5;
    settings.timeoutMs = 1500;
    settings.maxBodyBytes = qint64{1} << 20;
    settings.backoffMs = 100;
    settings.backoffMaxMs = 2000;
    settings.retryAfterMaxS = 1;
    settings.breakerFailures = 5;
    settings.breakerPauseS = 2;
    return settings;
}

/// What each host did, as the site itself counted it.
QJsonArray hostsReport(const QJsonObject& counters)
{
    const QJsonArray counted = counters.value("hosts"_L1).toArray();
    QJsonArray report;
    for (std::size_t index = 0; index < hosts().size(); ++index) {
        const QJsonObject host = counted.at(static_cast<qsizetype>(index)).toObject();
        QJsonObject entry{{u"fault"_s, QString::fromLatin1(hosts()[index].fault)}};
        for (const auto key : {"url"_L1, "requests"_L1, "statuses"_L1, "resets"_L1, "abandoned"_L1})
            entry.insert(key, host.value(key));
        report.append(entry);
    }
    return report;
}

} // namespace

scenario::ScenarioInfo CrawlHostileScenario::info()
{
    scenario::ScenarioInfo info;
    info.id = u"crawl.hostile"_s;
    info.group = tr("Crawl");
    info.title = tr("Hostile sites");
    info.summary = tr("Eight hosts, seven of them with a fault: refusals, bursts, slowness, resets, loops, traps.");
    info.teaches = {tr("retries"), tr("back-off"), tr("circuit breaker"), tr("crawler traps")};
    info.knobs = {Knob::real(QString::fromLatin1(kMix), tr("Hostility"), 0, 1, 0.5, QString(),
                             tr("How bad the seven hosts are, each in its own way."))
                      .withZero(tr("all healthy"))
                      .inSection(tr("Site"))};
    for (const Knob& knob : crawlKnobs(hostileSettings()))
        info.knobs.push_back(knob);
    return info;
}

void CrawlHostileScenario::run(Context& context)
{
    SiteProcess site;
    if (const Status started = site.start(SiteProcess::programBesideThis(), siteArguments(context)); !started)
        return context.fail(QString::fromStdString(started.error()));
    CrawlRun run(context, hostileSettings());
    QObject::connect(&context, &Context::knobChanged, &site, [&](const QString& name, double value) {
        if (name == QLatin1StringView(kMix))
            turnSite(site, value);
    });
    QObject::connect(&site, &SiteProcess::refused, &site, [&](const QString& why) { context.warning(why); });
    QObject::connect(&site, &SiteProcess::failed, &site, [&](const QString& why) {
        context.fail(why);
        run.endEarly();
    });
    run.execute(site.urls(), Repeat::Forever);
    context.setResult(u"hosts"_s, hostsReport(site.counters()));
}

} // namespace lanescope::crawl
