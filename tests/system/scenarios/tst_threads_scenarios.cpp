// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on threads, each in a real lab: what must hold at every setting, and what each of them shows.
#include "tests/system/scenarios/cpu_shares.h"
#include "tests/system/scenarios/scenario_rows.h"

#include <QTest>
#include <QThread>

#include <algorithm>

using namespace lanescope;
using testing::cpusOfWorkers;
using testing::parallelShare;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;
using testing::togetherShare;

class TestThreadsScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("threads.")); }
    void holdsAtEverySetting();
    void everyThreadIsJoinedOnce_data();
    void everyThreadIsJoinedOnce();
    void processCostsMoreThanAThread();
    void joinTimesOutAndTheThreadLivesOn();
    void longJoinNeverTimesOut();
    void joinersKnowWhoEnded();
    void threadsOfARoundComeInTheirOrder();
    void onlyTheBlockingCallerIsBlocked();
    void parallelismKeepsToItsCores_data();
    void parallelismKeepsToItsCores();
    void twoCoresAreUsedAtTheSameTime();
    void whoWorksAloneHasTheInterpreterLockForItself();
    void interpreterLockHelpsNoComputation_data();
    void interpreterLockHelpsNoComputation();
    void interpreterLockHelpsWaiting();
    void withoutTheLockTheyComputeAtTheSameTime();
};

namespace {

qint64 number(const Ran& ran, const char* field)
{
    return ran.result()[QLatin1StringView(field)].toInteger(-1);
}
double real(const Ran& ran, const char* field)
{
    return ran.result()[QLatin1StringView(field)].toDouble(-1);
}

ScenarioRun gil(const QStringList& settings)
{
    return {QStringLiteral("threads.gil"), settings, {}, 1.5};
}

// What is measured is a ratio of two measurements of one run, and other programs take CPUs away in between. Several
// runs, and the one nearest to the middle, tell what the scenario does.
double medianSpeedUp(const ScenarioRun& run)
{
    std::vector<double> found;
    for (int i = 0; i < 3; ++i)
        found.push_back(real(runScenario(run), "speedup_vs_1"));
    std::sort(found.begin(), found.end());
    return found[1];
}

} // namespace

void TestThreadsScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
}

void TestThreadsScenarios::everyThreadIsJoinedOnce_data()
{
    QTest::addColumn<QString>("styles");
    for (const char* styles : {"all", "function", "subclass", "object"})
        QTest::newRow(styles) << QString::fromLatin1(styles);
}

void TestThreadsScenarios::everyThreadIsJoinedOnce()
{
    QFETCH(QString, styles);
    const Ran ran = runScenario({QStringLiteral("threads.create"),
                                 {QStringLiteral("styles=") + styles, QStringLiteral("count=8"),
                                  QStringLiteral("work_ms=1"), QStringLiteral("rest_ms=100")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "started") >= 8);
    QCOMPARE(number(ran, "ended"), number(ran, "started"));
    QCOMPARE(number(ran, "joined"), number(ran, "started"));
    QCOMPARE(number(ran, "failed_processes"), 0);
    // Each of them is a thread of the recording, by its name.
    qint64 seen = 0;
    for (const QJsonObject& thread : ran.rows("threads"))
        seen += thread[QStringLiteral("name")].toString().contains(u'-') ? 1 : 0;
    QCOMPARE(seen, number(ran, "started"));
}

void TestThreadsScenarios::processCostsMoreThanAThread()
{
    const Ran ran = runScenario({QStringLiteral("threads.create"), {QStringLiteral("rest_ms=100")}, {}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject cost = ran.result()[QStringLiteral("create_us")].toObject();
    const double thread = cost[QStringLiteral("thread")].toDouble();
    const double process = cost[QStringLiteral("process")].toDouble();
    QVERIFY(thread > 0);
    QVERIFY2(process >= 5 * thread, qPrintable(QStringLiteral("%1 µs against %2 µs").arg(process).arg(thread)));
}

void TestThreadsScenarios::joinTimesOutAndTheThreadLivesOn()
{
    const Ran ran =
        runScenario({QStringLiteral("threads.join"),
                     {QStringLiteral("threads=2"), QStringLiteral("work_ms=400"), QStringLiteral("timeout_ms=10")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "timed_out") >= 2);
    QVERIFY(number(ran, "alive_after_timeout") > 0);
    QCOMPARE(number(ran, "joined"), number(ran, "started"));
    QCOMPARE(number(ran, "alive_after_join"), 0);
    QVERIFY(ran.named("threads", QStringLiteral("main"))[QStringLiteral("wait_s")][QStringLiteral("join")].toDouble() >
            0);
}

void TestThreadsScenarios::longJoinNeverTimesOut()
{
    const Ran ran =
        runScenario({QStringLiteral("threads.join"), {QStringLiteral("work_ms=1"), QStringLiteral("timeout_ms=1000")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "timed_out"), 0);
    QCOMPARE(number(ran, "joined"), number(ran, "started"));
    QCOMPARE(number(ran, "alive_after_join"), 0);
}

// An arrow from whoever ended to whoever waited for that.
void TestThreadsScenarios::joinersKnowWhoEnded()
{
    const Ran ran =
        runScenario({QStringLiteral("threads.join"),
                     {QStringLiteral("threads=3"), QStringLiteral("work_ms=60"), QStringLiteral("timeout_ms=1000")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    int known = 0;
    for (const store::Thread& thread : *ran.snapshot->threads) {
        const auto& intervals = ran.snapshot->row(thread.stateRow).intervals;
        for (std::size_t i = 0; i < intervals.size(); ++i) {
            if (intervals[i].state() != store::State::JoinWait)
                continue;
            QCOMPARE(thread.name, std::string("main"));
            if (intervals[i].peer == store::kNone)
                continue; // it was over already
            ++known;
            const store::Thread& ender = ran.snapshot->thread(store::ThreadIndex{intervals[i].peer});
            QVERIFY2(ender.name.starts_with("worker-"), ender.name.c_str());
        }
    }
    QVERIFY(known > 0);
}

// Rows stand in the order in which threads began. On a busy machine one that takes long to begin is not waited for.
void TestThreadsScenarios::threadsOfARoundComeInTheirOrder()
{
    constexpr int kThreads = 8;
    const Ran ran = runScenario(
        {QStringLiteral("threads.join"), {QStringLiteral("threads=8"), QStringLiteral("work_ms=20")}, {}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    std::vector<std::pair<std::int64_t, QString>> begun;
    for (const store::Thread& thread : *ran.snapshot->threads)
        begun.emplace_back(thread.startNs, QString::fromStdString(thread.name));
    std::sort(begun.begin(), begun.end());
    qint64 inOrder = 0;
    int next = 1;
    for (const auto& [startNs, name] : begun) {
        next = name == QStringLiteral("worker-%1").arg(next) ? next + 1 : name == QLatin1String("worker-1") ? 2 : 1;
        inOrder += next > kThreads ? 1 : 0;
        next = next > kThreads ? 1 : next;
    }
    const qint64 rounds = number(ran, "started") / kThreads;
    QVERIFY(rounds > 1);
    QVERIFY2(inOrder * 2 > rounds, qPrintable(QStringLiteral("%1 of %2").arg(inOrder).arg(rounds)));
}

void TestThreadsScenarios::onlyTheBlockingCallerIsBlocked()
{
    const Ran ran = runScenario({QStringLiteral("threads.blocking"), {QStringLiteral("service_ms=60")}, {}, 2});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(number(ran, "calls") >= 4);
    QCOMPARE(number(ran, "answers"), number(ran, "calls"));
    const QJsonObject blocked = ran.result()[QStringLiteral("caller_blocked_ms")].toObject();
    const QJsonObject cpu = ran.result()[QStringLiteral("caller_cpu_ms")].toObject();
    const auto of = [](const QJsonObject& table, const char* way) {
        return table[QLatin1StringView(way)].toDouble(-1);
    };
    for (const char* way : {"polling", "callback", "continuation"})
        QVERIFY2(of(blocked, way) >= 0 && of(blocked, way) * 2 < of(blocked, "blocking"), way);
    for (const char* way : {"blocking", "callback", "continuation"})
        QVERIFY2(of(cpu, way) >= 0 && of(cpu, way) * 2 < of(cpu, "polling"), way);
}

void TestThreadsScenarios::parallelismKeepsToItsCores_data()
{
    QTest::addColumn<int>("cores");
    for (int cores = 1; cores <= std::min(QThread::idealThreadCount(), 4); ++cores)
        QTest::addRow("%d", cores) << cores;
}

void TestThreadsScenarios::parallelismKeepsToItsCores()
{
    QFETCH(int, cores);
    const Ran ran = runScenario(
        {QStringLiteral("threads.parallel"), {QStringLiteral("cores=%1").arg(cores), QStringLiteral("threads=8")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(number(ran, "cores"), cores);
    QVERIFY2(real(ran, "parallelism") > 0 && real(ran, "parallelism") <= cores * 1.05,
             qPrintable(QString::number(real(ran, "parallelism"))));
    QVERIFY(cpusOfWorkers(ran).size() <= static_cast<std::size_t>(cores));
}

// How much of the cores it gets depends on what else runs; that it computes on both at the same moment does not: eight
// threads always want to.
void TestThreadsScenarios::twoCoresAreUsedAtTheSameTime()
{
    if (QThread::idealThreadCount() < 2)
        QSKIP("This machine has one core.");
    const Ran ran =
        runScenario({QStringLiteral("threads.parallel"), {QStringLiteral("threads=8"), QStringLiteral("cores=2")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(cpusOfWorkers(ran).size(), 2);
    const Ran one =
        runScenario({QStringLiteral("threads.parallel"), {QStringLiteral("threads=8"), QStringLiteral("cores=1")}});
    QVERIFY2(one.problem.isEmpty(), qPrintable(one.problem));
    QCOMPARE(parallelShare(one), 0.0);
    QVERIFY2(parallelShare(ran) > 0.02, qPrintable(QString::number(parallelShare(ran))));
}

// A knob that is turned again before the first thread was measured: the others never get their turn.
void TestThreadsScenarios::whoWorksAloneHasTheInterpreterLockForItself()
{
    QStringList turns;
    for (int i = 1; i <= 25; ++i)
        turns.append(QStringLiteral("%1:io_fraction=%2").arg(0.1 * i).arg(i % 2 == 0 ? 0.1 : 0.2));
    for (int attempt = 0; attempt < 3; ++attempt) {
        const Ran ran = runScenario({QStringLiteral("threads.gil"), {QStringLiteral("threads=8")}, turns, 2.5});
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        if (!ran.result()[QStringLiteral("speedup_vs_1")].isNull())
            continue; // a turn came late, and they worked together
        QCOMPARE(number(ran, "switches"), 1);
        return;
    }
    QSKIP("This machine is too busy to turn a knob in time.");
}

void TestThreadsScenarios::interpreterLockHelpsNoComputation_data()
{
    QTest::addColumn<int>("threads");
    for (const int threads : {1, 2, 4, 16})
        QTest::addRow("%d", threads) << threads;
}

void TestThreadsScenarios::interpreterLockHelpsNoComputation()
{
    QFETCH(int, threads);
    const double speedUp = medianSpeedUp(gil({QStringLiteral("threads=%1").arg(threads)}));
    QVERIFY2(speedUp >= 0.8 && speedUp <= 1.15, qPrintable(QString::number(speedUp)));
}

void TestThreadsScenarios::interpreterLockHelpsWaiting()
{
    const double speedUp = medianSpeedUp(gil({QStringLiteral("threads=8"), QStringLiteral("io_fraction=0.9")}));
    QVERIFY2(speedUp >= 4, qPrintable(QString::number(speedUp)));
}

// How much they gain depends on how many cores other programs leave: never more than there are. That they compute at the
// same time does not.
void TestThreadsScenarios::withoutTheLockTheyComputeAtTheSameTime()
{
    const Ran without = runScenario(gil({QStringLiteral("threads=8"), QStringLiteral("gil=off")}));
    QVERIFY2(without.problem.isEmpty(), qPrintable(without.problem));
    QCOMPARE(number(without, "switches"), 0);
    const double speedUp = real(without, "speedup_vs_1");
    const int cores = QThread::idealThreadCount();
    QVERIFY2(speedUp > 0 && speedUp <= 1.05 * cores, qPrintable(QString::number(speedUp)));
    if (cores < 2)
        QSKIP("This machine has one core.");
    const Ran with = runScenario(gil({QStringLiteral("threads=8")}));
    QVERIFY2(togetherShare(without) > 2 * togetherShare(with) && togetherShare(without) > 0.4,
             qPrintable(QStringLiteral("%1 without, %2 with").arg(togetherShare(without)).arg(togetherShare(with))));
}

QTEST_GUILESS_MAIN(TestThreadsScenarios)
#include "tst_threads_scenarios.moc"
