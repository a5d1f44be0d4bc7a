// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/starvation_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/worker_group.h"
#include "core/sync/thread_pool.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using sync::Future;
using sync::ThreadPool;

constexpr int kLookAgainMs = 50;

QString tr(const char* text)
{
    return QCoreApplication::translate("StarvationScenario", text);
}

/// One caller that submits parents, each of which submits a child and waits for it. Threads: the caller's, but for
/// parent(), the pool's, and rounds().
class FamilyRun {
public:
    FamilyRun(Context& context, ThreadPool& pool)
        : m_context(context)
        , m_pool(pool)
    {
    }

    void run(WorkerGroup::Worker& worker)
    {
        while (!worker.shouldEnd()) {
            const trace::Span span(m_roundName);
            std::vector<Future<bool>> parents;
            for (int i = 0; i < m_context.integer("width"); ++i) {
                if (auto parent = m_pool.submit(m_parentName, [this] { return this->parent(); }))
                    parents.push_back(std::move(parent).value());
            }
            bool all = true;
            for (const Future<bool>& parent : parents)
                all = parent.result().value_or(false) && all;
            if (all && !m_context.stopRequested())
                m_rounds.fetch_add(1, std::memory_order_relaxed);
        }
    }
    qint64 rounds() const { return m_rounds.load(std::memory_order_relaxed); }

private:
    void work() { liveSleep(m_context.live("work_ms"), m_context.stopToken()); }

    bool parent()
    {
        work();
        const auto child = m_pool.submit(m_childName, [this] { work(); });
        return child && child.value().result().has_value(); // waits, and keeps its thread meanwhile
    }

    Context& m_context;
    ThreadPool& m_pool;
    const trace::StringId m_roundName = trace::Recorder::intern("round");
    const trace::StringId m_parentName = trace::Recorder::intern("parent");
    const trace::StringId m_childName = trace::Recorder::intern("child");
    std::atomic<qint64> m_rounds{0};
};

/// Says when the pool starves and when it is freed.
class Watch {
public:
    Watch(Context& context, const ThreadPool& pool)
        : m_context(context)
        , m_pool(pool)
    {
    }

    void look()
    {
        const bool starved = m_pool.isStarved();
        if (starved == m_starved)
            return;
        m_starved = starved;
        if (starved) {
            m_context.warning(tr("The pool is starved by its own tasks: each of its threads waits for a task that is "
                                 "queued behind it."));
        } else {
            ++m_freed;
            m_context.info(tr("The pool is free again: what its tasks waited for runs."));
        }
    }
    bool starved() const { return m_starved; }
    int freed() const { return m_freed; }

private:
    Context& m_context;
    const ThreadPool& m_pool;
    bool m_starved = false;
    int m_freed = 0;
};

void followKnobs(Context& context, ThreadPool& pool)
{
    pool.setWhileWaiting(static_cast<ThreadPool::WhileWaiting>(context.integer("cure")));
    pool.resize(context.integer("size"));
}

} // namespace

ScenarioInfo StarvationScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("pools.deadlock");
    info.group = tr("Pools");
    info.title = tr("Pool deadlock");
    info.summary = tr("Four tasks on four threads wait for tasks of the same pool: nobody is left to run them.");
    info.teaches = {tr("pool starvation"), tr("deadlock"), tr("releaseThread"), tr("nested tasks")};
    info.mayDeadlock = true;
    info.knobs = {
        Knob::integer(QStringLiteral("size"), tr("Pool size"), 1, 32, 4, tr("threads"),
                      tr("How many threads the pool has.")),
        Knob::integer(QStringLiteral("width"), tr("Parents"), 1, 64, 4, tr("tasks"),
                      tr("How many tasks at once wait for a task of their own, from the next round on.")),
        Knob::real(QStringLiteral("work_ms"), tr("Work"), 0, 500, 40, tr("ms"),
                   tr("How long a parent works before it submits its child, and how long the child works.")),
        Knob::choice(QStringLiteral("cure"), tr("While it waits"),
                     {QStringLiteral("keep"), QStringLiteral("releaseThread"), QStringLiteral("help")}, 0,
                     tr("What a parent does with its thread: keep it, lend it to the pool, or run the child itself.")),
    };
    return info;
}

void StarvationScenario::run(Context& context)
{
    ThreadPool pool("pool", context.integer("size"));
    FamilyRun family(context, pool);
    Watch watch(context, pool);
    WorkerGroup caller(QStringLiteral("caller"), [&](WorkerGroup::Worker& worker) { family.run(worker); });
    followKnobs(context, pool);
    caller.resize(1);
    const auto report = [&] {
        context.setResult(QStringLiteral("rounds"), family.rounds());
        context.setResult(QStringLiteral("freed"), watch.freed());
    };
    const LiveResult live(context, report);
    quint64 seen = context.changes();
    while (!context.stopRequested()) {
        if (context.waitForChange(seen, kLookAgainMs))
            followKnobs(context, pool);
        watch.look();
    }
    context.setResult(QStringLiteral("outcome"),
                      watch.starved() ? QStringLiteral("deadlock") : QStringLiteral("completed"));
    report();
    caller.endOrLeave(context);
    pool.close();
    if (const Status joined = pool.join(); !joined)
        context.fail(QString::fromStdString(joined.error()));
}

} // namespace lanescope::scenario
