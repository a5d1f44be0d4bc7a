// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/map_scenario.h"

#include "core/crawl/scenarios/site_urls.h"
#include "core/crawl/wire/blocking_client.h"
#include "core/scenario/context.h"
#include "core/scenario/run_loop.h"
#include "core/scenario/worker_group.h"
#include "core/sync/concurrent_map.h"
#include "core/sync/event_loop_probe.h"
#include "core/sync/wait_condition.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFutureWatcher>

#include <algorithm>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using crawl::Response;
using crawl::Url;

constexpr int kMostUrls = 50;
constexpr auto kBetweenRounds = 150ms;
// The hosts of the notes; the site's hosts stand in for them, in this order.
constexpr std::array kNames{"www.baidu.com", "www.sina.com.cn", "www.163.com", "www.qq.com", "www.taobao.com"};

QString tr(const char* text)
{
    return QCoreApplication::translate("MapScenario", text);
}

struct Page {
    Url url;
    trace::StringId name;
};

std::vector<Page> pages(const std::vector<Url>& urls)
{
    std::vector<Page> list;
    for (std::size_t i = 0; i < urls.size(); ++i) {
        const std::string name = i < kNames.size() ? kNames[i] : "host " + std::to_string(i + 1);
        list.push_back({urls[i], trace::Recorder::intern(name)});
    }
    return list;
}

/// What one run of the scenario consists of. Threads: the caller's, but for fetch(), which is the pool's, and the
/// totals.
class MapRun {
public:
    MapRun(Context& context, std::vector<Page> all)
        : m_context(context)
        , m_all(std::move(all))
        , m_pool("pool", context.integer("size"))
    {
    }

    sync::ThreadPool& pool() { return m_pool; }

    void blockingRounds(WorkerGroup::Worker& worker)
    {
        while (!worker.shouldEnd()) {
            const std::vector<Page> list = wanted();
            {
                const trace::Span span(m_round);
                const auto results = m_pool.map(m_fetch, list, [this](const Page& page) { return fetch(page); });
                if (results)
                    take(list, results.value());
            }
            sync::sleepFor(kBetweenRounds);
        }
    }

    // The same with QtConcurrent: the caller's event loop turns on, and each result is announced as it comes.
    void asyncRounds(WorkerGroup::Worker& worker)
    {
        QEventLoop loop;
        const sync::EventLoopProbe probe;
        const trace::StringId ready = trace::Recorder::intern("result ready");
        while (!worker.shouldEnd()) {
            const std::vector<Page> list = wanted();
            QFutureWatcher<Response> watcher;
            QObject::connect(&watcher, &QFutureWatcherBase::resultReadyAt, &loop,
                             [&] { const trace::Span span(ready); });
            QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
            {
                const trace::Span span(m_round);
                watcher.setFuture(
                    sync::mapped(m_pool, m_fetch, list, [this](const Page& page) { return fetch(page); }));
                loop.exec();
                const QList<Response> results = watcher.future().results();
                take(list, {results.begin(), results.end()});
            }
            sync::sleepFor(kBetweenRounds);
        }
    }

    void report() const
    {
        m_context.setResult(QStringLiteral("rounds"), m_rounds.load());
        m_context.setResult(QStringLiteral("fetched"), m_fetched.load());
        m_context.setResult(QStringLiteral("failed"), m_failed.load());
        m_context.setResult(QStringLiteral("out_of_order"), m_outOfOrder.load());
        m_context.setResult(QStringLiteral("missing"), m_missing.load());
    }

private:
    std::vector<Page> wanted() const
    {
        const auto count = std::min(static_cast<std::ptrdiff_t>(m_context.integer("urls")), std::ssize(m_all));
        return {m_all.begin(), m_all.begin() + count};
    }

    Response fetch(const Page& page)
    {
        const trace::Span span(page.name);
        return m_client.fetch(page.url, m_context.stopToken());
    }

    void take(const std::vector<Page>& list, const std::vector<Response>& results)
    {
        ++m_rounds;
        m_missing += std::ssize(list) - std::ssize(results);
        for (std::size_t i = 0; i < std::min(list.size(), results.size()); ++i) {
            m_outOfOrder += results[i].request.url == list[i].url ? 0 : 1;
            if (results[i].outcome == trace::RequestOutcome::Ok)
                ++m_fetched;
            else if (results[i].outcome != trace::RequestOutcome::Cancelled)
                ++m_failed;
        }
    }

    Context& m_context;
    const std::vector<Page> m_all;
    const trace::StringId m_round = trace::Recorder::intern("map");
    const trace::StringId m_fetch = trace::Recorder::intern("fetch");
    std::atomic<std::uint32_t> m_ids{0};
    crawl::BlockingClient m_client{"request", m_ids};
    std::atomic<qint64> m_rounds{0};
    std::atomic<qint64> m_fetched{0};
    std::atomic<qint64> m_failed{0};
    std::atomic<qint64> m_outOfOrder{0};
    std::atomic<qint64> m_missing{0};
    sync::ThreadPool m_pool; // last: its threads use the rest
};

} // namespace

ScenarioInfo MapScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("pools.map");
    info.group = tr("Pools");
    info.title = tr("Pool map");
    info.summary =
        tr("A pool of four threads fetches five pages: tasks queue, run, end, and the results come in order.");
    info.teaches = {tr("thread pool"), tr("map"), tr("future"), tr("ordered results"), tr("QtConcurrent")};
    info.knobs = {
        Knob::integer(QStringLiteral("size"), tr("Pool size"), 1, 32, 4, tr("threads"),
                      tr("How many threads the pool has; fewer end as they finish their task.")),
        Knob::integer(QStringLiteral("urls"), tr("URLs"), 1, kMostUrls, 5, tr("pages"),
                      tr("How many pages are fetched in each round, each from a host of its own.")),
        Knob::real(QStringLiteral("latency_ms"), tr("Latency"), 0, 2000, 80, tr("ms"),
                   tr("How long each host thinks before it answers, more or less.")),
        Knob::choice(QStringLiteral("mode"), tr("Caller"), {QStringLiteral("blocking"), QStringLiteral("async")}, 0,
                     tr("blocking: it waits in map(). async: QtConcurrent::mapped() tells its event loop."))
            .restart(),
    };
    return info;
}

void MapScenario::run(Context& context)
{
    crawl::SiteUrls site(context, kMostUrls, 0.4);
    if (const Status started = site.start(); !started)
        return context.fail(QString::fromStdString(started.error()));
    MapRun run(context, pages(site.first(kMostUrls)));
    const LiveResult live(context, [&] { run.report(); });
    const bool blocking = context.integer("mode") == 0;
    {
        WorkerGroup caller(QStringLiteral("caller"), [&](WorkerGroup::Worker& worker) {
            blocking ? run.blockingRounds(worker) : run.asyncRounds(worker);
        });
        caller.resize(1);
        runLoop(context, [&] {
            site.follow();
            run.pool().resize(context.integer("size"));
        });
    }
    run.pool().close();
    if (const Status joined = run.pool().join(); !joined)
        context.fail(QString::fromStdString(joined.error()));
    run.report();
}

} // namespace lanescope::scenario
