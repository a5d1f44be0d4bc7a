// SPDX-License-Identifier: GPL-3.0-or-later
// processes.crash in a real lab: its supervisor tells each end from the others, blames nobody for a busy machine and follows
// its knobs at any moment.
#include "tests/system/scenarios/process_facts.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace lanescope;
using testing::field;
using testing::number;
using testing::Ran;
using testing::runScenario;
using testing::value;

namespace {

constexpr unsigned kLoad = 8; // threads for each CPU that want it all the time

} // namespace

class TestProcessCrashScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void childrenFollowTheirKnobWhileTheyWork();
    void crashFollowsAKnobThatIsTurnedWhileChildrenEnd();
    void crashTellsEachEndFromTheOthers_data();
    void crashTellsEachEndFromTheOthers();
    void crashBlamesNobodyForABusyMachine();
    void whatTheSupervisorReadsIsKept();
};

// They would work for the whole run.
void TestProcessCrashScenarios::childrenFollowTheirKnobWhileTheyWork()
{
    const Ran ran = runScenario({QStringLiteral("processes.crash"),
                                 {QStringLiteral("work_ms=3000"), QStringLiteral("mix=exit")},
                                 {QStringLiteral("1:work_ms=0")},
                                 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(field(value(ran, "ended").toObject(), "exit") > 0);
}

// The second turn comes while the last child is being ended, which puts another one in its place.
void TestProcessCrashScenarios::crashFollowsAKnobThatIsTurnedWhileChildrenEnd()
{
    constexpr double kDurationS = 3;
    const Ran ran =
        runScenario({QStringLiteral("processes.crash"),
                     {QStringLiteral("mix=hang"), QStringLiteral("children=8"), QStringLiteral("silence_ms=5000")},
                     {QStringLiteral("1:children=1"), QStringLiteral("1.01:children=8")},
                     kDurationS});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QList<QJsonObject> processes = ran.rows("processes");
    const auto lastedToTheEnd = std::ranges::count_if(processes, [](const QJsonObject& process) {
        return process[QStringLiteral("name")].toString().startsWith(QStringLiteral("hang-")) &&
               process[QStringLiteral("end_s")].toDouble() >= kDurationS;
    });
    QCOMPARE(lastedToTheEnd, 8);
    QVERIFY(processes.size() > 1 + 8); // some were ended before
}

void TestProcessCrashScenarios::crashTellsEachEndFromTheOthers_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("signal");
    QTest::newRow("well") << QStringLiteral("well") << 0 << -1;
    QTest::newRow("exit") << QStringLiteral("exit") << 3 << -1;
    QTest::newRow("crash") << QStringLiteral("crash") << -1 << 11;
    QTest::newRow("hang") << QStringLiteral("hang") << -1 << 9;
    QTest::newRow("flood") << QStringLiteral("flood") << -1 << 15;
}

void TestProcessCrashScenarios::crashTellsEachEndFromTheOthers()
{
    QFETCH(QString, kind);
    QFETCH(int, exitCode);
    QFETCH(int, signal);
    const Ran ran =
        runScenario({QStringLiteral("processes.crash"),
                     {QStringLiteral("mix=") + kind, QStringLiteral("children=2"), QStringLiteral("work_ms=20"),
                      QStringLiteral("silence_ms=1000"), QStringLiteral("restart=never")},
                     {},
                     2.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(field(value(ran, "ended").toObject(), qPrintable(kind)), 2);
    QCOMPARE(number(ran, "misjudged"), 0);
    QCOMPARE(number(ran, "restarts"), 0);
    const QJsonObject child = ran.named("processes", kind + QStringLiteral("-1"));
    QCOMPARE(field(child, "exit_code"), exitCode);
    QCOMPARE(field(child, "signal"), signal);
}

// Far more wants to run than there are CPUs: children start late, and get on slowly, and so does their supervisor. Nobody
// hangs for that.
void TestProcessCrashScenarios::crashBlamesNobodyForABusyMachine()
{
    std::atomic<bool> enough{false};
    std::vector<std::jthread> load;
    for (unsigned i = 0; i < kLoad * std::thread::hardware_concurrency(); ++i)
        load.emplace_back([&enough] {
            while (!enough.load(std::memory_order_relaxed)) {
            }
        });
    const Ran ran =
        runScenario({QStringLiteral("processes.crash"),
                     {QStringLiteral("mix=flood"), QStringLiteral("silence_ms=300"), QStringLiteral("work_ms=200")},
                     {},
                     4});
    enough = true;
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "misjudged"), 0);
    QVERIFY(field(value(ran, "ended").toObject(), "flood") > 0);
}

// Through pipes of its own; the supervisor hands it on to the recording, and of a flood not all.
void TestProcessCrashScenarios::whatTheSupervisorReadsIsKept()
{
    const Ran ran = runScenario(
        {QStringLiteral("processes.crash"), {QStringLiteral("work_ms=100"), QStringLiteral("restart=never")}, {}, 2.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    for (const char* name : {"exit-1", "crash-2", "hang-3", "flood-4"}) {
        const qint64 pid = field(ran.named("processes", QLatin1StringView(name)), "pid");
        QVERIFY2(pid > 0, name);
        qsizetype alive = 0;
        qsizetype noise = 0;
        for (const store::Mark& mark : *ran.snapshot->marks) {
            if (mark.subject != "stdout " + std::to_string(pid))
                continue;
            alive += mark.text.starts_with("alive") ? 1 : 0;
            noise += mark.text.starts_with("noise") ? 1 : 0;
        }
        QVERIFY2(alive > 0 && alive < 20, name);
        QCOMPARE(noise > 0, QLatin1StringView(name) == QLatin1StringView("flood-4"));
        QVERIFY2(noise < 20, name); // a megabyte of it came
    }
}

QTEST_GUILESS_MAIN(TestProcessCrashScenarios)
#include "tst_process_crash_scenarios.moc"
