// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/navigation.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

namespace {
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
}

class TestNavigation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void neighboursWalkTheRow();
    void walkEndsWithTheOpenInterval();
    void walkBeginsAtTheEdgeOfTheView();
    void nextInStateAgreesWithBruteForce();
    void contentionStaysOnThePickedRow();
    void contentionAnywhereIsTheNearest();
    void blockerIsWhoEndedTheWait();
    void blockerOfAnOpenWaitIsTheOwner();
    void pickIsFoundAgainAfterItEnded();
    void sliverWinsOverItsNeighbours();
    void hitKnowsWhatItIsAbout();
};

void TestNavigation::neighboursWalkTheRow()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 100, State::Running);
    run.add(row, 100, 100, State::Ready); // nothing long, but it happened
    run.add(row, 100, 300, State::LockWait);
    run.add(row, 400, 500, State::Running);
    const auto snapshot = run.build(1000);
    const TimeRange visible{kBegin, kBegin + 1000};
    Pick pick{row, snapshot->row(row).intervals[0]};
    std::vector<std::int64_t> starts;
    while (const auto next = neighbour(*snapshot, pick, Direction::Forward, visible)) {
        starts.push_back(next->interval->startNs - kBegin);
        pick = *next;
        QVERIFY(starts.size() < 10);
    }
    QVERIFY(starts == (std::vector<std::int64_t>{100, 400}) || starts == (std::vector<std::int64_t>{100, 100, 400}));
    const auto back = neighbour(*snapshot, pick, Direction::Backward, visible);
    QCOMPARE(back->interval->state(), State::LockWait);
    QVERIFY(!neighbour(*snapshot, Pick{row, snapshot->row(row).intervals[0]}, Direction::Backward, visible));
}

void TestNavigation::walkEndsWithTheOpenInterval()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 100, State::Running);
    run.open(row, 100, State::LockWait, 0);
    const auto snapshot = run.build(1000);
    const TimeRange visible{kBegin, kBegin + 1000};
    const auto next = neighbour(*snapshot, Pick{row, snapshot->row(row).intervals[0]}, Direction::Forward, visible);
    QVERIFY(next);
    QCOMPARE(next->interval->state(), State::LockWait);
    QCOMPARE(next->interval->endNs(), kBegin + 1000);
    QVERIFY(!neighbour(*snapshot, *next, Direction::Forward, visible));
    QCOMPARE(neighbour(*snapshot, *next, Direction::Backward, visible)->interval->state(), State::Running);
}

void TestNavigation::walkBeginsAtTheEdgeOfTheView()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    for (std::int64_t i = 0; i < 100; ++i)
        run.add(row, i * 10, i * 10 + 10, i % 2 == 0 ? State::Running : State::Ready);
    const auto snapshot = run.build(1000);
    const TimeRange visible{kBegin + 305, kBegin + 605};
    QCOMPARE(neighbour(*snapshot, Pick{row, {}}, Direction::Forward, visible)->interval->startNs, kBegin + 300);
    QCOMPARE(neighbour(*snapshot, Pick{row, {}}, Direction::Backward, visible)->interval->startNs, kBegin + 600);
}

void TestNavigation::nextInStateAgreesWithBruteForce()
{
    tests::DenseRun dense(1, 5'000, 1'000, 17);
    const auto snapshot = dense.snapshot(false);
    const store::Row& row = snapshot->rows[0];
    std::mt19937_64 random(8);
    for (int i = 0; i < 500; ++i) {
        const auto at =
            snapshot->beginNs +
            static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(snapshot->endNs - snapshot->beginNs));
        std::optional<store::Interval> after;
        std::optional<store::Interval> before;
        for (std::size_t k = 0; k < row.intervals.size(); ++k) {
            const auto& interval = row.intervals[k];
            if (interval.state() != State::LockWait)
                continue;
            if (interval.startNs > at && !after)
                after = interval;
            if (interval.startNs < at)
                before = interval;
        }
        const auto next = nextInState(row, State::LockWait, at, Direction::Forward);
        const auto previous = nextInState(row, State::LockWait, at, Direction::Backward);
        QCOMPARE(next.has_value(), after.has_value());
        QCOMPARE(previous.has_value(), before.has_value());
        if (next)
            QCOMPARE(next->startNs, after->startNs);
        if (previous)
            QCOMPARE(previous->startNs, before->startNs);
    }
    QVERIFY(!nextInState(row, State::Io, snapshot->beginNs, Direction::Forward));
}

void TestNavigation::contentionStaysOnThePickedRow()
{
    RunBuilder run;
    const auto a = run.stateRow(run.addThread("a"));
    const auto b = run.stateRow(run.addThread("b"));
    const auto lock = run.objectRow(run.addLock("l"));
    run.add(a, 0, 500, State::Running);
    run.add(a, 500, 600, State::LockWait);
    run.add(b, 100, 200, State::LockWait);
    run.add(lock, 300, 350, State::Held);
    run.add(lock, 700, 800, State::HeldContended);
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot);
    QCOMPARE(nextContention(*snapshot, rows, Pick{a, {}}, kBegin, Direction::Forward)->interval->startNs, kBegin + 500);
    QCOMPARE(nextContention(*snapshot, rows, Pick{lock, {}}, kBegin, Direction::Forward)->interval->startNs,
             kBegin + 700);
    QVERIFY(!nextContention(*snapshot, rows, Pick{a, {}}, kBegin + 500, Direction::Forward));
}

void TestNavigation::contentionAnywhereIsTheNearest()
{
    RunBuilder run;
    const auto a = run.stateRow(run.addThread("a"));
    const auto b = run.stateRow(run.addThread("b"));
    run.add(a, 500, 600, State::LockWait);
    run.add(b, 100, 200, State::LockWait);
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot);
    const auto first = nextContention(*snapshot, rows, std::nullopt, kBegin, Direction::Forward);
    QCOMPARE(first->row, b);
    const auto last = nextContention(*snapshot, rows, std::nullopt, kBegin + 1000, Direction::Backward);
    QCOMPARE(last->row, a);
}

void TestNavigation::blockerIsWhoEndedTheWait()
{
    RunBuilder run;
    const auto a = run.addThread("a");
    const auto b = run.addThread("b");
    const auto lock = run.addLock("l");
    run.add(run.stateRow(a), 100, 300, State::LockWait, lock, b);
    run.add(run.stateRow(b), 0, 200, State::Ready);
    run.add(run.stateRow(b), 200, 400, State::Running);
    const auto snapshot = run.build(1000);
    const auto other = blocker(*snapshot, Pick{run.stateRow(a), snapshot->row(run.stateRow(a)).intervals[0]});
    QVERIFY(other);
    QCOMPARE(other->row, run.stateRow(b));
    QCOMPARE(other->interval->state(), State::Running);
    QVERIFY(!blocker(*snapshot, *other));
}

void TestNavigation::blockerOfAnOpenWaitIsTheOwner()
{
    RunBuilder run;
    const auto a = run.addThread("a");
    const auto b = run.addThread("b");
    const auto lock = run.addLock("l");
    run.open(run.stateRow(a), 100, State::LockWait, lock);
    run.open(run.stateRow(b), 50, State::Sleep);
    run.object(lock).owner = store::ThreadIndex{b};
    const auto snapshot = run.build(1000);
    const auto waiting = snapshot->row(run.stateRow(a)).at(kBegin + 500);
    const auto other = blocker(*snapshot, Pick{run.stateRow(a), waiting});
    QVERIFY(other);
    QCOMPARE(other->row, run.stateRow(b));
    QCOMPARE(other->interval->state(), State::Sleep);
}

void TestNavigation::pickIsFoundAgainAfterItEnded()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("a"));
    run.open(row, 100, State::LockWait, 0);
    const auto before = run.build(500);
    const Pick pick{row, before->row(row).at(kBegin + 200)};
    QCOMPARE(pick.interval->endNs(), kBegin + 500);
    run.add(row, 100, 700, State::LockWait, 0);
    run.open(row, 700, State::Running);
    const auto after = run.build(900);
    QCOMPARE(currentInterval(*after, pick)->endNs(), kBegin + 700);
    QVERIFY(!currentInterval(*after, Pick{store::RowIndex{99}, pick.interval}));
}

void TestNavigation::sliverWinsOverItsNeighbours()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("a"));
    run.add(row, 0, 10'000, State::Running);
    run.add(row, 10'000, 10'010, State::LockWait);
    run.add(row, 10'010, 20'000, State::Running);
    const auto snapshot = run.build(20'000);
    QCOMPARE(intervalNear(snapshot->row(row), kBegin + 9'950, kBegin + 10'050)->state(), State::LockWait);
    QCOMPARE(intervalNear(snapshot->row(row), kBegin + 9'800, kBegin + 9'900)->state(), State::Running);
    QVERIFY(!intervalNear(snapshot->row(row), kBegin + 30'000, kBegin + 30'100));
}

void TestNavigation::hitKnowsWhatItIsAbout()
{
    RunBuilder run;
    const auto a = run.addThread("a");
    const auto lock = run.addLock("l");
    run.add(run.stateRow(a), 100, 300, State::LockWait, lock, store::kNone);
    run.add(run.objectRow(lock), 0, 300, State::Held, a);
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot);
    const Hit wait = hitOn(*snapshot, *rows.find({LineKind::Thread, a}), kBegin + 200,
                           snapshot->row(run.stateRow(a)).at(kBegin + 200));
    QCOMPARE(wait.kind, Hit::Kind::Interval);
    QCOMPARE(wait.thread, store::ThreadIndex{a});
    QCOMPARE(wait.object, store::ObjectIndex{lock});
    QVERIFY(!wait.isOpen);
    const Hit hold = hitOn(*snapshot, *rows.find({LineKind::Lock, lock}), kBegin + 200,
                           snapshot->row(run.objectRow(lock)).at(kBegin + 200));
    QCOMPARE(hold.thread, store::ThreadIndex{a});
    QCOMPARE(hold.object, store::ObjectIndex{lock});
    const Hit header = hitOn(*snapshot, *rows.find({LineKind::Process, 0}), kBegin, std::nullopt);
    QCOMPARE(header.kind, Hit::Kind::Header);
    QCOMPARE(header.process, store::ProcessIndex{0});
}

QTEST_GUILESS_MAIN(TestNavigation)
#include "tst_navigation.moc"
