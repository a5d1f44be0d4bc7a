// SPDX-License-Identifier: GPL-3.0-or-later
// What the lanes look like, by a few pixels.
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/view_fixture.h"
#include "ui/theme/theme.h"
#include "ui/timeline/flow_painter.h"

#include <QApplication>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::kBegin;
using tests::kMs;
using tests::RunBuilder;

class TestTimelinePainting : public QObject, private tests::ViewFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { close(); }
    void barsHaveTheColourOfTheirState();
    void openIntervalReachesNow();
    void paletteChangeRepaints();
    void emptySnapshotPaints();
    void goneRangeIsHatched();
    void flowsAreDrawnWhileTheyCanBeToldApart();
    void theArrowOfAWaitComesFromWhoEndedIt();
    void waitIsNamedAfterItsLockWhereThereIsRoom();
    void foldedWaitsForTheChosenLockAreMarked();
    void holdsOfTheChosenLockAreMarkedOnTheirThreads();
    void endOfAProcessIsTicked();
    void paintingCostFollowsThePixels();
    void frameTimesAreKept();
};

void TestTimelinePainting::barsHaveTheColourOfTheirState()
{
    const QPalette palette = m_view->palette();
    QCOMPARE(pixel(at(m_first, 3 * kMs)), theme::stateColour(State::Running, palette));
    QCOMPARE(pixel(at(m_first, 7 * kMs)), theme::stateColour(State::Sleep, palette));
    QCOMPARE(pixel(at(m_first, 9 * kMs)), theme::coloursOf(palette).row);
    QCOMPARE(pixel(at(m_lock, 3 * kMs)), theme::stateColour(State::HeldContended, palette));
    const QImage image = canvas().grab().toImage();
    int hatched = 0;
    const QPoint wait = at(m_second, 3 * kMs);
    for (int x = 0; x < 14; ++x)
        hatched += image.pixelColor(wait + QPoint(x, 0)) != theme::stateColour(State::LockWait, palette) ? 1 : 0;
    QVERIFY(hatched >= 3 && hatched <= 11);
}

void TestTimelinePainting::openIntervalReachesNow()
{
    const QPalette palette = m_view->palette();
    QCOMPARE(pixel(at(m_second, 10 * kMs) - QPoint(3, 0)), theme::stateColour(State::Io, palette));
}

void TestTimelinePainting::paletteChangeRepaints()
{
    const QPoint free = at(m_first, 9 * kMs);
    QCOMPARE(pixel(free), theme::darkColours().row);
    theme::applyTheme(*qApp, theme::ThemeMode::Light);
    QTRY_COMPARE(pixel(free), theme::lightColours().row);
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
    QTRY_COMPARE(pixel(free), theme::darkColours().row);
}

void TestTimelinePainting::emptySnapshotPaints()
{
    m_view->setSnapshot(store::Snapshot::empty());
    QCOMPARE(pixel(QPoint(777, 150)), theme::darkColours().canvas);
}

void TestTimelinePainting::goneRangeIsHatched()
{
    RunBuilder run;
    const auto row = run.stateRow(run.addThread("t"));
    for (std::int64_t i = 0; i < 100; ++i)
        run.add(row, i * kMs / 10, (i + 1) * kMs / 10, State::Running);
    run.dropOldest(row);
    m_view->setSnapshot(run.build(10 * kMs));
    const QColor early = pixel(at(m_first, 3 * kMs) + QPoint(0, 5));
    QVERIFY(early != theme::stateColour(State::Running, m_view->palette()));
    QCOMPARE(pixel(at(m_first, 8 * kMs) + QPoint(3, 0)), theme::stateColour(State::Running, m_view->palette()));
}

void TestTimelinePainting::flowsAreDrawnWhileTheyCanBeToldApart()
{
    m_run.flow(1 * kMs, 0, 1 * kMs + kMs / 2, 1);
    m_view->setSnapshot(m_run.build(10 * kMs));
    QCOMPARE(shownFlows(canvas().frame()).others.size(), std::size_t(1));
    const QPoint head = at(m_second, kMs + kMs / 2) - QPoint(0, 8);
    QCOMPARE(pixel(head), theme::darkColours().text);
    for (int i = 0; i < 500; ++i)
        m_run.flow(2 * kMs + i * 1000, 0, 3 * kMs + i * 1000, 1);
    m_view->setSnapshot(m_run.build(10 * kMs));
    QVERIFY(shownFlows(canvas().frame()).others.empty());
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_first, 7 * kMs));
    QVERIFY(!shownFlows(canvas().frame()).picked.empty());
}

// From cause to effect, as messages have it.
void TestTimelinePainting::theArrowOfAWaitComesFromWhoEndedIt()
{
    const auto& wait = m_view->snapshot()->row(m_run.stateRow(1)).intervals[1];
    m_viewport->setPick(Pick{m_run.stateRow(1), wait});
    const QColor accent = theme::darkColours().accent;
    const QPoint aboveTheTip(6, -2); // within the head; the line itself leaves and comes from below
    QCOMPARE(pixel(at(m_second, 5 * kMs) + aboveTheTip), accent);
    QVERIFY(pixel(at(m_first, 5 * kMs) + aboveTheTip) != accent);
}

void TestTimelinePainting::waitIsNamedAfterItsLockWhereThereIsRoom()
{
    // Three tenths of the canvas: room enough. Its stripes stay visible at the right.
    const QColor plain = theme::stateColour(State::LockWait, m_view->palette());
    const QImage image = canvas().grab().toImage();
    const QPoint left = at(m_second, 2 * kMs) + QPoint(9, 6);
    int solid = 0;
    for (int x = 0; x < 30; ++x)
        solid += image.pixelColor(left + QPoint(x, 0)) == plain ? 1 : 0;
    QVERIFY2(solid >= 28, qPrintable(QString::number(solid)));
    m_viewport->show({kBegin, kBegin + 10 * kMs});
    const QPoint right = at(m_second, 5 * kMs) - QPoint(40, -6);
    int striped = 0;
    for (int x = 0; x < 30; ++x)
        striped += image.pixelColor(right + QPoint(x, 0)) != plain ? 1 : 0;
    QVERIFY(striped >= 8);
}

// Too short to be drawn one by one: columns that have one of them are marked, those with waits for another lock are not.
void TestTimelinePainting::foldedWaitsForTheChosenLockAreMarked()
{
    RunBuilder run;
    const auto thread = run.addThread("busy");
    const auto one = run.addLock("one");
    const auto other = run.addLock("other");
    for (std::int64_t at = 0; at < 8 * kMs; at += 2000) {
        run.add(run.stateRow(thread), at, at + 1000, State::Running);
        run.add(run.stateRow(thread), at + 1000, at + 2000, State::LockWait, at < 4 * kMs ? one : other);
    }
    m_viewport->reset(kBegin, kBegin + 9 * kMs, false); // another zoom: nothing is left of the other run
    m_view->setSnapshot(run.build(9 * kMs));
    const QColor accent = theme::darkColours().accent;
    const auto isMarked = [&](std::int64_t sinceBeginNs) {
        const auto above = static_cast<int>(canvas().frame().barsOf(*m_view->rows().find(m_first)).top()) - 1;
        return pixel({at(m_first, sinceBeginNs).x(), above}) == accent;
    };
    QVERIFY(!isMarked(2 * kMs) && !isMarked(6 * kMs));
    m_viewport->setHighlightedObject(store::ObjectIndex{one});
    QVERIFY(isMarked(2 * kMs) && !isMarked(6 * kMs));
    m_viewport->setHighlightedObject(store::ObjectIndex{other});
    QVERIFY(!isMarked(2 * kMs) && isMarked(6 * kMs));
}

void TestTimelinePainting::holdsOfTheChosenLockAreMarkedOnTheirThreads()
{
    const QColor held = theme::stateColour(State::HeldContended, m_view->palette());
    const auto strip = [&](const LineKey& row, std::int64_t sinceBeginNs) {
        const auto bottom = static_cast<int>(canvas().frame().barsOf(*m_view->rows().find(row)).bottom());
        return pixel({at(row, sinceBeginNs).x(), bottom - 2});
    };
    QVERIFY(strip(m_first, 3 * kMs) != held);
    m_viewport->setHighlightedObject(store::ObjectIndex{0});
    QCOMPARE(strip(m_first, 3 * kMs), held);
    QVERIFY(strip(m_first, kMs / 2) != held && strip(m_first, 7 * kMs) != held);
    QVERIFY(strip(m_second, 3 * kMs) != held);
}

void TestTimelinePainting::endOfAProcessIsTicked()
{
    const LineKey header{LineKind::Process, 0};
    const QPoint there = at(header, 9 * kMs);
    QCOMPARE(pixel(there), theme::darkColours().raised);
    m_run.process(0).endNs = kBegin + 9 * kMs;
    m_run.process(0).signal = 9;
    m_view->setSnapshot(m_run.build(10 * kMs));
    QCOMPARE(pixel(there), theme::darkColours().alarm);
}

// A thousand rows with a million intervals: what a frame asks of the index is bounded by what is on the
// screen.
void TestTimelinePainting::paintingCostFollowsThePixels()
{
    tests::DenseRun run(1'000, 1'000, 50'000);
    const auto snapshot = run.snapshot(false);
    m_viewport->reset(snapshot->beginNs, snapshot->endNs, false);
    m_view->setSnapshot(snapshot);
    const PaintCounts before = m_view->paintCounts();
    canvas().grab();
    const PaintCounts after = m_view->paintCounts();
    const std::size_t rowsSeen = 300 / RowList::kRowPx + 1;
    const std::size_t tilesPerRow = 1000 / LaneTile::kLogicalPx + 2;
    QVERIFY(after.tilesPainted - before.tilesPainted <= rowsSeen * tilesPerRow);
    // Two queries for where a bucket of at least two pixels begins and ends, one for its sum.
    QVERIFY(after.lookups - before.lookups <= rowsSeen * tilesPerRow * 3 * (LaneTile::kLogicalPx / 2 + 2));
    canvas().grab();
    QCOMPARE(m_view->paintCounts().tilesPainted, after.tilesPainted);
}

void TestTimelinePainting::frameTimesAreKept()
{
    const std::size_t before = m_view->frameStats().frames;
    for (int i = 0; i < 5; ++i)
        canvas().grab();
    const FrameStats stats = m_view->frameStats();
    QCOMPARE(stats.frames, std::min(before + 5, FrameClock::kFrames));
    QVERIFY(stats.medianNs > 0);
    QVERIFY(stats.p95Ns >= stats.medianNs);
}

QTEST_MAIN(TestTimelinePainting)
#include "tst_timeline_painting.moc"
