// SPDX-License-Identifier: GPL-3.0-or-later
// The lab, or the program above it, is killed in the middle of a run with many processes: none of them is left, and no
// shared memory.
#include "core/control/run_controller.h"
#include "core/kernel/process_tree.h"
#include "core/scenario/catalogue.h"

#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>

using namespace lanescope;

namespace {

constexpr int kPatienceMs = 20'000;

// What is left when its parents die becomes a child of this process, which asked for that, and is reaped here.
bool isGone(pid_t pid)
{
    if (::waitpid(pid, nullptr, WNOHANG) == pid)
        return true;
    return ::kill(pid, 0) != 0 && errno == ESRCH;
}

bool allGone(const std::vector<pid_t>& pids)
{
    return std::all_of(pids.begin(), pids.end(), isGone);
}

QStringList sharedMemoryOf(qint64 pid)
{
    return QDir(QStringLiteral("/dev/shm"))
        .entryList({QStringLiteral("lanescope-%1-*").arg(pid)}, QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
}

} // namespace

class TestKilledProcesses : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void nothingOutlivesALabThatIsKilled_data();
    void nothingOutlivesALabThatIsKilled();
    void nothingOutlivesAProgramThatIsKilled_data() { nothingOutlivesALabThatIsKilled_data(); }
    void nothingOutlivesAProgramThatIsKilled();
};

void TestKilledProcesses::initTestCase()
{
    QCOMPARE(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
    qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB);
}

void TestKilledProcesses::nothingOutlivesALabThatIsKilled_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("descendants"); // when all of them are there
    for (const scenario::ScenarioInfo& info : scenario::Catalogue::instance().all()) {
        if (!info.id.startsWith(QStringLiteral("processes.")))
            continue;
        const bool many = info.id == QStringLiteral("processes.inspect");
        QTest::newRow(qPrintable(info.id)) << info.id
                                           << (many                                           ? 6
                                               : info.id == QStringLiteral("processes.spawn") ? 1
                                                                                              : 2);
    }
}

void TestKilledProcesses::nothingOutlivesALabThatIsKilled()
{
    QFETCH(QString, id);
    QFETCH(int, descendants);
    control::RunRequest request;
    request.scenario = id;
    for (const scenario::Knob& knob : scenario::Catalogue::instance().find(id)->knobs)
        request.values.push_back(knob.standard);
    control::RunController controller;
    const QSignalSpy finished(&controller, &control::RunController::finished);
    controller.start(request);
    std::vector<pid_t> below;
    const auto allAreThere = [&] {
        below = kernel::descendantsOf(static_cast<pid_t>(controller.labPid()));
        return static_cast<int>(below.size()) >= descendants;
    };
    QTRY_VERIFY_WITH_TIMEOUT(allAreThere(), kPatienceMs);
    ::kill(static_cast<pid_t>(controller.labPid()), SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(allGone(below), kPatienceMs);
    QCOMPARE(controller.result().outcome, control::RunOutcome::Failed);
    QCOMPARE(sharedMemoryOf(QCoreApplication::applicationPid()), QStringList());
}

// Nobody is left who could end them: the kernel does, and each of them sees to it.
void TestKilledProcesses::nothingOutlivesAProgramThatIsKilled()
{
    QFETCH(QString, id);
    QFETCH(int, descendants);
    QProcess program;
    program.start(QStringLiteral(LANESCOPE_PROGRAM), {QStringLiteral("run"), id, QStringLiteral("--duration"),
                                                      QStringLiteral("60"), QStringLiteral("--quiet")});
    QVERIFY(program.waitForStarted());
    const qint64 pid = program.processId();
    std::vector<pid_t> below;
    const auto allAreThere = [&] {
        below = kernel::descendantsOf(static_cast<pid_t>(pid));
        return static_cast<int>(below.size()) >= descendants + 1; // the lab
    };
    QTRY_VERIFY_WITH_TIMEOUT(allAreThere(), kPatienceMs);
    program.kill();
    QVERIFY(program.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(allGone(below), kPatienceMs);
    for (const QString& folder : sharedMemoryOf(pid)) // its session folder, which only it could remove
        QVERIFY(QDir(QStringLiteral("/dev/shm/") + folder).removeRecursively());
}

QTEST_GUILESS_MAIN(TestKilledProcesses)
#include "tst_killed_processes.moc"
