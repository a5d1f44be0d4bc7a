// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/blocking_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/measured.h"
#include "core/scenario/threads/call_ways.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

constexpr double kBetweenCallsMs = 30;

QString tr(const char* text)
{
    return QCoreApplication::translate("BlockingScenario", text);
}

QJsonValue perCall(double sumMs, qint64 calls)
{
    return calls == 0 ? QJsonValue() : sumMs / static_cast<double>(calls);
}

void report(Context& context, const CallWays& ways)
{
    QJsonObject blocked;
    QJsonObject cpu;
    qint64 calls = 0;
    qint64 answers = 0;
    for (int i = 0; i < CallWays::kWays; ++i) {
        const CallWays::Cost& cost = ways.cost(static_cast<CallWays::Way>(i));
        const auto name = QLatin1StringView(CallWays::kNames[static_cast<std::size_t>(i)]);
        blocked[name] = perCall(cost.blockedMs, cost.calls);
        cpu[name] = perCall(cost.cpuMs, cost.calls);
        calls += cost.calls;
        answers += cost.answers;
    }
    context.setResult(QStringLiteral("calls"), calls);
    context.setResult(QStringLiteral("answers"), answers);
    context.setResult(QStringLiteral("caller_blocked_ms"), blocked);
    context.setResult(QStringLiteral("caller_cpu_ms"), cpu);
}

// One way after the other, round and round.
void callInTurn(CallWays& ways, Context& context)
{
    trace::Recorder::nameThread("caller");
    const std::atomic<double> rest(kBetweenCallsMs);
    for (int next = 0; !context.stopRequested(); next = (next + 1) % CallWays::kWays) {
        ways.call(static_cast<CallWays::Way>(next));
        report(context, ways); // who waits for changes shows it
        liveSleep(rest, context.stopToken());
    }
}

} // namespace

ScenarioInfo BlockingScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("threads.blocking");
    info.group = tr("Threads");
    info.title = tr("Blocking or not");
    info.summary = tr("Four ways to ask for something that takes a while, and what the caller can do meanwhile.");
    info.teaches = {tr("blocking and non-blocking"), tr("synchronous and asynchronous"), tr("callback"), tr("future")};
    info.knobs = {
        Knob::real(QStringLiteral("service_ms"), tr("An answer takes"), 1, 500, 100, tr("ms"),
                   tr("How long the service thinks about a question.")),
        Knob::real(QStringLiteral("poll_ms"), tr("Looks every"), 0.1, 100, 10, tr("ms"),
                   tr("How long the polling caller spins before it asks again whether the answer is there."))
            .onLogScale(),
    };
    return info;
}

void BlockingScenario::run(Context& context)
{
    SlowService service(context.live("service_ms"), context.stopToken());
    std::unique_ptr<CallWays> ways;
    const std::unique_ptr<QThread> caller(QThread::create([&] {
        ways = std::make_unique<CallWays>(service, context.live("poll_ms"), context.stopToken());
        callInTurn(*ways, context);
        if (ways->cost(CallWays::Continuation).calls == 0) // the last in turn
            tellTooShort(context);
        report(context, *ways);
        ways.reset(); // lives where it was made
    }));
    caller->start();
    waitForStop(context);
    const trace::Wait join(trace::WaitKind::Join, trace::ObjectId::None);
    caller->wait();
}

} // namespace lanescope::scenario
