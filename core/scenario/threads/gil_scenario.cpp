// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/gil_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/measured.h"
#include "core/scenario/threads/interpreter.h"
#include "core/scenario/worker_group.h"
#include "core/sync/event.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using Interval = sync::InterpreterLock::Interval;

// How long the first thread works alone, so that there is something to compare with.
constexpr auto kAlone = 300ms;
constexpr int kLookAgainMs = 50;

QString tr(const char* text)
{
    return QCoreApplication::translate("GilScenario", text);
}

/// The threads, who of them may run now, and what is measured of them. Threads: the run's, but for work().
class GilRun {
public:
    explicit GilRun(Context& context)
        : m_context(context)
        , m_interpreter(context.live("gil"), context.live("io_fraction"), Interval(context.number("switch_ms")))
        , m_workers(QStringLiteral("worker"), [this](WorkerGroup::Worker& worker) { work(worker); })
    {
    }

    void run()
    {
        quint64 seen = m_context.changes();
        bool changed = true;
        while (!m_context.stopRequested()) {
            if (changed)
                follow();
            goOn();
            changed = m_context.waitForChange(seen, kLookAgainMs);
        }
        m_speedUp.stop();
        m_workers.resize(0);
        m_othersMayRun.set(); // they see that they are to end
    }

    bool isMeasured() const { return m_speedUp.value().has_value(); }
    void report()
    {
        m_context.setResult(QStringLiteral("speedup_vs_1"), measured(m_speedUp.value()));
        m_context.setResult(QStringLiteral("threads"), m_context.integer("threads"));
        m_context.setResult(QStringLiteral("switches"), static_cast<qint64>(m_interpreter.lock().switches()));
        m_context.setResult(QStringLiteral("requests"), static_cast<qint64>(m_interpreter.lock().requests()));
    }

private:
    enum class Phase { Stopping, Alone, Together }; ///< of the threads but the first

    void follow()
    {
        m_interpreter.lock().setSwitchInterval(Interval(m_context.number("switch_ms")));
        m_workers.resize(m_context.integer("threads"));
        // How fast one thread is depends on these two; then it is measured again.
        const std::pair kind{m_context.number("io_fraction"), m_context.number("gil")};
        if (kind != m_kind) {
            m_kind = kind;
            m_phase = Phase::Stopping;
            m_othersMayRun.clear();
        } else if (m_phase == Phase::Together) {
            m_speedUp.beginTogether();
        }
    }
    void goOn()
    {
        if (m_phase == Phase::Stopping && m_parked.load() >= m_workers.size() - 1) {
            m_phase = Phase::Alone;
            m_speedUp.beginAlone();
        } else if (m_phase == Phase::Alone && m_speedUp.aloneFor() >= kAlone) {
            m_phase = Phase::Together;
            m_speedUp.beginTogether();
            m_othersMayRun.set();
        } else if (m_phase == Phase::Together) {
            m_speedUp.show();
        }
    }

    void work(WorkerGroup::Worker& worker)
    {
        while (waitForTurn(worker)) {
            Interpreter::Thread thread(m_interpreter, m_speedUp);
            while (hasTurn(worker))
                thread.runUnit(worker.endToken());
        }
    }
    bool hasTurn(const WorkerGroup::Worker& worker) const
    {
        return !worker.shouldEnd() && (worker.index() == 0 || m_othersMayRun.isSet());
    }
    // Without the lock: whoever takes it, if only to look, is in the way of the one that is to be alone. False: it is to end.
    bool waitForTurn(const WorkerGroup::Worker& worker)
    {
        if (hasTurn(worker))
            return true;
        ++m_parked;
        while (!worker.shouldEnd() && !hasTurn(worker))
            m_othersMayRun.wait(QDeadlineTimer(1s)); // looks now and then whether it is to end
        --m_parked;
        return !worker.shouldEnd();
    }

    Context& m_context;
    Interpreter m_interpreter;
    SpeedUp m_speedUp;
    Phase m_phase = Phase::Stopping;
    sync::Event m_othersMayRun{"the others' turn"};
    std::atomic<int> m_parked{0};
    std::pair<double, double> m_kind{-1, -1};
    WorkerGroup m_workers; // last: its threads use all of the above
};

} // namespace

ScenarioInfo GilScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("threads.gil");
    info.group = tr("Threads");
    info.title = tr("One interpreter lock");
    info.summary = tr("Threads under Python's interpreter lock: no help for computing, a lot for waiting.");
    info.teaches = {tr("GIL"), tr("CPU-bound and I/O-bound"), tr("speed-up"), tr("switch interval")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 16, 4, tr("threads"),
                      tr("How many threads the interpreter has.")),
        Knob::real(
            QStringLiteral("io_fraction"), tr("Share of I/O"), 0, 1, 0, QString(),
            tr("How much of its time a thread would spend reading if it were alone: 0 computes only, 1 only reads.")),
        Knob::real(QStringLiteral("switch_ms"), tr("Switch interval"), 0.1, 100, 5, tr("ms"),
                   tr("How long a thread waits for the lock before it asks for it; sys.setswitchinterval()."))
            .onLogScale(),
        Knob::toggle(QStringLiteral("gil"), tr("Interpreter lock"), true,
                     tr("Whether there is such a lock; without it threads compute at the same time.")),
    };
    return info;
}

void GilScenario::run(Context& context)
{
    GilRun run(context);
    const LiveResult live(context, [&] { run.report(); });
    run.run();
    if (!run.isMeasured())
        tellTooShort(context);
    run.report();
}

} // namespace lanescope::scenario
