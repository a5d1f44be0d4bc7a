// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/event_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_group.h"
#include "core/sync/event.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

// How often one who waits looks whether it is asked to end.
constexpr auto kLookAgain = 1s;

enum Light { Changes, Green, Red };

QString tr(const char* text)
{
    return QCoreApplication::translate("EventScenario", text);
}

void drive(WorkerGroup::Worker& worker, sync::Event& green, std::atomic<qint64>& passed,
           const std::atomic<double>& roundMs)
{
    const trace::StringId task = trace::Recorder::intern("round");
    while (!worker.shouldEnd()) {
        if (!green.wait(QDeadlineTimer(kLookAgain)) || worker.shouldEnd())
            continue;
        const trace::Span span(task);
        ++passed;
        worker.pause(roundMs);
    }
}

/// The light and who turns it: the knob, or time. Threads: the run's.
class TrafficLight {
public:
    explicit TrafficLight(sync::Event& event)
        : m_event(event)
    {
        show();
    }

    /// Brings the light to what the knobs say now; returns in how many ms to ask again at the latest.
    int follow(const Context& context)
    {
        constexpr int kNoHurryMs = 500;
        const int light = context.integer("light");
        if (light != Changes) {
            turn(light == Green);
            return kNoHurryMs;
        }
        const std::chrono::milliseconds interval(context.integer("interval_ms"));
        if (std::chrono::steady_clock::now() - m_turned >= interval)
            turn(!m_isGreen);
        const auto left = m_turned + interval - std::chrono::steady_clock::now();
        return std::min(kNoHurryMs, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(left).count()));
    }
    int greens() const { return m_greens; }

private:
    void turn(bool green)
    {
        if (green == m_isGreen)
            return;
        m_isGreen = green;
        m_turned = std::chrono::steady_clock::now();
        m_greens += green ? 1 : 0;
        show();
        if (green)
            m_event.set();
        else
            m_event.clear();
    }
    void show() const { trace::counter(m_row, m_isGreen ? 1 : 0); }

    sync::Event& m_event;
    const trace::StringId m_row = trace::Recorder::intern("light (1 green, 0 red)");
    std::chrono::steady_clock::time_point m_turned = std::chrono::steady_clock::now();
    bool m_isGreen = false;
    int m_greens = 0;
};

} // namespace

ScenarioInfo EventScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.event");
    info.group = tr("Locks");
    info.title = tr("Event");
    info.summary = tr("A light for threads: at red all of them stop, at green all of them go.");
    info.teaches = {tr("event"), tr("set and clear"), tr("waiting without polling")};
    info.knobs = {
        Knob::choice(QStringLiteral("light"), tr("Light"),
                     {QStringLiteral("changes"), QStringLiteral("green"), QStringLiteral("red")}, Changes,
                     tr("Whether the event is set: green. It changes by itself, or as you say.")),
        Knob::integer(QStringLiteral("interval_ms"), tr("Changes every"), 20, 5000, 500, tr("ms"),
                      tr("How long it stays red, and green, when it changes by itself."))
            .onLogScale(),
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 64, 10, tr("threads"),
                      tr("How many threads wait for the light.")),
        Knob::real(QStringLiteral("round_ms"), tr("A round takes"), 1, 500, 30, tr("ms"),
                   tr("How long a thread is on its way until it is back at the light.")),
    };
    return info;
}

void EventScenario::run(Context& context)
{
    sync::Event green("green light");
    std::atomic<qint64> passed{0};
    TrafficLight light(green);
    const auto report = [&] {
        context.setResult(QStringLiteral("passed"), passed.load());
        context.setResult(QStringLiteral("greens"), light.greens());
    };
    const LiveResult live(context, report);
    {
        WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) {
            drive(worker, green, passed, context.live("round_ms"));
        });
        quint64 seen = context.changes();
        while (!context.stopRequested()) {
            workers.resize(context.integer("threads"));
            context.waitForChange(seen, light.follow(context));
        }
        workers.resize(0);
        green.set(); // whoever waits sees that it is to end
    }
    report();
}

} // namespace lanescope::scenario
