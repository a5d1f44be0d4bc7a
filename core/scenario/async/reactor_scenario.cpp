// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/reactor_scenario.h"

#include "core/crawl/loop_lag.h"
#include "core/crawl/scenarios/site_urls.h"
#include "core/scenario/async/mini_engine.h"
#include "core/scenario/context.h"
#include "core/sync/event_loop_probe.h"

#include <QCoreApplication>
#include <QTimer>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace lanescope::scenario {
namespace {

constexpr int kMostUrls = 100;
constexpr int kBetweenListsMs = 150;

QString tr(const char* text)
{
    return QCoreApplication::translate("ReactorScenario", text);
}

// The loop is the site's too, so the pause between two lists turns it as well.
void pauseBetweenLists(Context& context)
{
    QEventLoop loop;
    QObject::connect(&context, &Context::stopping, &loop, &QEventLoop::quit);
    QTimer::singleShot(kBetweenListsMs, &loop, &QEventLoop::quit);
    if (!context.stopRequested())
        loop.exec();
}

// The knobs as they turn: the site is slower or faster at once, and more URLs join the list that runs.
void follow(Context& context, crawl::SiteUrls& site, MiniEngine& engine)
{
    site.follow();
    if (engine.started() == 0)
        return;
    const std::vector<crawl::Url> urls = site.first(context.integer("urls"));
    for (auto next = static_cast<std::size_t>(engine.started()); next < urls.size(); ++next)
        engine.start(urls[next]);
}

void report(Context& context, const MiniEngine& engine, int lists)
{
    context.setResult(QStringLiteral("callbacks"), engine.callbacks());
    context.setResult(QStringLiteral("ok"), engine.ok());
    context.setResult(QStringLiteral("failed"), engine.failed());
    context.setResult(QStringLiteral("cancelled"), engine.cancelled());
    context.setResult(QStringLiteral("lists"), lists);
    context.setResult(QStringLiteral("max_overlap"), engine.maxOverlap());
}

/// A counter of how late the loop is, as that of a crawl. Another thread reads it: a loop that stands still cannot.
class LagCounter {
public:
    LagCounter() { m_lag.start(); }

private:
    static constexpr std::chrono::milliseconds kEvery{250};

    void tell(const std::stop_token& stop)
    {
        trace::Recorder::nameThread("lanescope-lag"); // not of the run
        const trace::StringId name = trace::Recorder::intern("loop lag ms");
        std::mutex mutex;
        std::condition_variable_any wake;
        for (std::unique_lock lock(mutex); !wake.wait_for(lock, stop, kEvery, [&] { return stop.stop_requested(); });)
            trace::counter(name, static_cast<double>(m_lag.take()) / 1e6);
    }

    crawl::LoopLag m_lag{nullptr};
    std::jthread m_teller{[this](const std::stop_token& stop) { tell(stop); }}; // last: it uses the rest
};

} // namespace

ScenarioInfo ReactorScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("async.reactor");
    info.group = tr("Async");
    info.title = tr("Reactor");
    info.summary = tr("One event loop, many requests: deferreds with callbacks, and a list that stops the loop.");
    info.teaches = {tr("event loop"), tr("callback"), tr("deferred"), tr("non-blocking I/O")};
    info.knobs = {
        Knob::integer(QStringLiteral("urls"), tr("URLs"), 1, kMostUrls, 6, tr("pages"),
                      tr("How many requests one list starts; more join the list that runs.")),
        Knob::real(QStringLiteral("latency_ms"), tr("Latency"), 0, 2000, 150, tr("ms"),
                   tr("How long each host thinks before it answers, more or less.")),
        Knob::real(QStringLiteral("failures"), tr("Failures"), 0, 1, 0, QString(),
                   tr("Which share of the requests is answered with an error.")),
        Knob::real(QStringLiteral("callback_ms"), tr("Callback"), 0, 200, 3, tr("ms"),
                   tr("CPU time of each callback; the loop does nothing else meanwhile.")),
    };
    return info;
}

void ReactorScenario::run(Context& context)
{
    crawl::SiteUrls site(context, kMostUrls, 0.5);
    if (const Status started = site.start(); !started)
        return context.fail(QString::fromStdString(started.error()));
    const sync::EventLoopProbe probe;
    const LagCounter lag;
    MiniEngine engine(context.live("callback_ms"), context.stopToken());
    QObject::connect(&context, &Context::knobChanged, &engine, [&] { follow(context, site, engine); });
    QObject::connect(&context, &Context::stopping, &engine, [&] { engine.cancel(); });
    int lists = 0;
    const LiveResult live(context, [&] { report(context, engine, lists); });
    while (!context.stopRequested()) {
        engine.run(site.first(context.integer("urls")));
        ++lists;
        pauseBetweenLists(context);
    }
    report(context, engine, lists);
}

} // namespace lanescope::scenario
