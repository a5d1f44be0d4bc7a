// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/theme/theme.h"
#include "ui/timeline/flow_painter.h"
#include "ui/timeline/label_column.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_view.h"

#include <QAccessible>
#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

namespace {
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
constexpr std::int64_t kMs = 1'000'000;
} // namespace

class TestTimelineView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void barsHaveTheColourOfTheirState();
    void openIntervalReachesNow();
    void paletteChangeRepaints();
    void clickPicksAndHighlightsTheObject();
    void clickOnHeaderFolds();
    void clickOnNameTogglesOrPicks();
    void dragSelectsARange();
    void middleDragPans();
    void spaceAndDragPans();
    void doubleClickZoomsToTheInterval();
    void controlWheelZoomsAtThePointer();
    void plainWheelScrollsRows();
    void shiftWheelPans();
    void keysZoomAndPan();
    void arrowsWalkIntervalsAndRows();
    void contentionKeysJump();
    void blockerKeyJumpsToWhoEndedTheWait();
    void escapeClearsEverything();
    void cursorsAreSetAndDragged();
    void pinKeyPinsThePickedRow();
    void hoverIsToldAndForgotten();
    void manyRowsScrollWithoutGrowing();
    void revealScrollsToTheRow();
    void frameTimesAreKept();
    void lanesAreAccessible();
    void accessibleRowsFollowTheRows();
    void emptySnapshotPaints();
    void goneRangeIsHatched();
    void flowsAreDrawnWhileTheyCanBeToldApart();
    void waitIsNamedAfterItsLockWhereThereIsRoom();
    void endOfAProcessIsTicked();
    void paintingCostFollowsThePixels();
    void nameOfALineComesBeforeItsNote();

private:
    LaneCanvas& canvas() { return *m_view->findChild<LaneCanvas*>(); }
    QPoint at(const LineKey& key, std::int64_t sinceBeginNs)
    {
        const CanvasFrame frame = canvas().frame();
        const QRectF rect = frame.rectOf(*m_view->rows().find(key));
        return QPoint(static_cast<int>(frame.xOf(kBegin + sinceBeginNs)), static_cast<int>(rect.center().y()));
    }
    QColor pixel(QPoint position) { return canvas().grab().toImage().pixelColor(position); }
    void wheel(QPoint position, QPoint angle, Qt::KeyboardModifiers modifiers)
    {
        QWheelEvent event(position, canvas().mapToGlobal(position), QPoint(), angle, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&canvas(), &event);
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(&canvas(), static_cast<Qt::Key>(key), modifiers);
    }
    void moveMouse(QPoint position, Qt::MouseButtons buttons)
    {
        QMouseEvent event(QEvent::MouseMove, position, canvas().mapToGlobal(position), Qt::NoButton, buttons,
                          Qt::NoModifier);
        QApplication::sendEvent(&canvas(), &event);
    }

    RunBuilder m_run;
    std::unique_ptr<Viewport> m_viewport;
    std::unique_ptr<TimelineView> m_view;
    const LineKey m_first{LineKind::Thread, 0};
    const LineKey m_second{LineKind::Thread, 1};
    const LineKey m_lock{LineKind::Lock, 0};
};

void TestTimelineView::initTestCase()
{
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
}

// Two threads and a lock over ten milliseconds: the second waits for the first.
void TestTimelineView::init()
{
    m_run = RunBuilder();
    const auto first = m_run.addThread("first");
    const auto second = m_run.addThread("second");
    const auto lock = m_run.addLock("counter");
    m_run.add(m_run.stateRow(first), 0, 6 * kMs, State::Running);
    m_run.add(m_run.stateRow(first), 6 * kMs, 8 * kMs, State::Sleep);
    m_run.add(m_run.stateRow(second), 0, 2 * kMs, State::Running);
    m_run.add(m_run.stateRow(second), 2 * kMs, 5 * kMs, State::LockWait, lock, first);
    m_run.add(m_run.stateRow(second), 5 * kMs, 7 * kMs, State::Running);
    m_run.open(m_run.stateRow(second), 7 * kMs, State::Io);
    m_run.add(m_run.objectRow(lock), 1 * kMs, 5 * kMs, State::HeldContended, first);
    m_viewport = std::make_unique<Viewport>();
    m_viewport->reset(kBegin, kBegin + 10 * kMs, false);
    m_view = std::make_unique<TimelineView>(m_viewport.get());
    m_view->resize(kLabelColumnPx + 1000 + kScrollBarPx, 300);
    m_view->setSnapshot(m_run.build(10 * kMs));
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QCOMPARE(canvas().width(), 1000);
}

void TestTimelineView::cleanup()
{
    m_view.reset();
    m_viewport.reset();
}

void TestTimelineView::barsHaveTheColourOfTheirState()
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

void TestTimelineView::openIntervalReachesNow()
{
    const QPalette palette = m_view->palette();
    QCOMPARE(pixel(at(m_second, 10 * kMs) - QPoint(3, 0)), theme::stateColour(State::Io, palette));
}

void TestTimelineView::paletteChangeRepaints()
{
    const QPoint free = at(m_first, 9 * kMs);
    QCOMPARE(pixel(free), theme::darkColours().row);
    theme::applyTheme(*qApp, theme::ThemeMode::Light);
    QTRY_COMPARE(pixel(free), theme::lightColours().row);
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
    QTRY_COMPARE(pixel(free), theme::darkColours().row);
}

void TestTimelineView::clickPicksAndHighlightsTheObject()
{
    QSignalSpy clicked(m_view.get(), &TimelineView::clicked);
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    QCOMPARE(clicked.size(), 1);
    const auto hit = clicked[0][0].value<Hit>();
    QCOMPARE(hit.kind, Hit::Kind::Interval);
    QCOMPARE(hit.interval->state(), State::LockWait);
    QCOMPARE(hit.thread, store::ThreadIndex{1});
    QCOMPARE(m_viewport->highlightedObject(), store::ObjectIndex{0});
    QCOMPARE(m_viewport->pick()->interval->startNs, kBegin + 2 * kMs);
    // The wait is framed above and below, and the lock's lane is tinted.
    const QColor accent = theme::coloursOf(m_view->palette()).accent;
    QCOMPARE(pixel(at(m_second, 3 * kMs) - QPoint(0, 9)), accent);
    QVERIFY(pixel(at(m_lock, 9 * kMs)) != theme::coloursOf(m_view->palette()).row);
}

void TestTimelineView::clickOnHeaderFolds()
{
    const LineKey header{LineKind::Process, 0};
    const std::size_t before = m_view->rows().lines().size();
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(header, 3 * kMs));
    QCOMPARE(m_view->rows().lines().size(), before - 2);
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(header, 3 * kMs));
    QCOMPARE(m_view->rows().lines().size(), before);
}

void TestTimelineView::clickOnNameTogglesOrPicks()
{
    auto* labels = m_view->findChild<LabelColumn*>();
    QTest::mouseClick(labels, Qt::LeftButton, {}, QPoint(40, at(m_lock, 0).y()));
    QCOMPARE(m_viewport->pick()->row, m_run.objectRow(0));
    QCOMPARE(m_viewport->highlightedObject(), store::ObjectIndex{0});
    const std::size_t before = m_view->rows().lines().size();
    QTest::mouseClick(labels, Qt::LeftButton, {}, QPoint(40, at({LineKind::Process, 0}, 0).y()));
    QCOMPARE(m_view->rows().lines().size(), before - 2);
}

void TestTimelineView::dragSelectsARange()
{
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, at(m_first, 2 * kMs));
    moveMouse(at(m_first, 4 * kMs), Qt::LeftButton);
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, at(m_first, 4 * kMs));
    QVERIFY(m_viewport->selection());
    QCOMPARE(m_viewport->selection()->fromNs, kBegin + 2 * kMs);
    QCOMPARE(m_viewport->selection()->toNs, kBegin + 4 * kMs);
    QVERIFY(!m_viewport->pick()); // a drag is no click
    QVERIFY(pixel(at(m_first, 9 * kMs)) == theme::darkColours().row);
    QVERIFY(pixel(at(m_lock, 3 * kMs) - QPoint(0, 8)) != theme::darkColours().row);
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_first, 7 * kMs));
    QVERIFY(!m_viewport->selection());
}

void TestTimelineView::middleDragPans()
{
    m_viewport->show({kBegin + 4 * kMs, kBegin + 6 * kMs});
    QTest::mousePress(&canvas(), Qt::MiddleButton, {}, QPoint(500, 40));
    moveMouse(QPoint(600, 40), Qt::MiddleButton);
    QTest::mouseRelease(&canvas(), Qt::MiddleButton, {}, QPoint(600, 40));
    QVERIFY(std::abs(m_viewport->visible().fromNs - (kBegin + 4 * kMs - kMs / 5)) < 5'000);
    QVERIFY(!m_viewport->selection());
}

void TestTimelineView::spaceAndDragPans()
{
    m_viewport->show({kBegin + 4 * kMs, kBegin + 6 * kMs});
    QTest::keyPress(&canvas(), Qt::Key_Space);
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, QPoint(500, 40));
    moveMouse(QPoint(400, 40), Qt::LeftButton);
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, QPoint(400, 40));
    QTest::keyRelease(&canvas(), Qt::Key_Space);
    QVERIFY(m_viewport->visible().fromNs > kBegin + 4 * kMs);
    QVERIFY(!m_viewport->selection());
    QVERIFY(!m_viewport->pick());
}

void TestTimelineView::doubleClickZoomsToTheInterval()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    const TimeRange visible = m_viewport->visible();
    QVERIFY(visible.fromNs <= kBegin + 2 * kMs && visible.toNs >= kBegin + 5 * kMs);
    QVERIFY(visible.spanNs() < 4 * kMs);
}

void TestTimelineView::controlWheelZoomsAtThePointer()
{
    const std::int64_t under = canvas().frame().timeAt(300);
    wheel(QPoint(300, 50), QPoint(0, 120), Qt::ControlModifier);
    QVERIFY(m_viewport->visible().spanNs() < 10 * kMs);
    const CanvasFrame frame = canvas().frame();
    QVERIFY(std::abs(frame.xOf(under) - 300) <= 1);
    wheel(QPoint(300, 50), QPoint(0, -120), Qt::ControlModifier);
    QCOMPARE(m_viewport->visible().spanNs(), 10 * kMs);
}

void TestTimelineView::plainWheelScrollsRows()
{
    m_view->resize(m_view->width(), 60);
    auto* bar = m_view->findChild<QScrollBar*>();
    QTRY_VERIFY(bar->maximum() > 0);
    const TimeRange before = m_viewport->visible();
    wheel(QPoint(300, 20), QPoint(0, -120), Qt::NoModifier);
    QVERIFY(bar->value() > 0);
    QCOMPARE(m_viewport->visible(), before);
}

void TestTimelineView::shiftWheelPans()
{
    m_viewport->show({kBegin + 4 * kMs, kBegin + 6 * kMs});
    wheel(QPoint(300, 50), QPoint(0, -120), Qt::ShiftModifier);
    QVERIFY(m_viewport->visible().fromNs > kBegin + 4 * kMs);
    wheel(QPoint(300, 50), QPoint(120, 0), Qt::NoModifier);
    QVERIFY(std::abs(m_viewport->visible().fromNs - (kBegin + 4 * kMs)) < 5'000);
}

void TestTimelineView::keysZoomAndPan()
{
    key(Qt::Key_W);
    const TimeRange zoomed = m_viewport->visible();
    QVERIFY(zoomed.spanNs() < 10 * kMs);
    key(Qt::Key_D);
    QVERIFY(m_viewport->visible().fromNs > zoomed.fromNs);
    key(Qt::Key_A);
    QVERIFY(std::abs(m_viewport->visible().fromNs - zoomed.fromNs) <= 1);
    key(Qt::Key_S);
    QVERIFY(m_viewport->visible().spanNs() > zoomed.spanNs());
    key(Qt::Key_Plus);
    key(Qt::Key_Minus);
    key(Qt::Key_W);
    key(Qt::Key_F);
    QCOMPARE(m_viewport->visible(), m_viewport->run());
    m_viewport->setRun(kBegin, kBegin + 10 * kMs, true);
    key(Qt::Key_End);
    QVERIFY(m_viewport->followsLive());
}

void TestTimelineView::arrowsWalkIntervalsAndRows()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 1 * kMs));
    key(Qt::Key_Right);
    QCOMPARE(m_viewport->pick()->interval->state(), State::LockWait);
    key(Qt::Key_Left);
    QCOMPARE(m_viewport->pick()->interval->startNs, kBegin);
    key(Qt::Key_Up);
    QCOMPARE(m_viewport->pick()->row, m_run.stateRow(0));
    key(Qt::Key_Down);
    key(Qt::Key_Down); // over the header
    QCOMPARE(m_viewport->pick()->row, m_run.objectRow(0));
}

void TestTimelineView::contentionKeysJump()
{
    key(Qt::Key_N);
    QVERIFY(m_viewport->pick());
    const auto first = m_viewport->pick()->row;
    QVERIFY(first == m_run.objectRow(0)); // the lock is contended from 1 ms on
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 6 * kMs));
    key(Qt::Key_N, Qt::ShiftModifier);
    QCOMPARE(m_viewport->pick()->interval->state(), State::LockWait);
}

void TestTimelineView::blockerKeyJumpsToWhoEndedTheWait()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    key(Qt::Key_B);
    QCOMPARE(m_viewport->pick()->row, m_run.stateRow(0));
    QCOMPARE(m_viewport->pick()->interval->state(), State::Running);
}

void TestTimelineView::escapeClearsEverything()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    m_viewport->setSelection(TimeRange{kBegin, kBegin + kMs});
    m_viewport->setCursor(Viewport::Cursor::First, kBegin + kMs);
    key(Qt::Key_Escape);
    QVERIFY(!m_viewport->pick());
    QVERIFY(!m_viewport->selection());
    QVERIFY(!m_viewport->cursor(Viewport::Cursor::First));
    QVERIFY(!m_viewport->highlightedObject());
}

void TestTimelineView::cursorsAreSetAndDragged()
{
    moveMouse(at(m_first, 2 * kMs), Qt::NoButton);
    key(Qt::Key_BracketLeft);
    moveMouse(at(m_first, 4 * kMs), Qt::NoButton);
    key(Qt::Key_BracketRight);
    QCOMPARE(*m_viewport->cursor(Viewport::Cursor::Second) - *m_viewport->cursor(Viewport::Cursor::First), 2 * kMs);
    QTest::mousePress(&canvas(), Qt::LeftButton, {}, at(m_first, 4 * kMs));
    moveMouse(at(m_first, 5 * kMs), Qt::LeftButton);
    QTest::mouseRelease(&canvas(), Qt::LeftButton, {}, at(m_first, 5 * kMs));
    QCOMPARE(*m_viewport->cursor(Viewport::Cursor::Second), kBegin + 5 * kMs);
    QVERIFY(!m_viewport->selection());
}

void TestTimelineView::pinKeyPinsThePickedRow()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_lock, 3 * kMs));
    key(Qt::Key_P);
    QCOMPARE(m_view->rows().lines()[1].key, m_lock);
    QVERIFY(m_view->rows().lines()[1].isPinned);
}

void TestTimelineView::hoverIsToldAndForgotten()
{
    QSignalSpy hovered(m_view.get(), &TimelineView::hovered);
    moveMouse(at(m_first, 3 * kMs), Qt::NoButton);
    QCOMPARE(hovered.size(), 1);
    QCOMPARE(hovered[0][0].value<Hit>().interval->state(), State::Running);
    QVERIFY(m_viewport->hover());
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&canvas(), &leave);
    QVERIFY(!m_viewport->hover());
}

void TestTimelineView::manyRowsScrollWithoutGrowing()
{
    tests::DenseRun run(1'000, 10, 100'000);
    m_viewport->reset(tests::DenseRun::kBeginNs, tests::DenseRun::kBeginNs + kMs, false);
    m_view->setSnapshot(run.snapshot(false));
    auto* bar = m_view->findChild<QScrollBar*>();
    QCOMPARE(canvas().height(), 300);
    QCOMPARE(bar->maximum(), RowList::kHeaderPx + 1'000 * RowList::kRowPx - 300);
    QVERIFY(bar->isVisible());
    bar->setValue(bar->maximum());
    QCOMPARE(m_view->rows().lineAt(bar->value() + 299)->key.index, 999U);
}

void TestTimelineView::revealScrollsToTheRow()
{
    tests::DenseRun run(1'000, 10, 100'000);
    const auto snapshot = run.snapshot(false);
    m_viewport->reset(snapshot->beginNs, snapshot->endNs, false);
    m_view->setSnapshot(snapshot);
    m_view->revealRow(store::RowIndex{700});
    const int top = m_view->findChild<QScrollBar*>()->value();
    const Line* line = m_view->rows().findRow(store::RowIndex{700});
    QVERIFY(line->topPx >= top && line->bottomPx() <= top + 300);
    QCOMPARE(m_viewport->pick()->row, store::RowIndex{700});
}

void TestTimelineView::frameTimesAreKept()
{
    const std::size_t before = m_view->frameStats().frames;
    for (int i = 0; i < 5; ++i)
        canvas().grab();
    const FrameStats stats = m_view->frameStats();
    QCOMPARE(stats.frames, std::min(before + 5, FrameClock::kFrames));
    QVERIFY(stats.medianNs > 0);
    QVERIFY(stats.p95Ns >= stats.medianNs);
}

void TestTimelineView::lanesAreAccessible()
{
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&canvas());
    QVERIFY(list != nullptr);
    QCOMPARE(list->role(), QAccessible::List);
    QVERIFY(!list->text(QAccessible::Name).isEmpty());
    QCOMPARE(list->childCount(), static_cast<int>(m_view->rows().lines().size()));
    QAccessibleInterface* second = list->child(2);
    QVERIFY(second != nullptr);
    QCOMPARE(second->role(), QAccessible::ListItem);
    QCOMPARE(second->text(QAccessible::Name), QStringLiteral("second"));
    QCOMPARE(second->text(QAccessible::Value), theme::stateName(State::Io));
    QCOMPARE(second->parent(), list);
    QCOMPARE(list->indexOfChild(second), 2);
    const QPoint centre = second->rect().center();
    QCOMPARE(list->childAt(centre.x(), centre.y()), second);
    QCOMPARE(list->child(99), nullptr);
}

void TestTimelineView::accessibleRowsFollowTheRows()
{
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&canvas());
    QAccessibleInterface* second = list->child(2);
    QVERIFY(second->isValid());
    m_view->setAllOpen(false);
    QVERIFY(!second->isValid());
    QCOMPARE(list->childCount(), 2);
    m_view->setAllOpen(true);
    QVERIFY(second->isValid());
}

void TestTimelineView::emptySnapshotPaints()
{
    m_view->setSnapshot(store::Snapshot::empty());
    QCOMPARE(pixel(QPoint(777, 150)), theme::darkColours().canvas);
}

void TestTimelineView::goneRangeIsHatched()
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

void TestTimelineView::flowsAreDrawnWhileTheyCanBeToldApart()
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

void TestTimelineView::waitIsNamedAfterItsLockWhereThereIsRoom()
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

void TestTimelineView::endOfAProcessIsTicked()
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
void TestTimelineView::paintingCostFollowsThePixels()
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

void TestTimelineView::nameOfALineComesBeforeItsNote()
{
    QCOMPARE(figureRoomPx(160, 80, 60), 60);  // both fit
    QCOMPARE(figureRoomPx(160, 80, 200), 72); // the note is cut, the name is not
    QCOMPARE(figureRoomPx(160, 150, 200), 0); // too little left to say anything
    QCOMPARE(figureRoomPx(160, 400, 30), 30); // "61 %" stays, and a very long name is cut
    QCOMPARE(figureRoomPx(160, 400, 200), 0);
}

QTEST_MAIN(TestTimelineView)
#include "tst_timeline_view.moc"
