// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/recursive_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"
#include "core/sync/recursive_mutex.h"

#include <QCoreApplication>

#include <mutex>

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
};

// A function that calls itself and takes the lock each time, as a public method that calls another one does.
template <class Lock>
void descend(Lock& lock, int depth, int left, Depths& depths, const std::function<void()>& atTheBottom)
{
    const trace::Span span(trace::Recorder::intern("depth " + std::to_string(depth)));
    const std::lock_guard guard(lock); // with a plain mutex the second one waits for the first one's thread: for itself
    if (depth > depths.reached.load())
        depths.reached.store(depth);
    if (left > 1)
        descend(lock, depth + 1, left - 1, depths, atTheBottom);
    else
        atTheBottom();
}

template <class Lock>
void runWith(Context& context)
{
    Lock lock("lock");
    Depths depths;
    const std::atomic<double>& holdMs = context.live("hold_ms");
    WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) {
        while (!worker.shouldEnd()) {
            descend(lock, 1, context.integer("depth"), depths, [&] { worker.pause(holdMs); });
            ++depths.rounds;
            worker.pause(holdMs, 0.5); // less than the other one holds it, so that they meet
        }
    });
    workers.resize(kThreads);
    quint64 seen = context.changes();
    while (!context.stopRequested())
        context.waitForChange(seen, 500);
    context.setResult(QStringLiteral("depth"), depths.reached.load());
    context.setResult(QStringLiteral("rounds"), depths.rounds.load());
    workers.endOrLeave(context);
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
