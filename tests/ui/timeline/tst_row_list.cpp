// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/row_shape.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/process_order.h"
#include "ui/timeline/row_list.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace lanescope;
using namespace lanescope::timeline;
using tests::has;
using tests::RunBuilder;
using tests::Shape;
using tests::shape;

namespace {

LineKey group(Group which)
{
    return {LineKind::Group, static_cast<std::uint32_t>(which)};
}

} // namespace

class TestRowList : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everythingHasItsPlace();
    void heightsAndPositions();
    void lineAtFindsByPixel();
    void nothingIsShownForNothing();
    void ownThreadsAreHiddenUnlessAsked();
    void childrenStandBelowTheirParents();
    void foldedGroupsStayFoldedAsTheRunGrows();
    void tasksOpenUnderTheirThread();
    void pinnedRowsStandOnTop();
    void nameFilterKeepsHeadersOfMatches();
    void onlyBlockedShowsWhoWaitsNow();
    void updateSaysWhetherAnythingChanged();
    void keysStayWhenRowsAreAdded();
    void resetForgetsPinsButNotFoldedGroups();
    void cpusStandByTheirNumbers();
    void threadsStandByTheirNumbers();
    void thousandRowsAreListedOnce();

private:
    static RunBuilder sample()
    {
        RunBuilder run;
        run.addThread("main");
        run.addTaskRow(run.addThread("worker"));
        run.addObject("slot 1", trace::ObjectKind::RequestSlot, store::RowKind::RequestSlot);
        run.addLock("frontier");
        run.addQueue("parse queue", 64);
        run.addCpu(0);
        return run;
    }
};

void TestRowList::everythingHasItsPlace()
{
    RunBuilder run = sample();
    RowList rows;
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 1", "group 1", "request 0", "group 2", "lock 1",
                                 "group 3", "queue 2", "group 4", "cpu 0"}));
}

void TestRowList::heightsAndPositions()
{
    RunBuilder run = sample();
    RowList rows;
    rows.update(*run.build(1000));
    int y = 0;
    for (const Line& line : rows.lines()) {
        QCOMPARE(line.topPx, y);
        QCOMPARE(line.heightPx, line.isHeader()                    ? RowList::kHeaderPx
                                : line.key.kind == LineKind::Queue ? RowList::kQueuePx
                                                                   : RowList::kRowPx);
        y += line.heightPx;
    }
    QCOMPARE(rows.heightPx(), y);
}

void TestRowList::lineAtFindsByPixel()
{
    RunBuilder run = sample();
    RowList rows;
    rows.update(*run.build(1000));
    QCOMPARE(rows.lineAt(-1), nullptr);
    QCOMPARE(rows.lineAt(0)->key.kind, LineKind::Process);
    QCOMPARE(rows.lineAt(RowList::kHeaderPx - 1)->key.kind, LineKind::Process);
    QCOMPARE(rows.lineAt(RowList::kHeaderPx)->key.kind, LineKind::Thread);
    QCOMPARE(rows.lineAt(rows.heightPx() - 1)->key.kind, LineKind::Cpu);
    QCOMPARE(rows.lineAt(rows.heightPx()), nullptr);
}

void TestRowList::nothingIsShownForNothing()
{
    RowList rows;
    QVERIFY(!rows.update(*store::Snapshot::empty()));
    QCOMPARE(rows.heightPx(), 0);
    QCOMPARE(rows.lineAt(0), nullptr);
}

void TestRowList::ownThreadsAreHiddenUnlessAsked()
{
    RunBuilder run = sample();
    run.addThread("control", 0, true);
    const auto helper = run.addProcess("site", 200, true);
    run.addThread("site main", helper);
    RowList rows;
    const auto snapshot = run.build(1000);
    rows.update(*snapshot);
    QVERIFY(!has(rows, "thread 2"));
    QVERIFY(!has(rows, "process 1"));
    rows.setShowOwn(true);
    QVERIFY(rows.update(*snapshot));
    QVERIFY(has(rows, "thread 2"));
    QVERIFY(has(rows, "process 1"));
}

void TestRowList::childrenStandBelowTheirParents()
{
    RunBuilder run; // its lab is 100
    const auto born = [&run](std::int32_t pid, std::int32_t parent) {
        const auto index = run.addProcess("p", pid);
        run.process(index).parentPid = parent;
        return index;
    };
    const auto first = born(200, 100);
    const auto second = born(300, 100);
    const auto grandchild = born(400, 200);
    const auto orphan = born(500, 400);
    run.process(orphan).parentNow = 1; // keeps its place
    const auto again = born(200, 300); // the number of the first
    const auto ofAgain = born(600, 200);
    const auto stranger = born(700, 9999);
    QCOMPARE(processOrder(*run.build(1000)),
             (std::vector<std::uint32_t>{0, first, grandchild, orphan, second, again, ofAgain, stranger}));
    for (std::uint32_t process = 0; process <= stranger; ++process)
        run.addThread("main", process);
    RowList rows;
    rows.update(*run.build(1000));
    const Shape lines = shape(rows);
    const auto at = [&lines](std::uint32_t process) {
        return std::ranges::find(lines, "process " + std::to_string(process)) - lines.begin();
    };
    QVERIFY(at(grandchild) < at(second) && at(first) < at(grandchild) && at(ofAgain) < at(stranger));
}

void TestRowList::foldedGroupsStayFoldedAsTheRunGrows()
{
    RunBuilder run = sample();
    RowList rows;
    rows.update(*run.build(1000));
    rows.toggle(group(Group::Locks));
    rows.update(*run.build(1000));
    QVERIFY(!has(rows, "lock 1"));
    QVERIFY(has(rows, "group 2"));
    run.addLock("another");
    rows.update(*run.build(2000));
    QVERIFY(!has(rows, "lock 3"));
    QCOMPARE(rows.find(group(Group::Locks))->children, 2U);
    rows.setAllOpen(true);
    rows.update(*run.build(2000));
    QVERIFY(has(rows, "lock 3"));
}

void TestRowList::tasksOpenUnderTheirThread()
{
    RunBuilder run = sample();
    run.addTaskRow(1);
    RowList rows;
    const LineKey worker{LineKind::Thread, 1};
    rows.update(*run.build(1000));
    QVERIFY(rows.find(worker)->hasChildren);
    QVERIFY(!rows.find({LineKind::Thread, 0})->hasChildren);
    rows.toggle(worker);
    rows.update(*run.build(1000));
    const Line* thread = rows.find(worker);
    QVERIFY(thread->isOpen);
    QCOMPARE((thread + 1)->key, (LineKey{LineKind::Tasks, 1, 0}));
    QCOMPARE((thread + 2)->key, (LineKey{LineKind::Tasks, 1, 1}));
}

void TestRowList::pinnedRowsStandOnTop()
{
    RunBuilder run = sample();
    RowList rows;
    rows.togglePinned({LineKind::Lock, 1});
    rows.togglePinned({LineKind::Thread, 1});
    rows.update(*run.build(1000));
    const Shape all = shape(rows);
    QCOMPARE(Shape(all.begin(), all.begin() + 5), (Shape{"group 0", "lock 1", "thread 1", "process 0", "thread 0"}));
    QCOMPARE(std::count(all.begin(), all.end(), "lock 1"), 1);
    rows.setNameFilter(QStringLiteral("nothing like this"));
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows), (Shape{"group 0", "lock 1", "thread 1"}));
    rows.togglePinned({LineKind::Lock, 1});
    rows.togglePinned({LineKind::Thread, 1});
    rows.setNameFilter({});
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows)[0], std::string("process 0"));
}

void TestRowList::nameFilterKeepsHeadersOfMatches()
{
    RunBuilder run = sample();
    RowList rows;
    rows.setNameFilter(QStringLiteral(" WORK "));
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 1"}));
}

void TestRowList::onlyBlockedShowsWhoWaitsNow()
{
    RunBuilder run = sample();
    run.open(run.stateRow(1), 500, store::State::LockWait, 1);
    run.open(run.stateRow(0), 500, store::State::Running);
    run.object(1).waiters = 1;
    RowList rows;
    rows.setOnlyBlocked(true);
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 1", "group 2", "lock 1"}));
    run.open(run.stateRow(1), 900, store::State::Sleep);
    run.object(1).waiters = 0;
    rows.update(*run.build(1000));
    QVERIFY(rows.lines().empty());
}

void TestRowList::updateSaysWhetherAnythingChanged()
{
    RunBuilder run = sample();
    RowList rows;
    QVERIFY(rows.update(*run.build(1000)));
    run.add(run.stateRow(0), 0, 500, store::State::Running);
    QVERIFY(!rows.update(*run.build(2000)));
    run.addThread("late");
    QVERIFY(rows.update(*run.build(3000)));
}

void TestRowList::keysStayWhenRowsAreAdded()
{
    RunBuilder run = sample();
    RowList rows;
    rows.update(*run.build(1000));
    const Line before = *rows.find({LineKind::Lock, 1});
    run.addThread("late");
    rows.update(*run.build(2000));
    const Line* after = rows.find({LineKind::Lock, 1});
    QVERIFY(after != nullptr);
    QCOMPARE(after->row, before.row);
    QCOMPARE(after->topPx, before.topPx + RowList::kRowPx);
    QCOMPARE(rows.findRow(*before.row)->key, before.key);
}

void TestRowList::resetForgetsPinsButNotFoldedGroups()
{
    RunBuilder run = sample();
    RowList rows;
    rows.toggle(group(Group::Cpus));
    rows.toggle({LineKind::Thread, 1});
    rows.togglePinned({LineKind::Thread, 1});
    rows.update(*run.build(1000));
    rows.reset();
    QVERIFY(rows.lines().empty());
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 1", "group 1", "request 0", "group 2", "lock 1",
                                 "group 3", "queue 2", "group 4"}));
}

void TestRowList::cpusStandByTheirNumbers()
{
    RunBuilder run;
    for (const std::uint16_t number : {std::uint16_t{3}, std::uint16_t{0}, std::uint16_t{1}}) // as they were first used
        run.addCpu(number);
    RowList rows;
    rows.update(*run.build(1000));
    const Shape all = shape(rows);
    QCOMPARE(Shape(all.end() - 3, all.end()), (Shape{"cpu 1", "cpu 2", "cpu 0"}));
}

// Who has no number stands first, whenever it began; a later round of the same names stands behind.
void TestRowList::threadsStandByTheirNumbers()
{
    RunBuilder run;
    for (const char* name :
         {"main", "worker-2", "reader 10", "net", "worker-10", "worker-1", "reader 9", "worker-2", "worker-1"})
        run.addThread(name);
    RowList rows;
    rows.update(*run.build(1000));
    QCOMPARE(shape(rows), (Shape{"process 0", "thread 0", "thread 3", "thread 5", "thread 1", "thread 4", "thread 6",
                                 "thread 2", "thread 8", "thread 7"}));
}

void TestRowList::thousandRowsAreListedOnce()
{
    tests::DenseRun run(1'000, 4, 1'000);
    RowList rows;
    QVERIFY(rows.update(*run.snapshot(true)));
    QCOMPARE(rows.lines().size(), std::size_t(1'001));
    QVERIFY(!rows.update(*run.snapshot(true)));
    QCOMPARE(rows.firstAt(RowList::kHeaderPx + 500 * RowList::kRowPx), std::size_t(501));
}

QTEST_GUILESS_MAIN(TestRowList)
#include "tst_row_list.moc"
