// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/herd_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/pace.h"
#include "core/sync/wait_condition.h"
#include "core/sync/work.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("HerdScenario", text);
}

/// Jobs, and those who wait for one.
class JobBoard {
public:
    explicit JobBoard(Context& context)
        : m_wake(context.live("wake"))
    {
    }

    void post()
    {
        const std::lock_guard guard(m_lock);
        ++m_jobs;
        ++m_posted;
        if (m_wake.load(std::memory_order_relaxed) == 0)
            m_changed.wakeAll();
        else
            m_changed.wakeOne();
    }
    /// False when the worker is to end.
    bool take(const WorkerGroup::Worker& worker)
    {
        const std::lock_guard guard(m_lock);
        bool hasWaited = false;
        m_changed.wait(m_lock, [&] {
            if (worker.shouldEnd())
                return true;
            m_wakeUps += hasWaited ? 1 : 0;
            m_futile += hasWaited && m_jobs == 0 ? 1 : 0;
            hasWaited = true;
            return m_jobs > 0;
        });
        if (worker.shouldEnd())
            return false;
        --m_jobs;
        ++m_taken;
        return true;
    }
    void wakeEverybody()
    {
        const std::lock_guard guard(m_lock);
        m_changed.wakeAll();
    }
    void tellResult(Context& context) const
    {
        // The parts before the wholes: these grow meanwhile.
        const qint64 futile = m_futile.load();
        const qint64 wakeUps = m_wakeUps.load();
        const QJsonValue share =
            wakeUps > 0 ? static_cast<double>(futile) / static_cast<double>(wakeUps) : QJsonValue();
        context.setResult(QStringLiteral("jobs"), m_taken.load());
        context.setResult(QStringLiteral("posted"), m_posted.load());
        context.setResult(QStringLiteral("wakeups"), wakeUps);
        context.setResult(QStringLiteral("futile"), futile);
        context.setResult(QStringLiteral("futile_share"), share);
    }

private:
    const std::atomic<double>& m_wake;
    sync::Mutex m_lock{"job board"}; // guards all below; what is counted may be read without it
    sync::WaitCondition m_changed{"job posted"};
    qint64 m_jobs = 0;
    std::atomic<qint64> m_posted{0};
    std::atomic<qint64> m_taken{0};
    std::atomic<qint64> m_wakeUps{0};
    std::atomic<qint64> m_futile{0};
};

void workOn(Context& context, JobBoard& board, const WorkerGroup::Worker& worker)
{
    const trace::StringId task = trace::Recorder::intern("job");
    const auto& workUs = context.live("work_us");
    while (board.take(worker)) {
        const trace::Span span(task);
        sync::workFor(std::chrono::duration<double, std::micro>(workUs.load(std::memory_order_relaxed)));
    }
}

} // namespace

ScenarioInfo HerdScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.herd");
    info.group = tr("Locks");
    info.title = tr("Thundering herd");
    info.summary = tr("Every job wakes all who wait, and one of them gets it: what the others cost.");
    info.teaches = {tr("futile wake-up"), tr("wake one or all"), tr("thundering herd")};
    info.knobs = {
        Knob::integer(QStringLiteral("waiters"), tr("Waiters"), 1, 64, 16, tr("threads"),
                      tr("How many threads wait for a job.")),
        Knob::real(QStringLiteral("jobs_per_s"), tr("Jobs"), 0, 1000, 50, tr("per second"),
                   tr("How many jobs are posted a second.")),
        Knob::integer(QStringLiteral("work_us"), tr("A job takes"), 0, 20'000, 300, tr("µs"),
                      tr("CPU time spent on each job."))
            .onLogScale(),
        Knob::choice(QStringLiteral("wake"), tr("Wake"), {QStringLiteral("all"), QStringLiteral("one")}, 0,
                     tr("Whom a new job wakes.")),
    };
    return info;
}

void HerdScenario::run(Context& context)
{
    JobBoard board(context);
    const LiveResult live(context, [&] { board.tellResult(context); });
    {
        WorkerGroup poster(QStringLiteral("poster"), [&](WorkerGroup::Worker& worker) {
            Pace pace(worker, context.live("jobs_per_s"));
            while (pace.waitForTurn())
                board.post();
        });
        WorkerGroup waiters(QStringLiteral("waiter"),
                            [&](WorkerGroup::Worker& worker) { workOn(context, board, worker); });
        waiters.setWaker([&] { board.wakeEverybody(); });
        poster.resize(1);
        waiters.followKnob(context, "waiters");
    }
    board.tellResult(context);
}

} // namespace lanescope::scenario
