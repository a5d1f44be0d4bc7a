// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/condition_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_group.h"
#include "core/sync/wait_condition.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

enum class Wake { One, Some, All };

QString tr(const char* text)
{
    return QCoreApplication::translate("ConditionScenario", text);
}

/// A door behind which threads wait until there is a ticket for them. Threads: any.
class Door {
public:
    /// Waits for a ticket and takes it. False when the worker is to end.
    bool pass(const WorkerGroup::Worker& worker)
    {
        const std::lock_guard guard(m_mutex);
        bool hasWaited = false;
        m_mayPass.wait(m_mutex, [&] {
            const bool mayPass = m_tickets > 0 || worker.shouldEnd();
            if (hasWaited)
                countWakeUp(mayPass);
            hasWaited = true;
            return mayPass;
        });
        if (worker.shouldEnd())
            return false;
        --m_tickets;
        ++m_passed;
        return true;
    }

    void open(int tickets, Wake wake, int some)
    {
        const trace::Span span(m_task);
        const std::lock_guard guard(m_mutex);
        m_tickets += tickets;
        m_made += tickets;
        if (wake == Wake::All)
            return m_mayPass.wakeAll();
        for (int i = 0; i < (wake == Wake::One ? 1 : some); ++i)
            m_mayPass.wakeOne();
    }

    /// Wakes those who are to end, and with them everybody; that is no herd to be counted.
    void wakeToEnd()
    {
        const std::lock_guard guard(m_mutex);
        m_isCounting = false;
        m_mayPass.wakeAll();
    }
    void countAgain()
    {
        const std::lock_guard guard(m_mutex);
        m_isCounting = true;
    }

    void report(Context& context) const
    {
        // The parts before the wholes: these grow meanwhile.
        context.setResult(QStringLiteral("futile"), m_futile.load());
        context.setResult(QStringLiteral("wakeups"), m_wakeUps.load());
        context.setResult(QStringLiteral("passed"), m_passed.load());
        context.setResult(QStringLiteral("tickets"), m_made.load());
    }

private:
    void countWakeUp(bool mayPass)
    {
        m_wakeUps += m_isCounting ? 1 : 0;
        m_futile += m_isCounting && !mayPass ? 1 : 0;
    }

    const trace::StringId m_task = trace::Recorder::intern("tickets");
    sync::Mutex m_mutex{"door lock"}; // guards all below; what is counted may be read without it
    sync::WaitCondition m_mayPass{"may pass"};
    qint64 m_tickets = 0;
    std::atomic<qint64> m_made{0};
    bool m_isCounting = true;
    std::atomic<qint64> m_wakeUps{0};
    std::atomic<qint64> m_futile{0};
    std::atomic<qint64> m_passed{0};
};

void comeAndGo(Context& context, WorkerGroup::Worker& worker, Door& door)
{
    const trace::StringId task = trace::Recorder::intern("passed");
    const std::atomic<double>& insideMs = context.live("inside_ms");
    while (door.pass(worker)) {
        const trace::Span span(task);
        worker.pause(insideMs);
    }
}

// Opens the door every interval, also when the interval changes meanwhile.
void control(Context& context, WorkerGroup& waiters, Door& door)
{
    using Clock = std::chrono::steady_clock;
    auto opened = Clock::now();
    quint64 seen = context.changes();
    while (!context.stopRequested()) {
        waiters.resize(context.integer("waiters"));
        waiters.join();
        door.countAgain();
        const std::chrono::milliseconds interval(context.integer("interval_ms"));
        if (Clock::now() - opened >= interval) {
            opened = Clock::now();
            door.open(context.integer("tickets"), static_cast<Wake>(context.integer("wake")), context.integer("n"));
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(opened + interval - Clock::now());
        context.waitForChange(seen, std::max(0, static_cast<int>(left.count())));
    }
}

} // namespace

ScenarioInfo ConditionScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.condition");
    info.group = tr("Locks");
    info.title = tr("Condition");
    info.summary = tr("Ten threads wait for a ticket. Somebody makes one, and wakes one of them, or some, or all.");
    info.teaches = {tr("condition variable"), tr("notify one, notify all"), tr("futile wake-up"), tr("predicate")};
    info.knobs = {
        Knob::integer(QStringLiteral("waiters"), tr("Waiters"), 1, 64, 10, tr("threads"),
                      tr("How many threads wait behind the condition.")),
        Knob::choice(QStringLiteral("wake"), tr("Wake"),
                     {QStringLiteral("one"), QStringLiteral("n"), QStringLiteral("all")}, 0,
                     tr("How many of them the controller wakes each time.")),
        Knob::integer(QStringLiteral("n"), tr("n"), 1, 64, 3, tr("threads"), tr("How many that is with wake = n.")),
        Knob::integer(QStringLiteral("tickets"), tr("Tickets"), 1, 64, 1, tr("tickets"),
                      tr("How many tickets the controller makes each time; whoever passes takes one.")),
        Knob::integer(QStringLiteral("interval_ms"), tr("Every"), 2, 1000, 50, tr("ms"),
                      tr("The time from one ticket to the next."))
            .onLogScale(),
        Knob::real(QStringLiteral("inside_ms"), tr("Way through"), 0, 500, 20, tr("ms"),
                   tr("How long a thread that has passed takes until it is back and waits again."))
            .onLogScale(),
    };
    return info;
}

void ConditionScenario::run(Context& context)
{
    Door door;
    const LiveResult live(context, [&] { door.report(context); });
    {
        WorkerGroup waiters(QStringLiteral("waiter"),
                            [&](WorkerGroup::Worker& worker) { comeAndGo(context, worker, door); });
        waiters.setWaker([&] { door.wakeToEnd(); });
        control(context, waiters, door);
    }
    door.report(context);
}

} // namespace lanescope::scenario
