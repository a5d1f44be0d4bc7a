// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_cache.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

namespace {
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
constexpr int kWidth = 4 * LaneTile::kLogicalPx;
} // namespace

class TestLaneCache : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sameFrameIsReused();
    void onlyTheLiveEndIsPaintedAgain();
    void untouchedRowIsNotPaintedAgain();
    void zoomPaintsAnew();
    void dimmingPaintsAnew();
    void goneDataIsNotShownAnyMore();
    void pixelsShowStateAndGap();
    void dimmedStateIsFaint();
    void stripesRunOnFromTileToTile();
    void counterFillsUpToItsValue();
    void counterBelowZeroHangsFromItsZeroLine();
    void counterScaleHoldsZero_data();
    void counterScaleHoldsZero();
    void namesAreNotedOnWideBars();

private:
    static TimeAxis axisOf(std::int64_t fromNs, std::int64_t toNs)
    {
        return {kBegin, {kBegin + fromNs, kBegin + toNs}, kWidth};
    }
    static std::size_t paintAll(LaneCache& cache, const LaneContext& context, const Line& line)
    {
        const std::size_t before = cache.counts().tilesPainted;
        cache.beginFrame(context);
        const std::int64_t first = floorTo(context.axis.firstColumn(), tileColumns(1)) / tileColumns(1);
        for (int i = 0; i < 4; ++i)
            cache.tile(context, line, first + i);
        cache.endFrame();
        return cache.counts().tilesPainted - before;
    }
    static Line lineOf(const store::Snapshot& snapshot, const LineKey& key)
    {
        RowList rows;
        rows.update(snapshot);
        return *rows.find(key);
    }
    QPalette m_palette = theme::paletteFor(theme::darkColours());
};

void TestLaneCache::sameFrameIsReused()
{
    tests::DenseRun run(1, 1'000, 1'000'000);
    const auto snapshot = run.snapshot(false);
    const TimeAxis axis(snapshot->beginNs, {snapshot->beginNs, snapshot->endNs}, kWidth);
    LaneCache cache;
    const Line line = lineOf(*snapshot, {LineKind::Thread, 0});
    QCOMPARE(paintAll(cache, {*snapshot, axis, m_palette}, line), std::size_t(4));
    QCOMPARE(paintAll(cache, {*snapshot, axis, m_palette}, line), std::size_t(0));
    QCOMPARE(cache.counts().tilesReused, std::size_t(4));
}

void TestLaneCache::onlyTheLiveEndIsPaintedAgain()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    for (std::int64_t i = 0; i < 70; ++i)
        run.add(row, i * 100, i * 100 + 100, i % 2 == 0 ? State::Running : State::Ready);
    const auto before = run.build(7'000, true);
    LaneCache cache;
    const TimeAxis axis = axisOf(0, 8'000);
    const Line line = lineOf(*before, {LineKind::Thread, 0});
    paintAll(cache, {*before, axis, m_palette}, line);
    run.add(row, 7'000, 7'200, State::LockWait);
    const auto after = run.build(7'200, true);
    QCOMPARE(paintAll(cache, {*after, axis, m_palette}, line), std::size_t(1));
}

void TestLaneCache::untouchedRowIsNotPaintedAgain()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("ended"));
    run.add(row, 0, 500, State::Running);
    const auto before = run.build(1'000, true);
    LaneCache cache;
    const TimeAxis axis = axisOf(0, 8'000);
    const Line line = lineOf(*before, {LineKind::Thread, 0});
    paintAll(cache, {*before, axis, m_palette}, line);
    const auto after = run.build(5'000, true);
    QCOMPARE(paintAll(cache, {*after, axis, m_palette}, line), std::size_t(0));
}

void TestLaneCache::zoomPaintsAnew()
{
    tests::DenseRun run(1, 1'000, 1'000'000);
    const auto snapshot = run.snapshot(false);
    LaneCache cache;
    const Line line = lineOf(*snapshot, {LineKind::Thread, 0});
    const TimeAxis wide(snapshot->beginNs, {snapshot->beginNs, snapshot->endNs}, kWidth);
    const TimeAxis close(snapshot->beginNs, {snapshot->beginNs, snapshot->beginNs + 1'000'000}, kWidth);
    paintAll(cache, {*snapshot, wide, m_palette}, line);
    QCOMPARE(paintAll(cache, {*snapshot, close, m_palette}, line), std::size_t(4));
}

void TestLaneCache::dimmingPaintsAnew()
{
    tests::DenseRun run(1, 1'000, 1'000'000);
    const auto snapshot = run.snapshot(false);
    const TimeAxis axis(snapshot->beginNs, {snapshot->beginNs, snapshot->endNs}, kWidth);
    LaneCache cache;
    const Line line = lineOf(*snapshot, {LineKind::Thread, 0});
    paintAll(cache, {*snapshot, axis, m_palette}, line);
    StateMask dimmed;
    dimmed.set(0);
    QCOMPARE(paintAll(cache, {*snapshot, axis, m_palette, 1, dimmed}, line), std::size_t(4));
    const QPalette light = theme::paletteFor(theme::lightColours());
    QCOMPARE(paintAll(cache, {*snapshot, axis, light, 1, dimmed}, line), std::size_t(4));
}

void TestLaneCache::goneDataIsNotShownAnyMore()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    for (std::int64_t i = 0; i < 100; ++i)
        run.add(row, i * 80, i * 80 + 80, State::Running);
    const auto before = run.build(8'000, true);
    LaneCache cache;
    const TimeAxis axis = axisOf(0, 8'000);
    const Line line = lineOf(*before, {LineKind::Thread, 0});
    paintAll(cache, {*before, axis, m_palette}, line);
    QVERIFY(qAlpha(cache.tile({*before, axis, m_palette}, line, 0).image.pixel(2, 5)) == 255);
    run.dropOldest(row); // the first 32 intervals
    const auto after = run.build(8'000, true);
    const LaneContext context{*after, axis, m_palette};
    cache.beginFrame(context);
    const QImage image = cache.tile(context, line, 0).image;
    QVERIFY(image.isNull() || qAlpha(image.pixel(2, 5)) == 0);
}

void TestLaneCache::pixelsShowStateAndGap()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 1'000, State::Running);
    run.add(row, 1'000, 2'000, State::Io);
    const auto snapshot = run.build(8'000);
    LaneCache cache;
    const LaneContext context{*snapshot, axisOf(0, 8'000), m_palette}; // 64 pixels each
    cache.beginFrame(context);
    const LaneTile& tile = cache.tile(context, lineOf(*snapshot, {LineKind::Thread, 0}), 0);
    QCOMPARE(tile.image.size(), QSize(LaneTile::kLogicalPx, RowList::kRowPx - 6));
    QCOMPARE(tile.image.pixelColor(0, 7), theme::stateColour(State::Running, m_palette));
    QCOMPARE(tile.image.pixelColor(62, 7), theme::stateColour(State::Running, m_palette));
    QCOMPARE(qAlpha(tile.image.pixel(63, 7)), 0);
    QCOMPARE(tile.image.pixelColor(64, 7), theme::stateColour(State::Io, m_palette));
    QCOMPARE(qAlpha(tile.image.pixel(127, 7)), 0);
}

void TestLaneCache::dimmedStateIsFaint()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 8'000, State::LockWait);
    const auto snapshot = run.build(8'000);
    LaneCache cache;
    StateMask dimmed;
    dimmed.set(static_cast<std::size_t>(State::LockWait));
    const LaneContext context{*snapshot, axisOf(0, 8'000), m_palette, 1, dimmed};
    cache.beginFrame(context);
    const QImage image = cache.tile(context, lineOf(*snapshot, {LineKind::Thread, 0}), 0).image;
    const QColor shown = image.pixelColor(5, 5);
    QVERIFY(theme::contrast(shown, theme::darkColours().row) < 1.6);
    QCOMPARE(image.pixelColor(6, 5), shown); // no stripes either
}

void TestLaneCache::stripesRunOnFromTileToTile()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 8'000, State::LockWait);
    const auto snapshot = run.build(8'000);
    LaneCache cache;
    const LaneContext context{*snapshot, axisOf(0, 8'000), m_palette};
    cache.beginFrame(context);
    const Line line = lineOf(*snapshot, {LineKind::Thread, 0});
    const QImage first = cache.tile(context, line, 0).image;
    const QImage second = cache.tile(context, line, 1).image;
    // Rising stripes repeat after seven pixels; 128 is 18 periods and two pixels.
    for (int x = 0; x < 20; ++x)
        QCOMPARE(second.pixel(x, 4), first.pixel((x + 2) % 7 + 7, 4));
}

void TestLaneCache::counterFillsUpToItsValue()
{
    RunBuilder run;
    const auto queue = run.addQueue("q", 10);
    run.sample(run.objectRow(queue), 0, 10);
    run.sample(run.objectRow(queue), 1'000, 0);
    run.sample(run.objectRow(queue), 8'000, 0);
    const auto snapshot = run.build(8'000);
    LaneCache cache;
    const LaneContext context{*snapshot, axisOf(0, 8'000), m_palette};
    cache.beginFrame(context);
    const LaneTile& tile = cache.tile(context, lineOf(*snapshot, {LineKind::Queue, queue}), 0);
    QCOMPARE(cache.counterScale(run.objectRow(queue)), (CounterScale{0, 11.0})); // the capacity line has room above it
    const int bottom = tile.image.height() - 2;
    QVERIFY(qAlpha(tile.image.pixel(20, bottom)) > 0);
    QVERIFY(qAlpha(tile.image.pixel(20, 8)) > 0);
    QCOMPARE(qAlpha(tile.image.pixel(20, 0)), 0);
    QCOMPARE(qAlpha(tile.image.pixel(100, 20)), 0);
}

void TestLaneCache::counterBelowZeroHangsFromItsZeroLine()
{
    RunBuilder run;
    const auto error = run.addQueue("error");
    run.sample(run.objectRow(error), 0, 10);
    run.sample(run.objectRow(error), 1'000, -10);
    run.sample(run.objectRow(error), 8'000, -10);
    const auto snapshot = run.build(8'000);
    LaneCache cache;
    const LaneContext context{*snapshot, axisOf(0, 8'000), m_palette};
    cache.beginFrame(context);
    const LaneTile& tile = cache.tile(context, lineOf(*snapshot, {LineKind::Queue, error}), 0);
    QCOMPARE(cache.counterScale(run.objectRow(error)), (CounterScale{-10, 10}));
    const int height = tile.image.height();
    const auto isPainted = [&](int x, int y) { return qAlpha(tile.image.pixel(x, y)) > 0; };
    // Above zero: from the middle up. Below: from the middle down. The other half stays free.
    QVERIFY(isPainted(20, height / 4) && !isPainted(20, height * 3 / 4));
    QVERIFY(!isPainted(100, height / 4) && isPainted(100, height * 3 / 4));
}

void TestLaneCache::counterScaleHoldsZero_data()
{
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("most");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::newRow("nothing") << 0.0 << 0.0 << 0.0 << 1.0;
    QTest::newRow("above") << 3.0 << 42.0 << 0.0 << 50.0;
    QTest::newRow("below") << -42.0 << -3.0 << -50.0 << 0.0;
    QTest::newRow("both") << -0.3 << 140.0 << -0.3 << 150.0;
    QTest::newRow("small") << 0.0 << 0.042 << 0.0 << 0.05;
}

void TestLaneCache::counterScaleHoldsZero()
{
    QFETCH(const double, least);
    QFETCH(const double, most);
    QFETCH(const double, low);
    QFETCH(const double, high);
    RunBuilder run;
    const auto counter = run.addQueue("c");
    run.sample(run.objectRow(counter), 0, least);
    run.sample(run.objectRow(counter), 1'000, most);
    const auto snapshot = run.build(8'000);
    const CounterScale scale = CounterScale::of(snapshot->row(run.objectRow(counter)), 0);
    QCOMPARE(scale.low, low);
    QCOMPARE(scale.high, high);
    QVERIFY(scale.yOf(scale.high, 40) < 3 && scale.yOf(scale.low, 40) > 37);
    QVERIFY(scale.yOf(0, 40) >= scale.yOf(scale.high, 40) && scale.yOf(0, 40) <= scale.yOf(scale.low, 40));
}

void TestLaneCache::namesAreNotedOnWideBars()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    run.add(row, 0, 1'000, State::Running);
    run.add(row, 1'000, 1'100, State::Running);
    run.add(row, 1'100, 2'000, State::LockWait);
    const auto snapshot = run.build(8'000);
    LaneCache cache;
    const LaneContext context{*snapshot, axisOf(0, 8'000), m_palette};
    cache.beginFrame(context);
    const LaneTile& tile = cache.tile(context, lineOf(*snapshot, {LineKind::Thread, 0}), 0);
    QCOMPARE(tile.texts.size(), std::size_t(1));
    QCOMPARE(tile.texts[0].startNs, kBegin);
}

QTEST_GUILESS_MAIN(TestLaneCache)
#include "tst_lane_cache.moc"
