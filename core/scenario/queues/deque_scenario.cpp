// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/deque_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/pace.h"
#include "core/sync/work_deque.h"

#include <QCoreApplication>

#include <deque>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("DequeScenario", text);
}

using Clock = std::chrono::steady_clock;

struct Task {
    qint64 number; // counted up by the owner
    bool isUrgent; // put at the thieves' end
    Clock::time_point since = Clock::now();
};

constexpr int kMostInside = 1000;

struct Run {
    explicit Run(Context& of)
        : context(of)
        , deque("deque", of.integer("capacity"))
    {
    }

    Context& context;
    sync::WorkDeque<Task> deque;
    std::atomic<qint64> puts{0};
    std::atomic<qint64> taken{0};
    std::atomic<qint64> stolen{0};
    std::atomic<qint64> urgentStolen{0};
    std::atomic<qint64> refused{0};
    std::atomic<qint64> orderViolations{0};
    DurationLog waits;
    DurationLog urgentWaits;

    void begins(const Task& task) { (task.isUrgent ? urgentWaits : waits).add(Clock::now() - task.since); }
};

/// The owner's end: bursts of tasks go in, the youngest comes out.
class Owner {
public:
    Owner(Run& run, const WorkerGroup::Worker& worker)
        : m_run(run)
        , m_worker(worker)
        , m_pace(worker, run.context.live("bursts_per_s"))
        , m_burst(run.context.live("burst"))
        , m_urgent(run.context.live("urgent"))
        , m_workMs(run.context.live("work_ms"))
    {
    }

    void work()
    {
        while (!m_worker.shouldEnd()) {
            if (m_pace.takeTurn())
                putBurst();
            else if (!workOnYoungest() && m_pace.waitForTurn())
                putBurst();
        }
    }

private:
    // Never waits for room: the one who would make it is this thread.
    void putBurst()
    {
        const trace::Span span(m_putTask);
        const auto size = static_cast<int>(m_burst.load(std::memory_order_relaxed));
        const auto urgent = static_cast<int>(m_urgent.load(std::memory_order_relaxed));
        for (int i = 0; i < size; ++i) {
            const Task task{m_next, i < urgent};
            const auto outcome = task.isUrgent ? m_run.deque.putFront(task, QDeadlineTimer(0))
                                               : m_run.deque.put(task, QDeadlineTimer(0));
            if (outcome != sync::PutOutcome::Done) {
                ++m_run.refused;
                continue;
            }
            noteMine(task);
            ++m_run.puts;
        }
    }
    void noteMine(const Task& task)
    {
        ++m_next;
        if (task.isUrgent)
            return;
        m_mine.push_back(task.number);
        if (m_mine.size() > kMostInside)
            m_mine.pop_front(); // stolen long ago
    }
    bool workOnYoungest()
    {
        const std::optional<Task> task = m_run.deque.take();
        if (!task) {
            m_mine.clear(); // thieves had all of them
            return false;
        }
        const trace::Span span(m_workTask);
        ++m_run.taken;
        m_run.begins(*task);
        judge(*task);
        m_worker.pause(m_workMs);
        return true;
    }
    // Thieves take from the other end, so what is left of my list is what I put last. The urgent ones lie beyond all of
    // these: with one of them in hand, nothing of the list is inside.
    void judge(const Task& task)
    {
        if (task.isUrgent)
            m_mine.clear();
        else if (m_mine.empty() || m_mine.back() != task.number)
            ++m_run.orderViolations;
        else
            m_mine.pop_back();
    }

    Run& m_run;
    const WorkerGroup::Worker& m_worker;
    Pace m_pace;
    const std::atomic<double>& m_burst;
    const std::atomic<double>& m_urgent;
    const std::atomic<double>& m_workMs;
    const trace::StringId m_putTask = trace::Recorder::intern("put a burst");
    const trace::StringId m_workTask = trace::Recorder::intern("own task");
    std::deque<qint64> m_mine; // what was put at this end and not taken by this thread, the youngest last
    qint64 m_next = 0;
};

void steal(Run& run, const WorkerGroup::Worker& worker)
{
    const trace::StringId task = trace::Recorder::intern("stolen task");
    const auto& workMs = run.context.live("work_ms");
    const trace::StringId urgentTask = trace::Recorder::intern("urgent task");
    qint64 latest = -1;
    while (!worker.shouldEnd()) {
        const std::optional<Task> stolen = run.deque.steal();
        if (!stolen)
            continue;
        const trace::Span span(stolen->isUrgent ? urgentTask : task);
        ++run.stolen;
        run.urgentStolen += stolen->isUrgent ? 1 : 0;
        run.begins(*stolen);
        // Always the oldest, so the numbers go up.
        if (!stolen->isUrgent)
            run.orderViolations += stolen->number <= std::exchange(latest, stolen->number) ? 1 : 0;
        worker.pause(workMs);
    }
}

void report(const Run& run)
{
    run.context.setResult(QStringLiteral("urgent_stolen"), run.urgentStolen.load());
    const qint64 taken = run.taken.load();
    const qint64 stolen = run.stolen.load();
    // A thief may have it before the owner has counted it.
    run.context.setResult(QStringLiteral("puts"), std::max(run.puts.load(), taken + stolen));
    run.context.setResult(QStringLiteral("taken"), taken);
    run.context.setResult(QStringLiteral("stolen"), stolen);
    run.context.setResult(QStringLiteral("wait_ms"), run.waits.figures(std::chrono::milliseconds(1)));
    run.context.setResult(QStringLiteral("urgent_wait_ms"), run.urgentWaits.figures(std::chrono::milliseconds(1)));
    run.context.setResult(QStringLiteral("refused"), run.refused.load());
    run.context.setResult(QStringLiteral("order_violations"), run.orderViolations.load());
}

void steer(Run& run)
{
    WorkerGroup owner(QStringLiteral("owner"), [&](WorkerGroup::Worker& worker) { Owner(run, worker).work(); });
    WorkerGroup thieves(QStringLiteral("thief"), [&](WorkerGroup::Worker& worker) { steal(run, worker); });
    thieves.setWaker([&] { run.deque.wakeWaiters(); });
    owner.resize(1);
    followKnobs(run.context, [&] {
        run.deque.setCapacity(run.context.integer("capacity"));
        thieves.resize(run.context.integer("thieves"));
    });
}

} // namespace

ScenarioInfo DequeScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.deque");
    info.group = tr("Queues");
    info.title = tr("Work stealing");
    info.summary = tr("A double-ended queue: its owner works at one end, and thieves with nothing to do at the other.");
    info.teaches = {tr("double-ended queue"), tr("work stealing"), tr("load balance")};
    info.knobs = {
        Knob::integer(QStringLiteral("thieves"), tr("Thieves"), 0, 16, 2, tr("threads"),
                      tr("How many threads steal from the owner.")),
        Knob::real(QStringLiteral("bursts_per_s"), tr("Bursts"), 0, 100, 4, tr("per second"),
                   tr("How often the owner finds a burst of new tasks.")),
        Knob::integer(QStringLiteral("burst"), tr("Burst"), 1, 100, 12, tr("tasks"),
                      tr("How many tasks come at once.")),
        Knob::integer(QStringLiteral("urgent"), tr("Urgent ones"), 0, 100, 1, tr("of a burst"),
                      tr("How many tasks of a burst go in at the thieves' end, where the next free thief takes them."))
            .withZero(tr("none")),
        Knob::real(QStringLiteral("work_ms"), tr("Work takes"), 0, 500, 15, tr("ms"),
                   tr("What a thread sleeps over each task."))
            .onLogScale(),
        Knob::integer(QStringLiteral("capacity"), tr("Capacity"), 1, kMostInside, 30, tr("tasks"),
                      tr("How many tasks fit; what does not is refused, because the owner cannot wait for itself.")),
    };
    return info;
}

void DequeScenario::run(Context& context)
{
    Run run(context);
    const LiveResult live(context, [&] { report(run); });
    steer(run);
    report(run);
}

} // namespace lanescope::scenario
