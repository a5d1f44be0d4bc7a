// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong with locks, each in a real lab: the pattern shows in the figures, and its cure makes it go.
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

qint64 count(const Ran& ran, const char* key)
{
    return ran.result()[QLatin1String(key)].toInteger(-1);
}

double real(const QJsonValue& object, const char* key)
{
    return object[QLatin1String(key)].toDouble(-1);
}

double rate(const Ran& ran, const char* mode)
{
    return real(ran.result()[QStringLiteral("per_s")], mode);
}

} // namespace

class TestLockPatternsScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void philosophersDeadlockWhenNaive();
    void philosophersAllEat_data();
    void philosophersAllEat();
    void livelockMakesNoMealUntilSomebodyInsists();
    void herdWakesInVainUntilOneIsWoken();
    void inversionGoesWithAShortHold();
    void falseSharingGoesWhenApart();
    void barrierWaitsForTheSlowestUnlessShared();
    void convoyTakesTurnsUnlessBarging();
    void longHoldsEndWithTheRun_data();
    void longHoldsEndWithTheRun();
};

void TestLockPatternsScenarios::philosophersDeadlockWhenNaive()
{
    // Both reach at the same time, and each second fork is the other one's first.
    const ScenarioRun run{QStringLiteral("locks.philosophers"),
                          {QStringLiteral("n=2"), QStringLiteral("think_ms=0"), QStringLiteral("eat_ms=0"),
                           QStringLiteral("reach_ms=20")},
                          {},
                          1.5};
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    // Both hang in their locks: nobody came to eat for most of the time, and each waits for what the other holds.
    QCOMPARE(ran.result()[QStringLiteral("meals")].toArray().size(), 2);
    double waitingS = 0;
    for (const QJsonObject& thread : ran.rows("threads")) {
        if (thread[QStringLiteral("name")].toString().startsWith(QStringLiteral("philosopher")))
            waitingS += real(thread[QStringLiteral("wait_s")], "lock");
    }
    QVERIFY(waitingS > real(ran.report, "duration_s"));
}

void TestLockPatternsScenarios::philosophersAllEat_data()
{
    QTest::addColumn<QString>("strategy");
    QTest::addColumn<int>("patienceMs");
    for (const char* strategy : {"ordered", "arbiter", "try"})
        QTest::newRow(strategy) << QString::fromLatin1(strategy) << 0;
    QTest::newRow("try for a while") << QStringLiteral("try") << 20;
}

void TestLockPatternsScenarios::philosophersAllEat()
{
    QFETCH(QString, strategy);
    QFETCH(int, patienceMs);
    const Ran ran =
        runScenario({QStringLiteral("locks.philosophers"),
                     {QStringLiteral("strategy=") + strategy, QStringLiteral("think_ms=2"), QStringLiteral("eat_ms=2"),
                      QStringLiteral("reach_ms=2"), QStringLiteral("timeout_ms=%1").arg(patienceMs)}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(ran.outcome(), QStringLiteral("completed"));
    for (const QJsonValue& meals : ran.result()[QStringLiteral("meals")].toArray())
        QVERIFY(meals.toInteger() > 0);
    const double fairness = real(ran.result(), "fairness");
    QVERIFY(fairness > 0.5 && fairness <= 1.0 + 1e-9);
}

void TestLockPatternsScenarios::livelockMakesNoMealUntilSomebodyInsists()
{
    const Ran polite = runScenario({QStringLiteral("locks.livelock")});
    QVERIFY2(polite.problem.isEmpty(), qPrintable(polite.problem));
    QCOMPARE(count(polite, "meals"), 0);
    QVERIFY(count(polite, "courtesies") > 0);
    const Ran cured = runScenario({QStringLiteral("locks.livelock"), {}, {QStringLiteral("0.4:insist=20")}});
    QVERIFY2(cured.problem.isEmpty(), qPrintable(cured.problem));
    QVERIFY(count(cured, "meals") > 0);
}

void TestLockPatternsScenarios::herdWakesInVainUntilOneIsWoken()
{
    const Ran herd = runScenario({QStringLiteral("locks.herd")});
    QVERIFY2(herd.problem.isEmpty(), qPrintable(herd.problem));
    QVERIFY(count(herd, "jobs") > 0);
    QVERIFY(count(herd, "jobs") <= count(herd, "posted"));
    QVERIFY(real(herd.result(), "futile_share") > 0.5);
    const Ran one = runScenario({QStringLiteral("locks.herd"), {QStringLiteral("wake=one")}});
    QVERIFY2(one.problem.isEmpty(), qPrintable(one.problem));
    QVERIFY(count(one, "jobs") > 0);
    QVERIFY(real(one.result(), "futile_share") < 0.2);
}

// How long a read has to wait in the middle, over a whole run: on a busy machine a short hold may meet a change of threads
// too, but seldom, while a long one meets it nearly each time.
void TestLockPatternsScenarios::inversionGoesWithAShortHold()
{
    const auto waitOfARead = [](const QString& cure) {
        const Ran ran = runScenario({QStringLiteral("locks.inversion"), {QStringLiteral("cure=") + cure}, {}, 1.5});
        const auto reads = static_cast<double>(count(ran, "high_reads"));
        const QJsonObject high = ran.named("threads", QStringLiteral("high-1"));
        return ran.problem.isEmpty() && reads > 0 ? real(high[QStringLiteral("wait_s")], "lock") / reads : -1.0;
    };
    const double inverted = waitOfARead(QStringLiteral("none"));
    const double cured = waitOfARead(QStringLiteral("short"));
    QVERIFY(inverted > 0);
    QVERIFY(cured >= 0);
    QVERIFY2(inverted > 5 * cured, qPrintable(QStringLiteral("%1 s, cured %2 s").arg(inverted).arg(cured)));
}

void TestLockPatternsScenarios::falseSharingGoesWhenApart()
{
    // On a machine that is busy otherwise the two may hardly ever run at the same time; some of the attempts they do.
    double best = 0;
    for (int attempt = 0; attempt < 4 && best < 1.3; ++attempt) {
        const Ran ran =
            runScenario({QStringLiteral("locks.false-sharing"), {}, {QStringLiteral("0.7:layout=apart")}, 1.4});
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        if (count(ran, "cpus") < 2)
            QSKIP("One CPU has one cache, in which there is nothing to fight for.");
        const QJsonValue rates = ran.result()[QStringLiteral("per_cpu_s")];
        QVERIFY(real(rates, "together") > 0);
        best = std::max(best, real(rates, "apart") / real(rates, "together"));
    }
    QVERIFY2(best > 1.0, qPrintable(QString::number(best)));
}

void TestLockPatternsScenarios::barrierWaitsForTheSlowestUnlessShared()
{
    const auto imbalance = [](const QString& share) {
        const Ran ran = runScenario({QStringLiteral("locks.barrier"), {QStringLiteral("share=") + share}});
        return ran.problem.isEmpty() && count(ran, "phases") > 0 ? real(ran.result(), "imbalance") : -1.0;
    };
    const double fixed = imbalance(QStringLiteral("off"));
    const double shared = imbalance(QStringLiteral("on"));
    QVERIFY(shared > 0);
    QVERIFY(fixed > 1.5);
    QVERIFY(fixed > shared);
}

void TestLockPatternsScenarios::convoyTakesTurnsUnlessBarging()
{
    // In strict order hardly anybody gets the lock twice running; barging, the one who runs does, if it comes back before
    // the next one is awake. How long that takes is the machine's: 20 µs outside, as it comes, is about as long where a CPU
    // is free, and then the woken one is as often the first. So it comes back at once here.
    struct Turns {
        double changesPerHold = -1;
        double chain = 0; ///< hand-overs to a waiting thread in a row
    };
    const auto turns = [](const QString& handover) {
        const Ran ran = runScenario(
            {QStringLiteral("locks.convoy"),
             {QStringLiteral("handover=") + handover, QStringLiteral("hold_us=20"), QStringLiteral("think_us=2")}});
        if (!ran.problem.isEmpty() || rate(ran, qPrintable(handover)) <= 0)
            return Turns();
        const QJsonObject lock = ran.named("locks", QStringLiteral("lock"));
        return Turns{real(lock, "owner_changes") / real(lock, "acquisitions"), real(lock, "longest_handover_chain")};
    };
    const Turns strict = turns(QStringLiteral("strict"));
    const Turns barging = turns(QStringLiteral("barging"));
    QVERIFY(strict.changesPerHold > 0.5);
    QVERIFY(barging.changesPerHold >= 0);
    QVERIFY(strict.changesPerHold > 1.5 * barging.changesPerHold);
    QVERIFY(strict.chain > 3 * barging.chain); // the first ones, who all come at once, are a chain in any case
}

void TestLockPatternsScenarios::longHoldsEndWithTheRun_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("settings");
    QTest::newRow("convoy in strict order")
        << QStringLiteral("locks.convoy")
        << QStringList{QStringLiteral("threads=64"), QStringLiteral("hold_us=5000"), QStringLiteral("think_us=5000")};
    QTest::newRow("inversion without a cure")
        << QStringLiteral("locks.inversion") << QStringList{QStringLiteral("hogs=8"), QStringLiteral("hold_us=20000")};
}

// Each thread that is in line still gets the lock once; what it does with it then is cut short.
void TestLockPatternsScenarios::longHoldsEndWithTheRun()
{
    QFETCH(QString, id);
    QFETCH(QStringList, settings);
    const Ran ran = runScenario({id, settings});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(!ran.report[QStringLiteral("result")].toObject().isEmpty());
}

QTEST_GUILESS_MAIN(TestLockPatternsScenarios)
#include "tst_lock_patterns_scenarios.moc"
