// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/submit_map_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/measured.h"
#include "core/scenario/worker_group.h"
#include "core/sync/thread_pool.h"
#include "core/sync/wait_condition.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cmath>
#include <mutex>
#include <optional>

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

    bool hasAll() const
    {
        const std::lock_guard guard(m_mutex);
        return m_submitted.tasks && m_mapped.tasks && m_power;
    }
    /// Threads: any, as hasAll().
    void report() const
    {
        const std::lock_guard guard(m_mutex);
        m_context.setResult(QStringLiteral("tasks"),
                            QJsonObject{{QStringLiteral("submit"), measured(m_submitted.tasks)},
                                        {QStringLiteral("map"), measured(m_mapped.tasks)}});
        m_context.setResult(QStringLiteral("elapsed_ms"),
                            QJsonObject{{QStringLiteral("submit"), measured(m_submitted.elapsedMs)},
                                        {QStringLiteral("map"), measured(m_mapped.elapsedMs)}});
        m_context.setResult(QStringLiteral("power"), measured(m_power));
    }

private:
    /// How one way went the last time that it was not cut short.
    struct Way {
        std::optional<double> tasks;
        std::optional<double> elapsedMs;
    };

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
        note(m_submitted, calls, elapsed);
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
            note(m_mapped, calls, elapsed);
    }

    // submit(pow, 2, 3).result()
    void submitPower()
    {
        const auto power = m_pool.apply(m_powerName, [] { return std::pow(2, 3); });
        const std::lock_guard guard(m_mutex);
        if (power && power.value())
            m_power = *power.value();
    }

    void note(Way& way, int calls, const QElapsedTimer& elapsed) const
    {
        const std::lock_guard guard(m_mutex);
        if (!m_context.stopRequested())
            way = {calls, static_cast<double>(elapsed.nsecsElapsed()) / 1e6};
    }

    Context& m_context;
    sync::ThreadPool& m_pool;
    const trace::StringId m_submitName = trace::Recorder::intern("submit(func, seed)");
    const trace::StringId m_mapName = trace::Recorder::intern("map(func, seed)");
    const trace::StringId m_wholeName = trace::Recorder::intern("func(whole list)");
    const trace::StringId m_eachName = trace::Recorder::intern("func(element)");
    const trace::StringId m_powerName = trace::Recorder::intern("pow(2, 3)");
    mutable std::mutex m_mutex; // guards what follows
    Way m_submitted;
    Way m_mapped;
    std::optional<double> m_power;
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
    const LiveResult live(context, [&] { run.report(); });
    {
        WorkerGroup caller(QStringLiteral("caller"), [&](WorkerGroup::Worker& worker) { run.rounds(worker); });
        caller.resize(1);
        followKnobs(context, [&] { pool.resize(context.integer("size")); });
    }
    if (!run.hasAll())
        tellTooShort(context);
    run.report();
    pool.close();
    if (const Status joined = pool.join(); !joined)
        context.fail(QString::fromStdString(joined.error()));
}

} // namespace lanescope::scenario
