// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/mutex_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"
#include "core/sync/spin_lock.h"
#include "core/sync/work.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("MutexScenario", text);
}

// Stands where a lock would: the bug that the scenario shows.
struct NoLock {
    explicit NoLock(const char*) {}
    void lock() {}
    void unlock() {}
};

struct Counter {
    std::atomic<qint64> shared{0};   // n: read and written back in two steps
    std::atomic<qint64> expected{0}; // how often n = n + 1 was done
};

// Atomic load, then atomic store: what gets lost is an update, never defined behaviour.
void increment(Counter& counter, double holdUs)
{
    const qint64 before = counter.shared.load(std::memory_order_relaxed);
    sync::workFor(std::chrono::duration<double, std::micro>(holdUs));
    counter.shared.store(before + 1, std::memory_order_relaxed);
    counter.expected.fetch_add(1, std::memory_order_relaxed);
}

template <class Lock>
void runWith(Context& context, Counter& counter)
{
    Lock lock("counter");
    const auto& holdUs = context.live("hold_us");
    const auto& thinkUs = context.live("think_us");
    const trace::StringId task = trace::Recorder::intern("n = n + 1");
    WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) {
        while (!worker.shouldEnd()) {
            {
                const trace::Span span(task);
                const std::lock_guard guard(lock);
                // Whoever gets it at the end of the run still adds one, but is quick: those in line want to end too.
                increment(counter, worker.shouldEnd() ? 0 : holdUs.load(std::memory_order_relaxed));
            }
            sync::workFor(std::chrono::duration<double, std::micro>(thinkUs.load(std::memory_order_relaxed)));
        }
    });
    workers.followKnob(context, "threads");
}

} // namespace

ScenarioInfo MutexScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.mutex");
    info.group = tr("Locks");
    info.title = tr("Mutex");
    info.summary = tr("Threads add one to the same number: what a lock protects, and what it costs.");
    info.teaches = {tr("mutual exclusion"), tr("contention"), tr("lost update")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 64, 4, tr("threads"),
                      tr("How many threads add at the same time.")),
        Knob::integer(QStringLiteral("hold_us"), tr("Work under the lock"), 0, 10'000, 200, tr("µs"),
                      tr("CPU time spent between reading n and writing it back."))
            .onLogScale(),
        Knob::integer(QStringLiteral("think_us"), tr("Work outside"), 0, 10'000, 300, tr("µs"),
                      tr("CPU time spent between two additions."))
            .onLogScale(),
        Knob::choice(QStringLiteral("lock"), tr("Lock"),
                     {QStringLiteral("none"), QStringLiteral("QMutex"), QStringLiteral("std::mutex"),
                      QStringLiteral("spin"), QStringLiteral("ticket")},
                     1, tr("What stands around n = n + 1."))
            .restart(),
    };
    return info;
}

void MutexScenario::run(Context& context)
{
    Counter counter;
    const auto report = [&] {
        // While the workers add: what came in between the two looks is left out.
        const qint64 expected = counter.expected.load();
        const qint64 actual = std::min(counter.shared.load(), expected);
        context.setResult(QStringLiteral("expected"), expected);
        context.setResult(QStringLiteral("actual"), actual);
        context.setResult(QStringLiteral("lost"), expected - actual);
    };
    const LiveResult live(context, report);
    switch (context.integer("lock")) {
    case 0:
        runWith<NoLock>(context, counter);
        break;
    case 1:
        runWith<sync::Mutex>(context, counter);
        break;
    case 2:
        runWith<sync::StdMutex>(context, counter);
        break;
    case 3:
        runWith<sync::SpinLock>(context, counter);
        break;
    default:
        runWith<sync::TicketLock>(context, counter);
        break;
    }
    report();
}

} // namespace lanescope::scenario
