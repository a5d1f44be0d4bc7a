// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/livelock_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"
#include "core/sync/work.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("LivelockScenario", text);
}

constexpr int kShownEveryMs = 100;

struct Run {
    explicit Run(Context& of)
        : context(of)
    {
    }

    Context& context;
    sync::Mutex spoon{"spoon"};
    std::atomic<int> hungry{0};
    std::atomic<qint64> meals{0};
    std::atomic<qint64> courtesies{0};
};

/// One who is hungry takes the spoon, looks round, and if another one is hungry too, puts it back: after you!
class Diner {
public:
    Diner(Run& run, const WorkerGroup::Worker& worker)
        : m_run(run)
        , m_worker(worker)
        , m_random(run.context.random(static_cast<quint64>(worker.index())))
    {
    }

    // Hungry from the start: whoever made this thread has counted it.
    void dine()
    {
        while (!m_worker.shouldEnd()) {
            if (!triedToEat())
                continue;
            --m_run.hungry;
            m_worker.pause(m_thinkMs);
            ++m_run.hungry;
        }
        // At the end of the run all stay hungry, or the last one would find itself alone and eat.
        if (!m_run.context.stopRequested())
            --m_run.hungry;
    }

private:
    bool triedToEat()
    {
        const trace::Span span(m_tryTask);
        const std::lock_guard guard(m_run.spoon);
        sync::workFor(std::chrono::duration<double, std::micro>(m_lookUs.load(std::memory_order_relaxed)));
        if (m_run.hungry.load() > 1 && !insists()) {
            ++m_run.courtesies;
            return false;
        }
        const trace::Span meal(m_eatTask);
        sync::workFor(std::chrono::duration<double, std::micro>(m_lookUs.load(std::memory_order_relaxed)));
        ++m_run.meals;
        return true;
    }
    bool insists()
    {
        return std::uniform_real_distribution<double>(0, 100)(m_random) < m_insist.load(std::memory_order_relaxed);
    }

    Run& m_run;
    const WorkerGroup::Worker& m_worker;
    std::mt19937_64 m_random;
    const std::atomic<double>& m_insist = m_run.context.live("insist");
    const std::atomic<double>& m_lookUs = m_run.context.live("look_us");
    const std::atomic<double>& m_thinkMs = m_run.context.live("think_ms");
    const trace::StringId m_tryTask = trace::Recorder::intern("take the spoon");
    const trace::StringId m_eatTask = trace::Recorder::intern("eat");
};

void report(const Run& run)
{
    run.context.setResult(QStringLiteral("meals"), run.meals.load());
    run.context.setResult(QStringLiteral("courtesies"), run.courtesies.load());
}

} // namespace

ScenarioInfo LivelockScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.livelock");
    info.group = tr("Locks");
    info.title = tr("Livelock");
    info.summary = tr("Everybody gives way to everybody: nobody is blocked, all CPUs are busy, and nothing gets done.");
    info.teaches = {tr("livelock"), tr("back-off"), tr("progress")};
    info.knobs = {
        Knob::integer(QStringLiteral("diners"), tr("Diners"), 2, 16, 2, tr("threads"),
                      tr("How many want the one spoon.")),
        Knob::real(QStringLiteral("insist"), tr("Insist"), 0, 100, 0, tr("%"),
                   tr("How often one eats although another one is hungry; chosen at random.")),
        Knob::integer(QStringLiteral("look_us"), tr("Looking round takes"), 10, 5000, 200, tr("µs"),
                      tr("CPU time with the spoon in hand, before it is used or put back."))
            .onLogScale(),
        Knob::real(QStringLiteral("think_ms"), tr("Not hungry for"), 0, 500, 5, tr("ms"),
                   tr("How long one who ate leaves the spoon to others."))
            .onLogScale(),
    };
    return info;
}

void LivelockScenario::run(Context& context)
{
    Run run(context);
    const LiveResult live(context, [&] { report(run); });
    const trace::StringId progress = trace::Recorder::intern("progress");
    {
        WorkerGroup diners(QStringLiteral("diner"), [&](WorkerGroup::Worker& worker) { Diner(run, worker).dine(); });
        const auto follow = [&] {
            const int wanted = context.integer("diners");
            run.hungry += std::max(wanted - diners.size(), 0);
            diners.resize(wanted);
            trace::counter(progress, static_cast<double>(run.meals.load()));
        };
        followKnobs(context, follow, kShownEveryMs);
    }
    report(run);
}

} // namespace lanescope::scenario
