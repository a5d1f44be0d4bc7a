// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_scenario.h"
#include "core/crawl/scenarios/site_process.h"
#include "core/crawl/scenarios/throttled_crawl.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>

#include <array>
#include <memory>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

constexpr std::array kControllers = {Controller::Fixed, Controller::AutoThrottle, Controller::Aimd,
                                     Controller::Gradient};

QString tr(const char* text)
{
    return QCoreApplication::translate("CrawlThrottleScenario", text);
}

/// What the knobs of the run say of the site; all of its hosts are alike.
QList<std::pair<QString, QString>> siteValues(const Context& context)
{
    constexpr double kSpread = 0.2;
    const double latency = context.number("latency_ms");
    return {{u"latency_ms"_s, QString::number(latency, 'g', 12)},
            {u"latency_spread_ms"_s, QString::number(kSpread * latency, 'g', 12)},
            {u"server_concurrency"_s, QString::number(context.integer("limit"))}};
}

QStringList siteArguments(const Context& context)
{
    QStringList arguments{u"--quiet"_s, u"--seed"_s, QString::number(context.seed())};
    QList<std::pair<QString, QString>> values{{u"hosts"_s, QString::number(kControllers.size())},
                                              {u"pages"_s, u"400000"_s}, // a controller begins anew with each round
                                              {u"page_size"_s, u"2048"_s},
                                              {u"latency_shape"_s, u"uniform"_s}};
    values += siteValues(context);
    for (const auto& [name, value] : values)
        arguments << u"--set"_s << name + u'=' + value;
    return arguments;
}

/// The four crawls of one run, as one.
class SideBySide {
public:
    SideBySide(Context& context, const std::vector<Url>& hosts)
        : m_context(context)
    {
        for (std::size_t index = 0; index < kControllers.size(); ++index) {
            auto& crawl =
                m_crawls.emplace_back(std::make_unique<ThrottledCrawl>(context, kControllers[index], hosts[index]));
            QObject::connect(crawl.get(), &ThrottledCrawl::over, &m_loop, [this] {
                if (++m_over == m_crawls.size())
                    m_loop.quit();
            });
        }
        QObject::connect(m_crawls.back().get(), &ThrottledCrawl::sampled, &m_loop,
                         [this] { m_context.setStatus(status()); });
    }

    void execute()
    {
        for (const auto& crawl : m_crawls)
            crawl->start();
        if (m_context.stopRequested())
            stop();
        m_elapsed.start();
        const scenario::LiveResult live(m_context, [this] { reportPages(); });
        m_loop.exec();
    }
    void stop()
    {
        if (std::exchange(m_stopping, true))
            return;
        for (const auto& crawl : m_crawls)
            crawl->stop();
    }
    void follow()
    {
        for (const auto& crawl : m_crawls)
            crawl->follow();
    }
    void report(const QJsonObject& counters) const;

private:
    void reportPages() const;
    double seconds() const { return static_cast<double>(m_elapsed.nsecsElapsed()) * 1e-9; }
    QJsonObject status() const
    {
        // Together, as for any crawl, and each for itself.
        QJsonArray controllers;
        QJsonObject whole;
        for (const auto& crawl : m_crawls) {
            const QJsonObject one = crawl->status();
            for (const auto key : {"pages"_L1, "pages_per_s"_L1, "on_the_wire"_L1, "waiting"_L1, "errors"_L1})
                whole[key] = whole[key].toDouble() + one[key].toDouble();
            controllers.append(one);
        }
        whole.insert(u"controllers"_s, controllers);
        return whole;
    }

    Context& m_context;
    std::vector<std::unique_ptr<ThrottledCrawl>> m_crawls;
    QEventLoop m_loop;
    QElapsedTimer m_elapsed;
    std::size_t m_over = 0;
    bool m_stopping = false;
};

/// While they go on: what is small.
void SideBySide::reportPages() const
{
    QJsonObject controllers;
    double pages = 0;
    double errors = 0;
    for (const auto& crawl : m_crawls) {
        const QJsonObject whole = crawl->report(seconds());
        QJsonObject one;
        for (const auto key : {"pages"_L1, "pages_per_s"_L1, "errors"_L1, "max_on_the_wire"_L1})
            one.insert(key, whole[key]);
        pages += one["pages"_L1].toDouble();
        errors += one["errors"_L1].toDouble();
        controllers.insert(QString::fromLatin1(controllerWord(crawl->controller())), one);
    }
    m_context.setResult(u"controllers"_s, controllers);
    m_context.setResult(u"pages"_s, pages);
    m_context.setResult(u"errors"_s, errors);
}

/// Each with what its host saw, so that the caps are proven from the other side.
void SideBySide::report(const QJsonObject& counters) const
{
    const QJsonArray hosts = counters.value("hosts"_L1).toArray();
    QJsonObject controllers;
    double pages = 0;
    double errors = 0;
    bool balanced = true;
    for (std::size_t index = 0; index < m_crawls.size(); ++index) {
        QJsonObject one = m_crawls[index]->report(seconds());
        one.insert(u"server_max_in_flight"_s, hosts.at(static_cast<qsizetype>(index))["max_in_flight"_L1]);
        pages += one["pages"_L1].toDouble();
        errors += one["errors"_L1].toDouble();
        balanced = balanced && one["balanced"_L1].toBool();
        controllers.insert(QString::fromLatin1(controllerWord(m_crawls[index]->controller())), one);
    }
    m_context.setResult(u"controllers"_s, controllers);
    m_context.setResult(u"pages"_s, pages);
    m_context.setResult(u"errors"_s, errors);
    m_context.setResult(u"balanced"_s, balanced);
}

void steer(Context& context, SideBySide& crawls, SiteProcess& site)
{
    QObject::connect(&context, &Context::knobChanged, &site, [&](const QString& name) {
        crawls.follow();
        if (name != u"limit"_s && name != u"latency_ms"_s)
            return;
        for (const auto& [knob, value] : siteValues(context))
            site.set(knob, value);
    });
    QObject::connect(&context, &Context::stopping, &site, [&] { crawls.stop(); });
    QObject::connect(&site, &SiteProcess::refused, &site, [&](const QString& why) { context.warning(why); });
    QObject::connect(&site, &SiteProcess::failed, &site, [&](const QString& why) {
        context.fail(why);
        crawls.stop();
    });
}

} // namespace

scenario::ScenarioInfo CrawlThrottleScenario::info()
{
    scenario::ScenarioInfo info;
    info.id = u"crawl.throttle"_s;
    info.group = tr("Crawl");
    info.title = tr("Throttles side by side");
    info.summary =
        tr("A fixed limit, AutoThrottle, AIMD and a gradient, each crawling a host that is like the others.");
    info.teaches = {tr("AutoThrottle"), tr("AIMD"), tr("gradient"), tr("queueing"), tr("control loop")};
    info.knobs = {
        Knob::real(u"latency_ms"_s, tr("Latency"), 0, 2000, 20, tr("ms"),
                   tr("How long each host works on a request, ± 20 %.")),
        Knob::integer(u"limit"_s, tr("Server's limit"), 1, 64, 8, tr("requests"),
                      tr("How many requests each host works on at once; the others queue there. It is what the "
                         "controllers have to find out.")),
        Knob::integer(u"concurrency"_s, tr("Concurrency"), 1, 200, 32, tr("requests"),
                      tr("What the fixed crawl keeps on the wire, and the most that the others may.")),
        Knob::real(u"target_concurrency"_s, tr("AutoThrottle's target"), 0.1, 64, 4, tr("requests"),
                   tr("How many requests AutoThrottle wants on the wire, on average: its set-point.")),
        Knob::real(u"tolerance"_s, tr("Tolerance"), 1, 10, 2, tr("×"),
                   tr("To which multiple of its best the latency may grow before AIMD and the gradient back off: "
                      "their set-point.")),
    };
    return info;
}

void CrawlThrottleScenario::run(Context& context)
{
    SiteProcess site;
    if (const Status started = site.start(SiteProcess::programBesideThis(), siteArguments(context)); !started)
        return context.fail(QString::fromStdString(started.error()));
    if (site.urls().size() < kControllers.size())
        return context.fail(tr("The built-in site has fewer hosts than it was asked for."));
    SideBySide crawls(context, site.urls());
    steer(context, crawls, site);
    crawls.execute();
    crawls.report(site.counters());
}

} // namespace lanescope::crawl
