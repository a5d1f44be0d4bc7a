// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/lane_layout.h"
#include "ui/timeline/row_cursor.h"

#include <QTest>

#include <array>
#include <random>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

class TestLaneLayout : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void barsLieWhereTheirTimeIs();
    void aGapIsLeftOnlyWhereThereIsRoom();
    void stateThatBeganLeftOfTheEdgeIsKept();
    void openIntervalReachesNow();
    void aSliverIsStillSeen();
    void denseColumnsShowShares();
    void emptyRowsCostAlmostNothing();
    void costFollowsPixelsNotIntervals();
    void tilesJoinWithoutSeam();
    void sharesAgreeWithBruteForce();
    void cursorAgreesWithRow();
};

namespace {

constexpr std::int64_t kBegin = RunBuilder::kBeginNs;

TimeAxis axisOf(std::int64_t fromNs, std::int64_t toNs, int width)
{
    return {kBegin, {kBegin + fromNs, kBegin + toNs}, width};
}

} // namespace

void TestLaneLayout::barsLieWhereTheirTimeIs()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 100, 300, State::Running);
    run.add(row, 300, 700, State::LockWait);
    const auto snapshot = run.build(1000);
    const LaneLayout layout = layOutLane(snapshot->row(row), axisOf(0, 1000, 100), 0, 100, 14);
    QCOMPARE(layout.bars.size(), std::size_t(2));
    QCOMPARE(layout.bars[0].x0, 10);
    QCOMPARE(layout.bars[0].x1, 29); // a pixel of gap
    QCOMPARE(layout.bars[1].x0, 30);
    QCOMPARE(layout.bars[1].x1, 69);
    QVERIFY(layout.shares.empty());
}

void TestLaneLayout::aGapIsLeftOnlyWhereThereIsRoom()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 20, State::Running);
    run.add(row, 20, 50, State::Ready);
    const auto snapshot = run.build(1000);
    const LaneLayout layout = layOutLane(snapshot->row(row), axisOf(0, 1000, 100), 0, 100, 14);
    QCOMPARE(layout.bars[0].x1 - layout.bars[0].x0, 2); // too narrow for a gap
    QCOMPARE(layout.bars[1].x1 - layout.bars[1].x0, 2); // three pixels, one of them the gap
}

void TestLaneLayout::stateThatBeganLeftOfTheEdgeIsKept()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 900'000, State::Sleep);
    const auto snapshot = run.build(1'000'000);
    const TimeAxis axis = axisOf(500'000, 600'000, 100);
    const LaneLayout layout = layOutLane(snapshot->row(row), axis, axis.firstColumn(), 100, 14);
    QCOMPARE(layout.bars.size(), std::size_t(1));
    QVERIFY(layout.bars[0].x0 <= axis.firstColumn());
    QVERIFY(layout.bars[0].x1 >= axis.firstColumn() + 100);
}

void TestLaneLayout::openIntervalReachesNow()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 200, State::Running);
    run.open(row, 200, State::LockWait, 0);
    const auto snapshot = run.build(800);
    const LaneLayout layout = layOutLane(snapshot->row(row), axisOf(0, 1000, 100), 0, 100, 14);
    QCOMPARE(layout.bars.size(), std::size_t(2));
    QVERIFY(layout.bars[1].isOpen);
    QCOMPARE(layout.bars[1].x0, 20);
    QCOMPARE(layout.bars[1].x1, 80);
    QCOMPARE(layout.bars[1].interval.state(), State::LockWait);
}

void TestLaneLayout::aSliverIsStillSeen()
{
    RunBuilder run;
    const auto lock = run.addLock("l");
    const auto row = run.objectRow(lock);
    run.add(row, 500'000, 500'001, State::Held);
    const auto snapshot = run.build(1'000'000);
    const LaneLayout layout = layOutLane(snapshot->row(row), axisOf(0, 1'000'000, 100), 0, 100, 14);
    QCOMPARE(layout.bars.size(), std::size_t(1));
    QCOMPARE(layout.bars[0].x0, 50);
    QCOMPARE(layout.bars[0].x1, 51);
}

void TestLaneLayout::denseColumnsShowShares()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    // Three quarters running, one quarter waiting, 64 times a bucket.
    for (std::int64_t i = 0; i < 16'384; ++i) {
        run.add(row, i * 64, i * 64 + 48, State::Running);
        run.add(row, i * 64 + 48, i * 64 + 64, State::LockWait);
    }
    const auto snapshot = run.build(16'384 * 64);
    const LaneLayout layout = layOutLane(snapshot->row(row), axisOf(0, 16'384 * 64, 512), 0, 512, 16);
    QVERIFY(layout.bars.empty());
    QCOMPARE(layout.dense.size(), std::size_t(256)); // buckets of two pixels
    for (const LaneShare& share : layout.shares) {
        if (share.state == State::Running) {
            QCOMPARE(share.y1, 16);
            QCOMPARE(share.y0, 4);
        } else {
            QCOMPARE(share.state, State::LockWait);
            QCOMPARE(share.y1, 4);
            QCOMPARE(share.y0, 0);
        }
    }
}

void TestLaneLayout::emptyRowsCostAlmostNothing()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 1'000'000'000, State::Sleep);
    const auto snapshot = run.build(1'000'000'000);
    const LaneLayout layout = layOutLane(snapshot->row(row), axisOf(0, 1'000'000'000, 2000), 0, 2000, 14);
    QVERIFY2(layout.lookups <= 6, qPrintable(QString::number(layout.lookups)));
}

void TestLaneLayout::costFollowsPixelsNotIntervals()
{
    std::array<std::size_t, 2> lookups{};
    std::array<std::size_t, 2> pieces{};
    for (std::size_t i = 0; i < 2; ++i) {
        tests::DenseRun run(1, i == 0 ? 10'000 : 1'000'000, i == 0 ? 100'000 : 1'000);
        const auto snapshot = run.snapshot(false);
        const TimeAxis axis(snapshot->beginNs, {snapshot->beginNs, snapshot->endNs}, 1000);
        const LaneLayout layout = layOutLane(snapshot->rows[0], axis, 0, 1000, 14);
        lookups[i] = layout.lookups;
        pieces[i] = layout.bars.size() + layout.shares.size();
    }
    QVERIFY2(lookups[1] <= 3 * 501, qPrintable(QString::number(lookups[1])));
    QVERIFY2(lookups[1] <= lookups[0] * 3 / 2, qPrintable(QString::number(lookups[1])));
    QVERIFY(pieces[1] <= 501 * store::kThreadStateCount);
}

// Columns laid out in one go and in pieces are the same picture.
void TestLaneLayout::tilesJoinWithoutSeam()
{
    tests::DenseRun run(1, 3'000, 40'000, 4);
    const auto snapshot = run.snapshot(false);
    const TimeAxis axis(snapshot->beginNs, {snapshot->beginNs, snapshot->endNs}, 1000);
    const auto draw = [&](int tile) {
        std::vector<std::array<int, 14>> columns(1000);
        for (int first = 0; first < 1000; first += tile) {
            const LaneLayout layout = layOutLane(snapshot->rows[0], axis, first, tile, 14);
            const auto put = [&](std::int64_t x, int y, int value) {
                if (x >= first && x < first + tile && x < 1000)
                    columns[static_cast<std::size_t>(x)][static_cast<std::size_t>(y)] = value;
            };
            const auto fill = [&](std::int64_t x0, std::int64_t x1, int y0, int y1, int value) {
                for (std::int64_t x = x0; x < x1; ++x) {
                    for (int y = y0; y < y1; ++y)
                        put(x, y, value);
                }
            };
            for (const LaneBar& bar : layout.bars) {
                if (bar.x1 - bar.x0 > 1) // slivers may be hidden by their neighbours in either order
                    fill(bar.x0, bar.x1, 0, 14, 1 + static_cast<int>(bar.interval.state()));
            }
            for (const auto& [x0, x1] : layout.dense)
                fill(x0, x1, 0, 14, 0);
            for (const LaneShare& share : layout.shares)
                fill(share.x0, share.x1, share.y0, share.y1, 1 + static_cast<int>(share.state));
        }
        return columns;
    };
    const auto whole = draw(1000);
    for (const int tile : {100, 250, 37}) {
        const auto pieces = draw(tile);
        for (std::size_t x = 0; x < whole.size(); ++x)
            QVERIFY2(whole[x] == pieces[x], qPrintable(QStringLiteral("tile %1, column %2").arg(tile).arg(x)));
    }
}

void TestLaneLayout::sharesAgreeWithBruteForce()
{
    tests::DenseRun run(1, 30'000, 5'000, 9);
    const auto snapshot = run.snapshot(false);
    const store::Row& row = snapshot->rows[0];
    constexpr int kHeight = 200; // high enough for rounding not to matter
    const TimeAxis axis(snapshot->beginNs, {snapshot->beginNs, snapshot->endNs}, 600);
    const LaneLayout layout = layOutLane(row, axis, 0, 600, kHeight);
    QVERIFY(!layout.shares.empty());
    const std::int64_t step = bucketNs(axis.nsPerPx(), 2);
    std::size_t checked = 0;
    for (const LaneShare& share : layout.shares) {
        const std::int64_t middle = (axis.startOf(share.x0) + axis.startOf(share.x1)) / 2;
        const std::int64_t from = axis.originNs() + floorTo(middle - axis.originNs(), step);
        std::int64_t ns = 0;
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            const auto& interval = row.intervals[i];
            if (interval.state() == share.state)
                ns += std::max<std::int64_t>(0, std::min(interval.endNs(), from + step) -
                                                    std::max(interval.startNs, from));
        }
        const double expected = kHeight * static_cast<double>(ns) / static_cast<double>(step);
        QVERIFY(std::abs(share.y1 - share.y0 - expected) <= 1.01);
        if (++checked == 60)
            break;
    }
}

void TestLaneLayout::cursorAgreesWithRow()
{
    std::mt19937_64 random(21);
    for (int round = 0; round < 60; ++round) {
        RunBuilder run;
        const auto index = run.stateRow(run.addThread("t"));
        std::int64_t at = 0;
        for (int i = 0; i < 400; ++i) {
            at += static_cast<std::int64_t>(random() % 3 == 0 ? random() % 500 : 0);
            const auto length = static_cast<std::int64_t>(random() % 300);
            run.add(index, at, at + length, static_cast<State>(random() % store::kThreadStateCount));
            at += length;
        }
        if (round % 2 == 0)
            run.open(index, at, State::LockWait, 0);
        const auto snapshot = run.build(at + 1000);
        const store::Row& row = snapshot->row(index);
        RowCursor cursor(row);
        std::int64_t from = kBegin;
        while (from < kBegin + at + 1500) {
            const auto to = from + static_cast<std::int64_t>(random() % 4000) + 1;
            const auto touching = cursor.touching(from, to);
            const std::size_t first = row.firstEndingAfter(from);
            QCOMPARE(touching.first, first);
            QCOMPARE(touching.last, std::max(first, row.firstStartingAt(to)));
            const auto sum = cursor.summarise(touching, from, to);
            QVERIFY(sum.ns == row.summarise(from, to).ns);
            from += static_cast<std::int64_t>(random() % 3000);
        }
    }
}

QTEST_GUILESS_MAIN(TestLaneLayout)
#include "tst_lane_layout.moc"
