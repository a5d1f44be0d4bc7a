// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/inversion_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/live_work.h"
#include "core/scenario/lock_patterns/scheduling.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"
#include "core/sync/work.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

QString tr(const char* text)
{
    return QCoreApplication::translate("InversionScenario", text);
}

// The kernel's own weights: 1024 for nice 0, 335 for 5, 15 for 19. Whoever may not raise a priority can do no better.
constexpr int kNiceOfHogs = 5;
constexpr int kNiceOfLow = 19;
constexpr Microseconds kShortHold = 20us;
constexpr Microseconds kHogSlice = 1ms;

enum class Cure { None, ShortHold, OtherCpu };

struct Run {
    explicit Run(Context& of)
        : context(of)
        , otherCpus(allowedCpus())
    {
        crowdedCpu = otherCpus;
        if (otherCpus.empty())
            return;
        crowdedCpu = {otherCpus.back()};
        if (otherCpus.size() > 1)
            otherCpus.pop_back();
    }

    Cure cure() const { return static_cast<Cure>(static_cast<int>(cureKnob.load(std::memory_order_relaxed))); }

    Context& context;
    const std::atomic<double>& cureKnob = context.live("cure");
    const std::atomic<double>& holdUs = context.live("hold_us");
    std::vector<int> otherCpus;  // where nothing of this happens, if there is more than one CPU
    std::vector<int> crowdedCpu; // where all of this happens
    sync::Mutex lock{"lock"};
    DurationLog waits;
    std::atomic<qint64> lowHolds{0};
};

// What the one of low priority does under the lock, or with the cure right before it.
void holdOnce(Run& run, Microseconds work, const std::stop_token& stop)
{
    if (run.cure() == Cure::ShortHold) {
        workUnlessStopped(work, stop);
        const std::lock_guard guard(run.lock);
        sync::workFor(kShortHold);
        return;
    }
    const bool move = run.cure() == Cure::OtherCpu;
    if (move)
        useCpus(run.otherCpus); // before the lock is taken: holding it, this thread may not run for long
    {
        const std::lock_guard guard(run.lock);
        workUnlessStopped(work, stop);
    }
    if (move)
        useCpus(run.crowdedCpu);
}

void beLow(Run& run, const WorkerGroup::Worker& worker)
{
    useCpus(run.crowdedCpu);
    setNice(kNiceOfLow);
    const trace::StringId task = trace::Recorder::intern("low: update");
    while (!worker.shouldEnd()) {
        {
            const trace::Span span(task);
            holdOnce(run, Microseconds(run.holdUs.load(std::memory_order_relaxed)), worker.endToken());
        }
        ++run.lowHolds;
        worker.pause(run.context.live("low_ms"));
    }
}

void beHog(Run& run, const WorkerGroup::Worker& worker)
{
    useCpus(run.crowdedCpu);
    setNice(kNiceOfHogs);
    const trace::StringId task = trace::Recorder::intern("medium: compute");
    while (!worker.shouldEnd()) {
        const trace::Span span(task);
        sync::workFor(kHogSlice);
    }
}

void beHigh(Run& run, const WorkerGroup::Worker& worker)
{
    useCpus(run.crowdedCpu);
    const trace::StringId task = trace::Recorder::intern("high: read");
    while (!worker.shouldEnd()) {
        const auto wanted = Clock::now();
        {
            const trace::Span span(task);
            const std::lock_guard guard(run.lock);
            run.waits.add(Clock::now() - wanted);
            sync::workFor(kShortHold);
        }
        worker.pause(run.context.live("high_ms"));
    }
}

void report(const Run& run)
{
    run.context.setResult(QStringLiteral("high_wait_ms"), run.waits.figures(1ms));
    run.context.setResult(QStringLiteral("high_reads"), static_cast<qint64>(run.waits.count()));
    run.context.setResult(QStringLiteral("low_updates"), run.lowHolds.load());
}

} // namespace

ScenarioInfo InversionScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.inversion");
    info.group = tr("Locks");
    info.title = tr("Priority inversion");
    info.summary =
        tr("The most urgent thread waits for a lock whose owner gets no CPU, because others that need no lock do.");
    info.teaches = {tr("priority inversion"), tr("nice"), tr("short critical section")};
    info.knobs = {
        Knob::integer(QStringLiteral("hogs"), tr("Hogs"), 0, 8, 2, tr("threads"),
                      tr("How many threads of medium priority compute on the same CPU. They need no lock.")),
        Knob::integer(QStringLiteral("hold_us"), tr("Low's update takes"), 0, 20'000, 2000, tr("µs"),
                      tr("CPU time the thread of low priority needs for its update."))
            .onLogScale(),
        Knob::real(QStringLiteral("low_ms"), tr("Low pauses"), 0, 500, 10, tr("ms"),
                   tr("What the thread of low priority sleeps between two updates."))
            .onLogScale(),
        Knob::real(QStringLiteral("high_ms"), tr("High pauses"), 0, 500, 10, tr("ms"),
                   tr("What the thread of high priority sleeps between two reads."))
            .onLogScale(),
        Knob::choice(
            QStringLiteral("cure"), tr("Cure"),
            {QStringLiteral("none"), QStringLiteral("short"), QStringLiteral("move")}, 0,
            tr("Work under the lock; work before it and hold it briefly; or work under it on any CPU that is free.")),
    };
    return info;
}

void InversionScenario::run(Context& context)
{
    Run run(context);
    const LiveResult live(context, [&] { report(run); });
    {
        WorkerGroup low(QStringLiteral("low"), [&](WorkerGroup::Worker& worker) { beLow(run, worker); });
        WorkerGroup high(QStringLiteral("high"), [&](WorkerGroup::Worker& worker) { beHigh(run, worker); });
        WorkerGroup hogs(QStringLiteral("medium"), [&](WorkerGroup::Worker& worker) { beHog(run, worker); });
        low.resize(1);
        high.resize(1);
        hogs.followKnob(context, "hogs");
        // All at once: low gets hardly any CPU, and high waits for it.
        for (WorkerGroup* group : {&hogs, &low, &high})
            group->resize(0);
    }
    report(run);
}

} // namespace lanescope::scenario
