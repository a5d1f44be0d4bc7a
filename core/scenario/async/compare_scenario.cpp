// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/compare_scenario.h"

#include "core/crawl/scenarios/site_urls.h"
#include "core/crawl/wire/blocking_client.h"
#include "core/scenario/async/async_fetch.h"
#include "core/scenario/async/race.h"
#include "core/scenario/context.h"
#include "core/scenario/measured.h"
#include "core/scenario/run_loop.h"
#include "core/scenario/worker_group.h"
#include "core/sync/event_loop_probe.h"
#include "core/sync/thread_pool.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::scenario {
namespace {

using crawl::Response;
using crawl::Url;
using Racer = Race::Racer;

constexpr int kMostUrls = 128;

QString tr(const char* text)
{
    return QCoreApplication::translate("CompareScenario", text);
}

bool isOk(const Response& response)
{
    return response.outcome == trace::RequestOutcome::Ok;
}

void oneByOne(Race& race, Context& context, std::atomic<std::uint32_t>& ids)
{
    trace::Recorder::nameThread("one by one");
    const trace::StringId name = trace::Recorder::intern("one by one");
    crawl::BlockingClient client("one by one", ids);
    while (const auto urls = race.lineUp(Racer::OneByOne)) {
        int ok = 0;
        {
            const trace::Span span(name);
            for (const Url& url : *urls)
                ok += isOk(client.fetch(url, context.stopToken())) ? 1 : 0;
        }
        race.finish(Racer::OneByOne, ok);
    }
}

void withThreadPool(Race& race, Context& context, std::atomic<std::uint32_t>& ids, sync::ThreadPool& pool)
{
    trace::Recorder::nameThread("pool caller");
    const trace::StringId name = trace::Recorder::intern("thread pool");
    const trace::StringId fetch = trace::Recorder::intern("fetch");
    crawl::BlockingClient client("pool", ids);
    while (const auto urls = race.lineUp(Racer::ThreadPool)) {
        std::ptrdiff_t ok = 0;
        {
            const trace::Span span(name);
            const auto pages =
                pool.map(fetch, *urls, [&](const Url& url) { return client.fetch(url, context.stopToken()); });
            if (pages)
                ok = std::count_if(pages.value().begin(), pages.value().end(), isOk);
        }
        race.finish(Racer::ThreadPool, static_cast<int>(ok));
    }
}

void withEventLoop(Race& race, Context& context, std::atomic<std::uint32_t>& ids)
{
    trace::Recorder::nameThread("async");
    const trace::StringId name = trace::Recorder::intern("async");
    AsyncFetch fetch("async", context.live("concurrency"), ids);
    const sync::EventLoopProbe probe;
    QObject::connect(&context, &Context::knobChanged, &fetch, &AsyncFetch::fill);
    QObject::connect(&context, &Context::stopping, &fetch, &AsyncFetch::cancel);
    if (context.stopRequested())
        fetch.cancel();
    while (const auto urls = race.lineUp(Racer::Async)) {
        int ok = 0;
        {
            const trace::Span span(name);
            ok = fetch.fetch(*urls);
        }
        race.finish(Racer::Async, ok);
    }
}

} // namespace

ScenarioInfo CompareScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("async.compare");
    info.group = tr("Async");
    info.title = tr("Three ways to fetch");
    info.summary = tr("The same pages one by one, with a pool of threads, and on one event loop, side by side.");
    info.teaches = {tr("blocking I/O"), tr("thread pool"), tr("event loop"), tr("latency"), tr("concurrency")};
    info.knobs = {
        Knob::integer(QStringLiteral("urls"), tr("URLs"), 1, kMostUrls, 32, tr("pages"),
                      tr("How many pages each of the three fetches in a heat, from the next one on.")),
        Knob::real(QStringLiteral("latency_ms"), tr("Latency"), 0, 1000, 50, tr("ms"),
                   tr("How long each host thinks before it answers, always the same.")),
        Knob::integer(QStringLiteral("size"), tr("Pool size"), 1, 32, 4, tr("threads"),
                      tr("How many threads the pool has.")),
        Knob::integer(QStringLiteral("concurrency"), tr("Async"), 1, 64, 16, tr("requests"),
                      tr("How many requests the event loop has on the wire at once.")),
    };
    return info;
}

void CompareScenario::run(Context& context)
{
    crawl::SiteUrls site(context, kMostUrls, 0);
    if (const Status started = site.start(); !started)
        return context.fail(QString::fromStdString(started.error()));
    std::atomic<std::uint32_t> ids{0};
    sync::ThreadPool pool("pool", context.integer("size"));
    Race race(context, [&](int count) { return site.first(count); });
    const LiveResult live(context, [&] { race.report(); });
    {
        using Worker = WorkerGroup::Worker;
        WorkerGroup first(QStringLiteral("one by one"), [&](Worker&) { oneByOne(race, context, ids); });
        WorkerGroup second(QStringLiteral("pool caller"), [&](Worker&) { withThreadPool(race, context, ids, pool); });
        WorkerGroup third(QStringLiteral("async"), [&](Worker&) { withEventLoop(race, context, ids); });
        for (WorkerGroup* racer : {&first, &second, &third})
            racer->resize(1);
        runLoop(context, [&] {
            site.follow();
            pool.resize(context.integer("size"));
        });
        race.stop();
    }
    pool.close();
    if (const Status joined = pool.join(); !joined)
        context.fail(QString::fromStdString(joined.error()));
    if (!race.hasHeat())
        tellTooShort(context);
    race.report();
}

} // namespace lanescope::scenario
