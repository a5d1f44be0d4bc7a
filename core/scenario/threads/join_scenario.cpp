// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/join_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/worker_group.h"
#include "core/sync/join.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QThread>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("JoinScenario", text);
}

/// A thread that sleeps as long as the knob says, and knows how it ended. Threads: the one that made it.
class Sleeper {
public:
    Sleeper(int number, const Context& context)
        : m_name(QStringLiteral("worker-%1").arg(number))
        , m_thread(QThread::create([this, &context] {
            trace::Recorder::nameThread(m_name.toStdString());
            m_hasBegun.release();
            liveSleep(context.live("work_ms"), context.stopToken());
            m_end.reached();
        }))
    {
    }

    const QString& name() const { return m_name; }
    /// Returns when it runs, so that rows stand in the order of their numbers; on a busy machine a little earlier.
    void start()
    {
        m_thread->start();
        m_hasBegun.tryAcquire(1, WorkerGroup::kInOrderMs);
    }
    bool isAlive() const { return m_thread->isRunning(); }
    bool join(QDeadlineTimer deadline) { return sync::join(*m_thread, m_end, deadline); }

private:
    const QString m_name;
    QSemaphore m_hasBegun;
    sync::ThreadEnd m_end;
    std::unique_ptr<QThread> m_thread;
};

struct Totals {
    qint64 rounds = 0;
    qint64 started = 0;
    qint64 joined = 0;
    qint64 timedOut = 0;
    qint64 aliveAfterTimeout = 0;
    qint64 aliveAfterJoin = 0;
};

QString yesOrNo(bool yes)
{
    return yes ? tr("yes") : tr("no");
}

// The first round is told in the log; the others would only repeat it.
void tell(Context& context, const Totals& totals, const QString& line)
{
    if (totals.rounds == 0)
        context.info(line);
}

void tellJoined(Context& context, const Sleeper& sleeper, Totals& totals)
{
    totals.aliveAfterJoin += sleeper.isAlive() ? 1 : 0;
    tell(context, totals, tr("%1: joined; alive? %2").arg(sleeper.name(), yesOrNo(sleeper.isAlive())));
}

// With a deadline for each: who is not done by then lives on and is joined later.
void joinInTime(Context& context, Sleeper& sleeper, Totals& totals, std::vector<Sleeper*>& late)
{
    static const trace::StringId task = trace::Recorder::intern("join with a timeout");
    const trace::Span span(task);
    tell(context, totals, tr("%1: alive before the join? %2").arg(sleeper.name(), yesOrNo(sleeper.isAlive())));
    if (sleeper.join(QDeadlineTimer(context.integer("timeout_ms")))) {
        ++totals.joined;
        tellJoined(context, sleeper, totals);
        return;
    }
    ++totals.timedOut;
    // It may end just now: timed out means that it lived at the deadline.
    totals.aliveAfterTimeout += sleeper.isAlive() ? 1 : 0;
    tell(context, totals, tr("%1: the join timed out; alive? %2").arg(sleeper.name(), yesOrNo(sleeper.isAlive())));
    late.push_back(&sleeper);
}

void joinAtLast(Context& context, Sleeper& sleeper, Totals& totals)
{
    static const trace::StringId task = trace::Recorder::intern("join");
    const trace::Span span(task);
    sleeper.join(QDeadlineTimer(QDeadlineTimer::Forever));
    ++totals.joined;
    tellJoined(context, sleeper, totals);
}

void oneRound(Context& context, Totals& totals)
{
    std::vector<std::unique_ptr<Sleeper>> sleepers;
    for (int i = 1; i <= context.integer("threads"); ++i) {
        sleepers.push_back(std::make_unique<Sleeper>(i, context));
        sleepers.back()->start();
        ++totals.started;
    }
    std::vector<Sleeper*> late;
    for (const auto& sleeper : sleepers)
        joinInTime(context, *sleeper, totals, late);
    for (Sleeper* sleeper : late)
        joinAtLast(context, *sleeper, totals);
    ++totals.rounds;
}

void report(Context& context, const Totals& totals)
{
    context.setResult(QStringLiteral("started"), totals.started);
    context.setResult(QStringLiteral("joined"), totals.joined);
    context.setResult(QStringLiteral("timed_out"), totals.timedOut);
    context.setResult(QStringLiteral("alive_after_timeout"), totals.aliveAfterTimeout);
    context.setResult(QStringLiteral("alive_after_join"), totals.aliveAfterJoin);
}

} // namespace

ScenarioInfo JoinScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("threads.join");
    info.group = tr("Threads");
    info.title = tr("Joining threads");
    info.summary = tr("One thread waits for others to end: as long as it takes, or no longer than a deadline.");
    info.teaches = {tr("join"), tr("timeout"), tr("is alive")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 16, 4, tr("threads"),
                      tr("How many threads main starts, and waits for, in each round.")),
        Knob::real(QStringLiteral("work_ms"), tr("A thread lives"), 1, 1000, 150, tr("ms"),
                   tr("How long a thread works before it ends.")),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Timeout"), 0, 1000, 60, tr("ms"),
                      tr("How long main waits for each of them before it goes on to the next.")),
    };
    return info;
}

void JoinScenario::run(Context& context)
{
    constexpr double kBetweenRoundsMs = 1000; // each round adds its rows to the timeline
    const std::atomic<double> rest(kBetweenRoundsMs);
    Totals totals;
    const LiveResult live(context, [&] { report(context, totals); });
    do {
        oneRound(context, totals);
        context.reportNowAndThen();
    } while (liveSleep(rest, context.stopToken()));
    report(context, totals);
}

} // namespace lanescope::scenario
