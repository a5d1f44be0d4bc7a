// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows of what has ended are folded into one line, and where the others stand.
#include "tests/ui/timeline/row_shape.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/ended_fold.h"
#include "ui/timeline/row_list.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using tests::RunBuilder;
using tests::Shape;
using tests::shape;

class TestEndedRows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatEndedBeforeTheRangeIsOneLine();
    void whatIsPickedOrPinnedStays();
    void allAreShownAtTheirPlacesWhenAsked();
    void endedProcessesAreOneLineBehindTheOthers();
    void aKilledProcessTakesItsThreadsWithIt();
    void theFoldSaysHowLongItHolds();
    void whileARunIsFollowedTheLivingStandFirst();
    void ofManyThatHaveEndedTheNewestAreSeen();

private:
    static Sight from(std::int64_t sinceBeginNs, std::optional<store::RowIndex> picked = {})
    {
        return {RunBuilder::kBeginNs + sinceBeginNs, picked};
    }
    /// A thread that lives, between two that ended after 100 and 300 ns.
    static RunBuilder threeThreads()
    {
        RunBuilder run;
        run.addThread("a");
        run.addThread("b");
        run.addThread("c");
        run.thread(0).endNs = RunBuilder::kBeginNs + 100;
        run.thread(2).endNs = RunBuilder::kBeginNs + 300;
        return run;
    }
};

void TestEndedRows::whatEndedBeforeTheRangeIsOneLine()
{
    RunBuilder run = threeThreads();
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot, from(99));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 1", "thread 2"}));
    rows.update(*snapshot, from(100));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 1", "thread 2", "ended 0"}));
    rows.update(*snapshot, from(500));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 1", "ended 0"}));
    const LineKey fold{LineKind::Ended, 0};
    QCOMPARE(rows.find(fold)->children, 2U);
    QCOMPARE(rows.find(LineKey{LineKind::Process, 0})->children, 3U);
    rows.toggle(fold);
    rows.update(*snapshot, from(500));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 1", "ended 0", "thread 0", "thread 2"}));
}

void TestEndedRows::whatIsPickedOrPinnedStays()
{
    RunBuilder run = threeThreads();
    const auto tasks = run.addTaskRow(0);
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot, from(500, run.stateRow(2)));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 1", "thread 2", "ended 0"}));
    rows.update(*snapshot, from(500, tasks));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 1", "ended 0"}));
    rows.togglePinned({LineKind::Thread, 2});
    rows.update(*snapshot, from(500));
    QCOMPARE(shape(rows), (Shape{"group 0", "thread 2", "process 0", "thread 1", "ended 0"}));
}

void TestEndedRows::allAreShownAtTheirPlacesWhenAsked()
{
    RunBuilder run = threeThreads();
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.setShowEnded(true);
    rows.update(*snapshot, from(500));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 1", "thread 2"}));
}

void TestEndedRows::endedProcessesAreOneLineBehindTheOthers()
{
    RunBuilder run;
    run.addThread("main");
    for (const char* name : {"first", "second", "third"})
        run.addThread("main", run.addProcess(name, 200));
    for (std::uint32_t ended : {1U, 2U}) {
        run.thread(ended).endNs = RunBuilder::kBeginNs + 100 * ended;
        run.process(ended).endNs = RunBuilder::kBeginNs + 100 * ended;
    }
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot, from(150));
    QCOMPARE(shape(rows),
             (Shape{"process 0", "thread 0", "process 2", "thread 2", "process 3", "thread 3", "ended 4294967295"}));
    rows.update(*snapshot, from(200));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "process 3", "thread 3", "ended 4294967295"}));
    rows.toggle({LineKind::Ended, kEndedProcesses});
    rows.update(*snapshot, from(200));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "process 3", "thread 3", "ended 4294967295", "process 1",
                                 "thread 1", "process 2", "thread 2"}));
}

void TestEndedRows::aKilledProcessTakesItsThreadsWithIt()
{
    RunBuilder run;
    run.addThread("main");
    run.addThread("main", run.addProcess("killed", 200)); // nobody wrote that it ended
    run.process(1).endNs = RunBuilder::kBeginNs + 100;
    RowList rows;
    rows.update(*run.build(1000), from(100));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "ended 4294967295"}));
}

void TestEndedRows::theFoldSaysHowLongItHolds()
{
    RunBuilder run = threeThreads();
    const auto snapshot = run.build(1000);
    RowList rows;
    QVERIFY(rows.isOutdatedFor(from(0)));
    rows.update(*snapshot, from(150));
    for (const int still : {100, 150, 299})
        QVERIFY(!rows.isOutdatedFor(from(still)));
    for (const int other : {0, 99, 300, 500})
        QVERIFY(rows.isOutdatedFor(from(other)));
    QVERIFY(rows.isOutdatedFor(from(150, run.stateRow(0))));
}

// Two rounds of two workers that have ended, and one that goes on; of two children the first has ended.
void TestEndedRows::whileARunIsFollowedTheLivingStandFirst()
{
    RunBuilder run;
    for (const char* name : {"main", "w-1", "w-2", "w-1", "w-2", "w-1", "w-2"})
        run.addThread(name);
    for (std::uint32_t ended : {1U, 2U, 3U, 4U})
        run.thread(ended).endNs = RunBuilder::kBeginNs + 100 * ended;
    for (const char* name : {"first", "second"})
        run.addThread("main", run.addProcess(name, 200));
    run.process(1).endNs = run.thread(7).endNs = RunBuilder::kBeginNs + 900;
    const auto snapshot = run.build(1000, true);
    RowList rows;
    rows.update(*snapshot, from(0));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 1", "thread 2", "thread 3", "thread 4", "thread 5",
                                 "thread 6", "process 1", "thread 7", "process 2", "thread 8"}));
    Sight following = from(100);
    following.livingFirst = true;
    QVERIFY(rows.isOutdatedFor(following));
    rows.update(*snapshot, following);
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 5", "thread 6", "thread 3", "thread 4", "thread 2",
                                 "ended 0", "process 2", "thread 8", "process 1", "thread 7"}));
}

// Hundreds that ended a moment ago would hide who lives, wherever these stand.
void TestEndedRows::ofManyThatHaveEndedTheNewestAreSeen()
{
    constexpr std::uint32_t kThreads = 200;
    RunBuilder run;
    run.addThread("main");
    for (std::uint32_t i = 1; i <= kThreads; ++i) {
        run.addThread("w-" + std::to_string(i));
        run.thread(i).endNs = RunBuilder::kBeginNs + 100 + (i * 7) % kThreads; // in any order
    }
    const auto snapshot = run.build(1000, true);
    Sight following = from(0, run.stateRow(172)); // one of the first to end
    following.livingFirst = true;
    RowList rows;
    rows.update(*snapshot, following);
    QCOMPARE(rows.lines().size(), EndedFold::kMostEnded + 4);
    QCOMPARE(shape(rows)[1], std::string("thread 0"));
    const Line* fold = rows.find(LineKey{LineKind::Ended, 0});
    QVERIFY(fold);
    QCOMPARE(fold->children, kThreads - static_cast<std::uint32_t>(EndedFold::kMostEnded) - 1);
    std::int64_t oldestNs = snapshot->endNs;
    for (const Line& line : rows.lines()) {
        if (line.key.kind == LineKind::Thread && line.key.index != 0 && line.key.index != 172)
            oldestNs = std::min(oldestNs, *snapshot->thread(store::ThreadIndex{line.key.index}).endNs);
    }
    const auto newer = std::ranges::count_if(*snapshot->threads, [oldestNs](const store::Thread& thread) {
        return thread.endNs && *thread.endNs >= oldestNs;
    });
    QCOMPARE(static_cast<std::size_t>(newer), EndedFold::kMostEnded);
    following.livingFirst = false; // who looks back sees all that there is to see
    rows.update(*snapshot, following);
    QVERIFY(!rows.find(LineKey{LineKind::Ended, 0}));
}

QTEST_GUILESS_MAIN(TestEndedRows)
#include "tst_ended_rows.moc"
