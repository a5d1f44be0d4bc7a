// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/create_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/threads/job_process.h"
#include "core/scenario/threads/job_threads.h"
#include "core/scenario/worker_group.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

enum Styles { All, Function, Subclass, Object };

QString tr(const char* text)
{
    return QCoreApplication::translate("CreateScenario", text);
}

struct Totals {
    qint64 started = 0;
    qint64 ended = 0;
    qint64 joined = 0;
    qint64 processes = 0;
    qint64 failedProcesses = 0;
    DurationLog threadCost;
    DurationLog processCost;
};

using MakeJob = std::unique_ptr<JobThread> (*)(const QString& name, const Job& job);
struct Style {
    const char* name;
    MakeJob make;
};
constexpr std::array kStyles{Style{"function", makeFunctionThread}, Style{"subclass", makeSubclassThread},
                             Style{"object", makeObjectThread}};

// All threads of one style: birth, name, work, end, and each joined once.
void runStyle(const Style& style, Context& context, sync::Event& allBorn, Totals& totals)
{
    const std::string label = style.name;
    allBorn.clear();
    const Job job{allBorn, context.live("work_ms"), context.stopToken()};
    std::vector<std::unique_ptr<JobThread>> threads;
    {
        const trace::Span span(trace::Recorder::intern("create " + label));
        for (int i = 1; i <= context.integer("count") && !context.stopRequested(); ++i) {
            threads.push_back(style.make(QStringLiteral("%1-%2").arg(QLatin1StringView(style.name)).arg(i), job));
            threads.back()->start();
            threads.back()->waitForBirth(WorkerGroup::kInOrderMs);
            ++totals.started;
        }
    }
    allBorn.set();
    const trace::Span span(trace::Recorder::intern("join " + label));
    for (const auto& thread : threads) {
        totals.joined += thread->join() ? 1 : 0;
        totals.ended += thread->hasEnded() ? 1 : 0;
        totals.threadCost.add(std::chrono::nanoseconds(thread->birthNs()));
    }
}

void runProcess(Context& context, Totals& totals)
{
    const trace::Span span(trace::Recorder::intern("create process"));
    const Result<std::int64_t> birthNs = runJobProcess(context);
    if (!birthNs) {
        ++totals.failedProcesses;
        context.warning(QString::fromStdString(birthNs.error()));
        return;
    }
    ++totals.processes;
    totals.processCost.add(std::chrono::nanoseconds(birthNs.value()));
}

void oneRound(Context& context, sync::Event& allBorn, Totals& totals)
{
    const int wanted = context.integer("styles");
    for (std::size_t i = 0; i < kStyles.size(); ++i) {
        if (wanted == All || wanted == static_cast<int>(i) + Function)
            runStyle(kStyles[i], context, allBorn, totals);
    }
    if (!context.stopRequested())
        runProcess(context, totals);
}

// The least of the run: what is more, a newborn thread spent waiting for a CPU that others used.
QJsonValue costUs(const DurationLog& durations)
{
    return durations.least(std::chrono::microseconds(1));
}

void report(Context& context, const Totals& totals)
{
    context.setResult(QStringLiteral("started"), totals.started);
    context.setResult(QStringLiteral("ended"), totals.ended);
    context.setResult(QStringLiteral("joined"), totals.joined);
    context.setResult(QStringLiteral("processes"), totals.processes);
    context.setResult(QStringLiteral("failed_processes"), totals.failedProcesses);
    context.setResult(QStringLiteral("create_us"),
                      QJsonObject{{QStringLiteral("thread"), costUs(totals.threadCost)},
                                  {QStringLiteral("process"), costUs(totals.processCost)}});
}

} // namespace

ScenarioInfo CreateScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("threads.create");
    info.group = tr("Threads");
    info.title = tr("Making threads");
    info.summary = tr("The same job as a function, as a subclass, as an object in a thread, and as a process.");
    info.teaches = {tr("thread"), tr("start and join"), tr("cost of a thread")};
    info.knobs = {
        Knob::integer(QStringLiteral("count"), tr("Threads"), 1, 64, 4, tr("threads"),
                      tr("How many threads of each style a round makes.")),
        Knob::real(QStringLiteral("work_ms"), tr("Work"), 0, 200, 25, tr("ms"),
                   tr("CPU time that each of them uses before it ends.")),
        Knob::integer(QStringLiteral("rest_ms"), tr("Between rounds"), 100, 5000, 3000, tr("ms"),
                      tr("How long main rests after a round."))
            .onLogScale(),
        Knob::choice(
            QStringLiteral("styles"), tr("Styles"),
            {QStringLiteral("all"), QStringLiteral("function"), QStringLiteral("subclass"), QStringLiteral("object")},
            All, tr("Which ways of making a thread a round shows."))
            .restart(),
    };
    return info;
}

void CreateScenario::run(Context& context)
{
    Totals totals;
    const LiveResult live(context, [&] { report(context, totals); });
    sync::Event allBorn("all are born");
    do {
        oneRound(context, allBorn, totals);
        context.reportNowAndThen();
    } while (liveSleep(context.live("rest_ms"), context.stopToken()));
    report(context, totals);
}

} // namespace lanescope::scenario
