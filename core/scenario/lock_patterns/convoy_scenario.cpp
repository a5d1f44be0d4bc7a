// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/convoy_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/live_work.h"
#include "core/scenario/lock_patterns/mode_rates.h"
#include "core/scenario/worker_group.h"
#include "core/sync/handover_mutex.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConvoyScenario", text);
}

using Microseconds = std::chrono::duration<double, std::micro>;

void work(Context& context, sync::HandoverMutex& lock, std::atomic<qint64>& operations,
          const WorkerGroup::Worker& worker)
{
    const auto& holdUs = context.live("hold_us");
    const auto& thinkUs = context.live("think_us");
    while (!worker.shouldEnd()) {
        {
            const std::lock_guard guard(lock);
            workUnlessStopped(Microseconds(holdUs.load(std::memory_order_relaxed)), worker.endToken());
        }
        operations.fetch_add(1, std::memory_order_relaxed);
        workUnlessStopped(Microseconds(thinkUs.load(std::memory_order_relaxed)), worker.endToken());
    }
}

} // namespace

ScenarioInfo ConvoyScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.convoy");
    info.group = tr("Locks");
    info.title = tr("Lock convoy");
    info.summary =
        tr("A short lock handed over in strict order: every hold costs a switch, and all go at the pace of the queue.");
    info.teaches = {tr("convoy"), tr("hand-over"), tr("fairness against throughput")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 64, 8, tr("threads"),
                      tr("How many threads take the lock again and again.")),
        Knob::integer(QStringLiteral("hold_us"), tr("Work under the lock"), 0, 5000, 5, tr("µs"),
                      tr("CPU time spent with the lock held."))
            .onLogScale(),
        Knob::integer(QStringLiteral("think_us"), tr("Work outside"), 0, 5000, 20, tr("µs"),
                      tr("CPU time spent between two holds."))
            .onLogScale(),
        Knob::choice(QStringLiteral("handover"), tr("Hand-over"), {QStringLiteral("strict"), QStringLiteral("barging")},
                     0, tr("Who gets the lock: whoever waits longest, also while it sleeps; or whoever comes first.")),
    };
    return info;
}

void ConvoyScenario::run(Context& context)
{
    sync::HandoverMutex lock("lock");
    std::atomic<qint64> operations{0};
    const auto start = std::chrono::steady_clock::now();
    ModeRates rates({QStringLiteral("strict"), QStringLiteral("barging")}, "holds a second");
    const auto report = [&] {
        context.setResult(QStringLiteral("operations"), operations.load());
        context.setResult(QStringLiteral("per_s"), rates.perSecond());
    };
    const LiveResult live(context, report);
    {
        WorkerGroup workers(QStringLiteral("worker"),
                            [&](WorkerGroup::Worker& worker) { work(context, lock, operations, worker); });
        quint64 seen = context.changes();
        while (!context.stopRequested()) {
            const int handover = context.integer("handover");
            lock.bare().setHandover(handover == 0 ? sync::Handover::Strict : sync::Handover::Barging);
            workers.resize(context.integer("threads"));
            context.waitForChange(seen, 100);
            rates.note(handover, operations.load(std::memory_order_relaxed), std::chrono::steady_clock::now() - start);
        }
    }
    report();
}

} // namespace lanescope::scenario
