// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/submit_map_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/worker_group.h"
#include "core/sync/thread_pool.h"
#include "core/sync/wait_condition.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cmath>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenSteps = 80ms;

QString tr(const char* text)
{
    return QCoreApplication::translate("SubmitMapScenario", text);
}

/// One caller that does three things in turn, as the notes do. Threads: the caller's, but for work(), the pool's.
class SubmitMapRun {
public:
    SubmitMapRun(Context& context, sync::ThreadPool& pool)
        : m_context(context)
        , m_pool(pool)
    {
    }

    void rounds(WorkerGroup::Worker& worker)
    {
        while (!worker.shouldEnd()) {
            submitAll();
            sync::sleepFor(kBetweenSteps);
            mapEach();
            sync::sleepFor(kBetweenSteps);
            submitPower();
            sync::sleepFor(kBetweenSteps);
        }
    }

private:
    std::vector<int> seed() const { return std::vector<int>(static_cast<std::size_t>(m_context.integer("items"))); }

    void work() { liveSleep(m_context.live("work_ms"), m_context.stopToken()); }

    // submit(func, seed): func gets the whole list, once.
    void submitAll()
    {
        const trace::Span span(m_submitName);
        std::atomic<int> calls{0};
        QElapsedTimer elapsed;
        elapsed.start();
        const auto future = m_pool.submit(m_wholeName, [this, &calls, list = seed()] {
            ++calls;
            for (std::size_t i = 0; i < list.size(); ++i)
                work();
        });
        if (!future || !future.value().result())
            return;
        note("submit", calls, elapsed);
    }

    // map(func, seed): func gets one element, as often as there are elements.
    void mapEach()
    {
        const trace::Span span(m_mapName);
        std::atomic<int> calls{0};
        QElapsedTimer elapsed;
        elapsed.start();
        const auto results = m_pool.map(m_eachName, seed(), [this, &calls](int) {
            ++calls;
            work();
            return 0;
        });
        if (results)
            note("map", calls, elapsed);
    }

    // submit(pow, 2, 3).result()
    void submitPower()
    {
        const auto power = m_pool.apply(m_powerName, [] { return std::pow(2, 3); });
        if (power && power.value())
            m_context.setResult(QStringLiteral("power"), *power.value());
    }

    void note(const char* verb, int calls, const QElapsedTimer& elapsed)
    {
        if (m_context.stopRequested())
            return; // cut short
        m_tasks.insert(QLatin1StringView(verb), calls);
        m_elapsedMs.insert(QLatin1StringView(verb), static_cast<double>(elapsed.nsecsElapsed()) / 1e6);
        m_context.setResult(QStringLiteral("tasks"), m_tasks);
        m_context.setResult(QStringLiteral("elapsed_ms"), m_elapsedMs);
    }

    Context& m_context;
    sync::ThreadPool& m_pool;
    const trace::StringId m_submitName = trace::Recorder::intern("submit(func, seed)");
    const trace::StringId m_mapName = trace::Recorder::intern("map(func, seed)");
    const trace::StringId m_wholeName = trace::Recorder::intern("func(whole list)");
    const trace::StringId m_eachName = trace::Recorder::intern("func(element)");
    const trace::StringId m_powerName = trace::Recorder::intern("pow(2, 3)");
    QJsonObject m_tasks;
    QJsonObject m_elapsedMs;
};

} // namespace

ScenarioInfo SubmitMapScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("pools.submit-map");
    info.group = tr("Pools");
    info.title = tr("submit or map");
    info.summary = tr("The same list given to submit() is one task, given to map() it is one task an element.");
    info.teaches = {tr("submit"), tr("map"), tr("future"), tr("result")};
    info.knobs = {
        Knob::integer(QStringLiteral("size"), tr("Pool size"), 1, 32, 3, tr("threads"),
                      tr("How many threads the pool has.")),
        Knob::integer(QStringLiteral("items"), tr("List"), 1, 64, 4, tr("elements"),
                      tr("How many elements the list has, from the next round on.")),
        Knob::real(QStringLiteral("work_ms"), tr("Work"), 0, 500, 60, tr("ms"),
                   tr("How long the function sleeps over one element.")),
    };
    return info;
}

void SubmitMapScenario::run(Context& context)
{
    sync::ThreadPool pool("pool", context.integer("size"));
    SubmitMapRun run(context, pool);
    {
        WorkerGroup caller(QStringLiteral("caller"), [&](WorkerGroup::Worker& worker) { run.rounds(worker); });
        caller.resize(1);
        quint64 seen = context.changes();
        while (!context.stopRequested()) {
            pool.resize(context.integer("size"));
            context.waitForChange(seen, 500);
        }
    }
    pool.close();
    if (const Status joined = pool.join(); !joined)
        context.fail(QString::fromStdString(joined.error()));
}

} // namespace lanescope::scenario
