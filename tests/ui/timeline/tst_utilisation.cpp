// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/utilisation.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

class TestUtilisation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sumsAllThreadsOfTheRun();
    void bucketsAgreeWithDirectSums();
    void finishedBucketsAreComputedOnce();
    void growingRunComputesOnlyWhatIsNew();
    void coarserBucketsComeFromFinerOnes();
    void oneFrameStaysWithinItsLookups();
    void threadFoundLateIsCounted();
    void anotherRunStartsAnew();
    void onlyTheLivingAreCounted();
};

void TestUtilisation::sumsAllThreadsOfTheRun()
{
    RunBuilder run;
    const auto a = run.addThread("a");
    const auto b = run.addThread("b");
    const auto own = run.addThread("control", 0, true);
    run.add(run.stateRow(a), 0, 1024, State::Running);
    run.add(run.stateRow(b), 0, 512, State::LockWait);
    run.add(run.stateRow(own), 0, 1024, State::Sleep);
    Utilisation utilisation;
    utilisation.setSnapshot(run.build(1024));
    QCOMPARE(utilisation.threads(), std::size_t(2));
    const StateTimes* times = utilisation.bucket(1024, 0);
    QCOMPARE(times->of(State::Running), 1024);
    QCOMPARE(times->of(State::LockWait), 512);
    QCOMPARE(times->totalNs(), 1536);
}

// Rounds of two threads, each after the other: there are never more than two, and main.
void TestUtilisation::onlyTheLivingAreCounted()
{
    RunBuilder run;
    run.addThread("main");
    for (int round = 0; round < 10; ++round) {
        for (const char* name : {"worker-1", "worker-2"}) {
            store::Thread& thread = run.thread(run.addThread(name));
            thread.startNs = RunBuilder::kBeginNs + round * 100;
            if (round < 9)
                thread.endNs = RunBuilder::kBeginNs + round * 100 + 100;
        }
    }
    run.thread(20).endNs = RunBuilder::kBeginNs + 950;
    Utilisation utilisation;
    utilisation.setSnapshot(run.build(1000, true));
    QCOMPARE(utilisation.threads(), std::size_t(2)); // main, and one worker of the last round
    utilisation.setSnapshot(run.build(1000, false));
    QCOMPARE(utilisation.threads(), std::size_t(3));
}

void TestUtilisation::bucketsAgreeWithDirectSums()
{
    tests::DenseRun run(5, 2'000, 30'000, 2);
    const auto snapshot = run.snapshot(false);
    Utilisation utilisation;
    utilisation.setSnapshot(snapshot, 1'000'000);
    for (const std::int64_t step : {1 << 18, 1 << 20, 1 << 22}) {
        for (std::int64_t i = 0; i * step < snapshot->endNs - snapshot->beginNs; ++i) {
            const StateTimes* times = utilisation.bucket(step, i);
            QVERIFY(times != nullptr);
            const std::int64_t from = snapshot->beginNs + i * step;
            QVERIFY(times->ns == utilisation.over(from, from + step).ns);
        }
    }
}

void TestUtilisation::finishedBucketsAreComputedOnce()
{
    tests::DenseRun run(4, 1'000, 30'000);
    const auto snapshot = run.snapshot(false);
    Utilisation utilisation;
    utilisation.setSnapshot(snapshot);
    utilisation.bucket(1 << 20, 3);
    const std::size_t lookups = utilisation.lookupsMade();
    QCOMPARE(lookups, std::size_t(4));
    utilisation.bucket(1 << 20, 3);
    QCOMPARE(utilisation.lookupsMade(), lookups);
}

void TestUtilisation::growingRunComputesOnlyWhatIsNew()
{
    tests::DenseRun run(4, 40, 1'000'000);
    Utilisation utilisation;
    constexpr std::int64_t kStep = 1 << 24;
    std::size_t last = 0;
    std::size_t worst = 0;
    for (int frame = 0; frame < 400; ++frame) {
        run.advance(16'000'000);
        const auto snapshot = run.snapshot(true);
        utilisation.setSnapshot(snapshot);
        for (std::int64_t i = 0; i * kStep < snapshot->endNs - snapshot->beginNs; ++i)
            utilisation.bucket(kStep, i);
        worst = std::max(worst, utilisation.lookupsMade() - last);
        last = utilisation.lookupsMade();
    }
    // At most what lies within the time that records may still arrive in, however long the run is.
    QVERIFY2(worst <= 4 * (400'000'000 / kStep + 3), qPrintable(QString::number(worst)));
}

void TestUtilisation::coarserBucketsComeFromFinerOnes()
{
    tests::DenseRun run(4, 1'000, 30'000);
    Utilisation utilisation;
    utilisation.setSnapshot(run.snapshot(false));
    utilisation.bucket(1 << 20, 6);
    utilisation.bucket(1 << 20, 7);
    const std::size_t lookups = utilisation.lookupsMade();
    const StateTimes* both = utilisation.bucket(1 << 21, 3);
    QCOMPARE(utilisation.lookupsMade(), lookups);
    QCOMPARE(both->totalNs(), utilisation.bucket(1 << 20, 6)->totalNs() + utilisation.bucket(1 << 20, 7)->totalNs());
}

void TestUtilisation::oneFrameStaysWithinItsLookups()
{
    tests::DenseRun run(100, 200, 100'000);
    const auto snapshot = run.snapshot(false);
    Utilisation utilisation;
    std::size_t frames = 0;
    std::size_t last = 0;
    do {
        utilisation.setSnapshot(snapshot, 500);
        for (std::int64_t i = 0; i * (1 << 19) < snapshot->endNs - snapshot->beginNs; ++i) {
            if (utilisation.bucket(1 << 19, i) == nullptr)
                break;
        }
        QVERIFY(utilisation.lookupsMade() - last <= 600);
        last = utilisation.lookupsMade();
        QVERIFY(++frames < 100);
    } while (utilisation.isIncomplete());
    QVERIFY(frames > 3);
}

void TestUtilisation::threadFoundLateIsCounted()
{
    constexpr std::int64_t kStep = 1 << 30;
    RunBuilder run;
    run.add(run.stateRow(run.addThread("a")), 0, 4 * kStep, State::Running);
    Utilisation utilisation;
    utilisation.setSnapshot(run.build(4 * kStep, true));
    QCOMPARE(utilisation.bucket(kStep, 1)->totalNs(), kStep);
    run.add(run.stateRow(run.addThread("late")), 0, 4 * kStep, State::Sleep);
    utilisation.setSnapshot(run.build(4 * kStep, true));
    QCOMPARE(utilisation.bucket(kStep, 1)->totalNs(), 2 * kStep);
}

void TestUtilisation::anotherRunStartsAnew()
{
    RunBuilder first;
    first.add(first.stateRow(first.addThread("a")), 0, 1024, State::Running);
    Utilisation utilisation;
    utilisation.setSnapshot(first.build(1024));
    QCOMPARE(utilisation.bucket(1024, 0)->of(State::Running), 1024);
    utilisation.clear();
    RunBuilder second;
    second.add(second.stateRow(second.addThread("a")), 0, 1024, State::Sleep);
    utilisation.setSnapshot(second.build(1024));
    QCOMPARE(utilisation.bucket(1024, 0)->of(State::Running), 0);
}

QTEST_GUILESS_MAIN(TestUtilisation)
#include "tst_utilisation.moc"
