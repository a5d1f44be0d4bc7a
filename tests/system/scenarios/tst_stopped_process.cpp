// SPDX-License-Identifier: GPL-3.0-or-later
// A lab that somebody stops with SIGSTOP holds its lock for ever and shows nothing by it: it is said to be stopped.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace lanescope;
using analysis::FindingKind;

namespace {

/// Stops a lab once it shows serialised execution, and lets it go on once it is shown besides that it is stopped.
class Stopping {
public:
    enum class Stage { Sick, Stopped, Continued, Done };

    void look(control::RunController& controller)
    {
        const auto pid = static_cast<pid_t>(controller.labPid());
        const auto& findings = controller.watch().findings();
        const bool isStopped = isIn(findings.current(), FindingKind::ProcessStopped);
        const bool isSerialised = isIn(findings.current(), FindingKind::SerialisedExecution);
        if (m_stage == Stage::Sick && isSerialised) {
            ::kill(pid, SIGSTOP);
            m_stage = Stage::Stopped;
        } else if (m_stage == Stage::Stopped && isStopped && isSerialised) {
            ::kill(pid, SIGCONT);
            m_stage = Stage::Continued;
        } else if (m_stage == Stage::Continued && !isStopped && isSerialised) {
            m_wasRemembered = isIn(findings.past(), FindingKind::ProcessStopped);
            m_stage = Stage::Done;
            controller.stop();
        }
    }
    Stage stage() const { return m_stage; }
    bool wasRemembered() const { return m_wasRemembered; }

private:
    static bool isIn(const std::vector<analysis::Finding>& findings, FindingKind kind)
    {
        return std::ranges::find(findings, kind, &analysis::Finding::kind) != findings.end();
    }

    Stage m_stage = Stage::Sick;
    bool m_wasRemembered = false;
};

} // namespace

class TestStoppedProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysThatItIsStoppedUntilItGoesOn()
    {
        Stopping stopping;
        testing::ScenarioRun run{
            QStringLiteral("locks.mutex"), {QStringLiteral("threads=8"), QStringLiteral("hold_us=10000")}, {}, 20};
        run.watching = [&stopping](control::RunController& controller) { stopping.look(controller); };
        const testing::Ran ran = testing::runScenario(run);
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QVERIFY2(stopping.stage() == Stopping::Stage::Done, qPrintable(ran.findingKinds().join(QStringLiteral(", "))));
        QVERIFY(stopping.wasRemembered());
        // It is a pause like the run's own: no time of the run passes.
        const double pausedS =
            ran.report[QStringLiteral("recording")].toObject()[QStringLiteral("paused_s")].toDouble();
        const QJsonObject lab = ran.rows("processes").front();
        const double lifeS = lab[QStringLiteral("end_s")].toDouble() - lab[QStringLiteral("start_s")].toDouble();
        const double lastedS = ran.report[QStringLiteral("duration_s")].toDouble();
        QVERIFY2(pausedS > 0 && lastedS < lifeS - pausedS / 2,
                 qPrintable(QStringLiteral("%1 s of %2 s, %3 s paused").arg(lastedS).arg(lifeS).arg(pausedS)));
    }
};

QTEST_GUILESS_MAIN(TestStoppedProcess)
#include "tst_stopped_process.moc"
