// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/recursive_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/patience.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"
#include "core/sync/recursive_mutex.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

constexpr int kThreads = 2;

QString tr(const char* text)
{
    return QCoreApplication::translate("RecursiveScenario", text);
}

struct Depths {
    std::atomic<int> reached{0};
    std::atomic<qint64> rounds{0};
    std::atomic<qint64> gaveUp{0};
};

/// A function that calls itself and takes the lock each time, as a public method that calls another one does.
template <class Lock>
class Descent {
public:
    Descent(Context& context, Lock& lock, Depths& depths)
        : m_context(context)
        , m_patience(context.live("timeout_ms"), Patience::Zero::NoLimit)
        , m_holdMs(context.live("hold_ms"))
        , m_lock(lock)
        , m_depths(depths)
    {
    }
    void round(const WorkerGroup::Worker& worker) const
    {
        if (descend(worker, 1, m_context.integer("depth")))
            ++m_depths.rounds;
        worker.pause(m_holdMs, 0.5); // less than the other one holds it, so that they meet
    }

private:
    // False when it gave up on the way down.
    bool descend(const WorkerGroup::Worker& worker, int depth, int left) const
    {
        const trace::Span span(trace::Recorder::intern("depth " + std::to_string(depth)));
        // With a plain mutex the second one waits for the first one's thread: for itself.
        const auto guard = takeWithin(m_lock, m_patience);
        if (!guard) {
            ++m_depths.gaveUp;
            return false;
        }
        if (depth > m_depths.reached.load())
            m_depths.reached.store(depth);
        if (left > 1)
            return descend(worker, depth + 1, left - 1);
        worker.pause(m_holdMs);
        return true;
    }

    Context& m_context;
    const Patience m_patience;
    const std::atomic<double>& m_holdMs;
    Lock& m_lock;
    Depths& m_depths;
};

void report(Context& context, const Depths& depths)
{
    context.setResult(QStringLiteral("depth"), depths.reached.load());
    context.setResult(QStringLiteral("rounds"), depths.rounds.load());
    context.setResult(QStringLiteral("gave_up"), depths.gaveUp.load());
}

template <class Lock>
void runWith(Context& context)
{
    Lock lock("lock");
    Depths depths;
    const LiveResult live(context, [&] { report(context, depths); });
    const Descent<Lock> descent(context, lock, depths);
    WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) {
        while (!worker.shouldEnd())
            descent.round(worker);
    });
    workers.resize(kThreads);
    waitForStop(context);
    report(context, depths); // what there is if they are stuck
    // With a limit of time one waits for the other at most, and then for itself.
    workers.endOrLeave(context, WorkerGroup::kGraceMs + 2 * context.integer("timeout_ms"));
    report(context, depths);
}

} // namespace

ScenarioInfo RecursiveScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.recursive");
    info.group = tr("Locks");
    info.title = tr("Recursive mutex");
    info.summary = tr("A thread takes a lock that it has already: some locks count, others wait for ever.");
    info.teaches = {tr("reentrancy"), tr("self-deadlock"), tr("recursion depth")};
    info.mayDeadlock = true;
    info.knobs = {
        Knob::integer(QStringLiteral("depth"), tr("Depth"), 1, 10, 3, tr("levels"),
                      tr("How often a thread takes the lock before it lets go once.")),
        Knob::real(QStringLiteral("hold_ms"), tr("Work"), 1, 200, 60, tr("ms"),
                   tr("How long a thread works at the bottom; it rests half as long afterwards.")),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Gives up after"), 0, 300, 0, tr("ms"),
                      tr("How long a thread waits for the lock before it goes back."))
            .withZero(tr("never")),
        Knob::choice(QStringLiteral("kind"), tr("Lock"), {QStringLiteral("QRecursiveMutex"), QStringLiteral("QMutex")},
                     0, tr("With QMutex, and a depth of more than 1, a thread waits for itself."))
            .restart(),
    };
    return info;
}

void RecursiveScenario::run(Context& context)
{
    if (context.integer("kind") == 0)
        runWith<sync::RecursiveMutex>(context);
    else
        runWith<sync::Mutex>(context);
}

} // namespace lanescope::scenario
