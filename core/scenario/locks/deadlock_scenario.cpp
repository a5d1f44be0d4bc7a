// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/deadlock_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"

#include <QCoreApplication>

#include <mutex>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("DeadlockScenario", text);
}

struct Accounts {
    sync::Mutex a{"account A"};
    sync::Mutex b{"account B"};
    std::atomic<qint64> transfers{0};
};

// The two go round at nearly the same pace, the second one half a round later. It catches up a little with each
// round, so they pass a few times without harm, as the bug does in real life, until they meet.
constexpr double kRoundMs = 150;
constexpr double kCatchUpMs = 8;

// Takes both accounts, one after the other, and moves something.
void transfer(sync::Mutex& first, sync::Mutex& second, Accounts& accounts, const std::atomic<double>& holdMs,
              const WorkerGroup::Worker& worker)
{
    const std::lock_guard holdsFirst(first);
    worker.pause(holdMs);
    const std::lock_guard holdsSecond(second);
    ++accounts.transfers;
}

void keepTransferring(WorkerGroup::Worker& worker, Accounts& accounts, const Context& context)
{
    const trace::StringId forth = trace::Recorder::intern("transfer A to B");
    const trace::StringId back = trace::Recorder::intern("transfer B to A");
    const std::atomic<double>& holdMs = context.live("hold_ms");
    const bool isSecond = worker.index() > 0;
    const std::atomic<double> restMs(kRoundMs - (isSecond ? kCatchUpMs : 0.0));
    if (isSecond)
        worker.pause(std::atomic<double>(kRoundMs / 2));
    while (!worker.shouldEnd()) {
        {
            const trace::Span span(isSecond ? back : forth);
            const bool bFirst = isSecond && context.integer("order") == 0;
            transfer(bFirst ? accounts.b : accounts.a, bFirst ? accounts.a : accounts.b, accounts, holdMs, worker);
        }
        worker.pause(restMs);
    }
}

} // namespace

ScenarioInfo DeadlockScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.deadlock");
    info.group = tr("Locks");
    info.title = tr("Deadlock");
    info.summary = tr("Two threads take the same two locks in opposite order: it goes well, until it does not.");
    info.teaches = {tr("deadlock"), tr("lock order"), tr("wait-for graph")};
    info.mayDeadlock = true;
    info.knobs = {
        Knob::choice(QStringLiteral("order"), tr("Order"), {QStringLiteral("opposite"), QStringLiteral("same")}, 0,
                     tr("Whether the second thread takes the locks in the opposite order, or in the same one.")),
        Knob::real(QStringLiteral("hold_ms"), tr("Between the locks"), 0, 200, 20, tr("ms"),
                   tr("How long a thread has the first lock before it asks for the second.")),
    };
    return info;
}

void DeadlockScenario::run(Context& context)
{
    Accounts accounts;
    const auto report = [&] { context.setResult(QStringLiteral("transfers"), accounts.transfers.load()); };
    const LiveResult live(context, report);
    WorkerGroup workers(QStringLiteral("teller"),
                        [&](WorkerGroup::Worker& worker) { keepTransferring(worker, accounts, context); });
    workers.resize(2);
    waitForStop(context);
    report(); // what there is if they are stuck
    workers.endOrLeave(context);
    report();
}

} // namespace lanescope::scenario
