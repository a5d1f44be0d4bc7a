// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/timer_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/locks/lateness_log.h"
#include "core/scenario/run_loop.h"
#include "core/sync/timer.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using sync::Timer;

constexpr std::array kTypes{Qt::PreciseTimer, Qt::CoarseTimer, Qt::VeryCoarseTimer};

QString tr(const char* text)
{
    return QCoreApplication::translate("TimerScenario", text);
}

/// Many periodic timers, a single-shot one that the first of them starts each time, and one that this single-shot
/// cancels before it is due. Threads: the run's.
class Clockwork {
public:
    explicit Clockwork(Qt::TimerType type)
        : m_type(type)
        , m_once("once", type)
        , m_doomed("cancelled", type)
    {
        QObject::connect(&m_once, &Timer::fired, &m_once, [this] {
            ++m_onceFired;
            m_cancelled += m_doomed.isActive() ? 1 : 0;
            m_doomed.cancel();
            m_isCancelled = true;
        });
        QObject::connect(&m_doomed, &Timer::fired, &m_doomed, [this] { m_firedCancelled += m_isCancelled ? 1 : 0; });
    }

    void follow(std::chrono::milliseconds interval, std::size_t count)
    {
        if (interval != m_interval) {
            m_interval = interval;
            for (const auto& timer : m_periodic)
                timer->start(interval);
        }
        if (m_periodic.size() > count)
            m_periodic.resize(count);
        while (m_periodic.size() < count)
            add();
    }

    void report(Context& context) const
    {
        context.setResult(QStringLiteral("fired"), static_cast<qint64>(m_lateness.count()));
        context.setResult(QStringLiteral("fired_once"), m_onceFired);
        context.setResult(QStringLiteral("cancelled"), m_cancelled);
        context.setResult(QStringLiteral("fired_after_cancel"), m_firedCancelled);
        context.setResult(QStringLiteral("early"), static_cast<qint64>(m_lateness.early()));
        context.setResult(QStringLiteral("lateness_us"), m_lateness.figures(1us));
    }

private:
    void add()
    {
        const bool isFirst = m_periodic.empty();
        Timer& timer = *m_periodic.emplace_back(std::make_unique<Timer>("tick", m_type));
        QObject::connect(&timer, &Timer::fired, &timer, [this, isFirst](qint64 latenessNs) {
            m_lateness.add(std::chrono::nanoseconds(latenessNs));
            trace::counter(m_row, static_cast<double>(latenessNs) / 1000);
            if (isFirst)
                beat();
        });
        timer.start(m_interval);
    }
    // The single-shot is due first, so it cancels the other in time, also when both come late.
    void beat()
    {
        if (m_once.isActive())
            return;
        m_isCancelled = false;
        m_once.start(m_interval / 4, Timer::Repeat::Never);
        m_doomed.start(m_interval + 10ms, Timer::Repeat::Never);
    }

    const Qt::TimerType m_type;
    const trace::StringId m_row = trace::Recorder::intern("lateness, µs"); // the chart knows it by this name
    std::chrono::milliseconds m_interval{0};
    std::vector<std::unique_ptr<Timer>> m_periodic;
    Timer m_once;
    Timer m_doomed;
    LatenessLog m_lateness;
    qint64 m_onceFired = 0;
    qint64 m_cancelled = 0;
    qint64 m_firedCancelled = 0;
    bool m_isCancelled = false;
};

} // namespace

ScenarioInfo TimerScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.timer");
    info.group = tr("Locks");
    info.title = tr("Timers");
    info.summary = tr("Timers on one event loop: once, again and again, cancelled; and how late they come.");
    info.teaches = {tr("timer"), tr("event loop"), tr("lateness"), tr("cancel")};
    info.knobs = {
        Knob::integer(QStringLiteral("interval_ms"), tr("Interval"), 1, 1000, 20, tr("ms"),
                      tr("After how long a timer fires, and fires again."))
            .onLogScale(),
        Knob::integer(QStringLiteral("count"), tr("Timers"), 1, 200, 10, tr("timers"),
                      tr("How many periodic timers there are.")),
        Knob::choice(
            QStringLiteral("type"), tr("Type"),
            {QStringLiteral("precise"), QStringLiteral("coarse"), QStringLiteral("very coarse")}, 0,
            tr("How exact: to the millisecond, to 5 percent of the interval if that is more than 20 ms, to the second; "
               "then the interval is a second at least."))
            .restart(),
    };
    return info;
}

void TimerScenario::run(Context& context)
{
    const Qt::TimerType type = kTypes[static_cast<std::size_t>(context.integer("type"))];
    // Qt rounds to whole seconds: less than half of one would be a timer without an interval, which never rests.
    const std::chrono::milliseconds least = type == Qt::VeryCoarseTimer ? 1s : 1ms;
    Clockwork clockwork(type);
    const LiveResult live(context, [&] { clockwork.report(context); });
    runLoop(context, [&] {
        clockwork.follow(std::max(least, std::chrono::milliseconds(context.integer("interval_ms"))),
                         static_cast<std::size_t>(context.integer("count")));
    });
    clockwork.report(context);
}

} // namespace lanescope::scenario
