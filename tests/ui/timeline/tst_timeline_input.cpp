// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse, wheel and keys do in the timeline.
#include "tests/ui/timeline/view_fixture.h"
#include "ui/theme/theme.h"
#include "ui/timeline/label_column.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::kBegin;
using tests::kMs;
using tests::RunBuilder;

class TestTimelineInput : public QObject, private tests::ViewFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { close(); }
    void clickPicksAndHighlightsTheObject();
    void clickOnHeaderFolds();
    void clickOnNameTogglesOrPicks();
    void triangleOpensAThread();
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
    void cursorsAreSetWithoutAPointer();
    void groupsAreFoldedByKeys();
    void menuKeyIsForThePickedRow();
    void hoverIsToldAndForgotten();
};

void TestTimelineInput::clickPicksAndHighlightsTheObject()
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

void TestTimelineInput::clickOnHeaderFolds()
{
    const LineKey header{LineKind::Process, 0};
    const std::size_t before = m_view->rows().lines().size();
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(header, 3 * kMs));
    QCOMPARE(m_view->rows().lines().size(), before - 2);
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(header, 3 * kMs));
    QCOMPARE(m_view->rows().lines().size(), before);
}

void TestTimelineInput::clickOnNameTogglesOrPicks()
{
    auto* labels = m_view->findChild<LabelColumn*>();
    QTest::mouseClick(labels, Qt::LeftButton, {}, QPoint(40, at(m_lock, 0).y()));
    QCOMPARE(m_viewport->pick()->row, m_run.objectRow(0));
    QCOMPARE(m_viewport->highlightedObject(), store::ObjectIndex{0});
    const std::size_t before = m_view->rows().lines().size();
    QTest::mouseClick(labels, Qt::LeftButton, {}, QPoint(40, at({LineKind::Process, 0}, 0).y()));
    QCOMPARE(m_view->rows().lines().size(), before - 2);
}

void TestTimelineInput::triangleOpensAThread()
{
    m_run.add(m_run.addTaskRow(0), 1 * kMs, 3 * kMs, State::Task);
    m_view->setSnapshot(m_run.build(10 * kMs));
    auto* labels = m_view->findChild<LabelColumn*>();
    const std::size_t before = m_view->rows().lines().size();
    const QPoint triangle(20, at(m_first, 0).y());
    QTest::mouseClick(labels, Qt::LeftButton, {}, triangle);
    QCOMPARE(m_view->rows().lines().size(), before + 1);
    QVERIFY(!m_viewport->pick());
    QTest::mouseClick(labels, Qt::LeftButton, {}, triangle);
    QCOMPARE(m_view->rows().lines().size(), before);
    QTest::mouseDClick(labels, Qt::LeftButton, {}, triangle + QPoint(40, 0));
    QCOMPARE(m_view->rows().lines().size(), before + 1);
    QTest::mouseClick(labels, Qt::LeftButton, {}, QPoint(20, at(m_second, 0).y())); // has no tasks
    QCOMPARE(m_viewport->pick()->row, m_run.stateRow(1));
}

void TestTimelineInput::dragSelectsARange()
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

void TestTimelineInput::middleDragPans()
{
    m_viewport->show({kBegin + 4 * kMs, kBegin + 6 * kMs});
    QTest::mousePress(&canvas(), Qt::MiddleButton, {}, QPoint(500, 40));
    moveMouse(QPoint(600, 40), Qt::MiddleButton);
    QTest::mouseRelease(&canvas(), Qt::MiddleButton, {}, QPoint(600, 40));
    QVERIFY(std::abs(m_viewport->visible().fromNs - (kBegin + 4 * kMs - kMs / 5)) < 5'000);
    QVERIFY(!m_viewport->selection());
}

void TestTimelineInput::spaceAndDragPans()
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

void TestTimelineInput::doubleClickZoomsToTheInterval()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    QTest::mouseDClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    const TimeRange visible = m_viewport->visible();
    QVERIFY(visible.fromNs <= kBegin + 2 * kMs && visible.toNs >= kBegin + 5 * kMs);
    QVERIFY(visible.spanNs() < 4 * kMs);
}

void TestTimelineInput::controlWheelZoomsAtThePointer()
{
    const std::int64_t under = canvas().frame().timeAt(300);
    wheel(QPoint(300, 50), QPoint(0, 120), Qt::ControlModifier);
    QVERIFY(m_viewport->visible().spanNs() < 10 * kMs);
    const CanvasFrame frame = canvas().frame();
    QVERIFY(std::abs(frame.xOf(under) - 300) <= 1);
    wheel(QPoint(300, 50), QPoint(0, -120), Qt::ControlModifier);
    QCOMPARE(m_viewport->visible().spanNs(), 10 * kMs);
}

void TestTimelineInput::plainWheelScrollsRows()
{
    m_view->resize(m_view->width(), 60);
    auto* bar = m_view->findChild<QScrollBar*>();
    QTRY_VERIFY(bar->maximum() > 0);
    const TimeRange before = m_viewport->visible();
    wheel(QPoint(300, 20), QPoint(0, -120), Qt::NoModifier);
    QVERIFY(bar->value() > 0);
    QCOMPARE(m_viewport->visible(), before);
}

void TestTimelineInput::shiftWheelPans()
{
    m_viewport->show({kBegin + 4 * kMs, kBegin + 6 * kMs});
    wheel(QPoint(300, 50), QPoint(0, -120), Qt::ShiftModifier);
    QVERIFY(m_viewport->visible().fromNs > kBegin + 4 * kMs);
    wheel(QPoint(300, 50), QPoint(120, 0), Qt::NoModifier);
    QVERIFY(std::abs(m_viewport->visible().fromNs - (kBegin + 4 * kMs)) < 5'000);
}

void TestTimelineInput::keysZoomAndPan()
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

void TestTimelineInput::arrowsWalkIntervalsAndRows()
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

void TestTimelineInput::contentionKeysJump()
{
    key(Qt::Key_N);
    QVERIFY(m_viewport->pick());
    const auto first = m_viewport->pick()->row;
    QVERIFY(first == m_run.objectRow(0)); // the lock is contended from 1 ms on
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 6 * kMs));
    key(Qt::Key_N, Qt::ShiftModifier);
    QCOMPARE(m_viewport->pick()->interval->state(), State::LockWait);
}

void TestTimelineInput::blockerKeyJumpsToWhoEndedTheWait()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_second, 3 * kMs));
    key(Qt::Key_B);
    QCOMPARE(m_viewport->pick()->row, m_run.stateRow(0));
    QCOMPARE(m_viewport->pick()->interval->state(), State::Running);
}

void TestTimelineInput::escapeClearsEverything()
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

void TestTimelineInput::cursorsAreSetAndDragged()
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

void TestTimelineInput::pinKeyPinsThePickedRow()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_lock, 3 * kMs));
    key(Qt::Key_P);
    QCOMPARE(m_view->rows().lines()[1].key, m_lock);
    QVERIFY(m_view->rows().lines()[1].isPinned);
}

void TestTimelineInput::cursorsAreSetWithoutAPointer()
{
    m_viewport->setPick(Pick{m_run.stateRow(1), m_view->snapshot()->row(m_run.stateRow(1)).at(kBegin + 3 * kMs)});
    key(Qt::Key_BracketLeft);
    key(Qt::Key_BracketRight);
    QCOMPARE(m_viewport->cursor(Viewport::Cursor::First), std::optional<std::int64_t>(kBegin + 2 * kMs));
    QCOMPARE(m_viewport->cursor(Viewport::Cursor::Second), std::optional<std::int64_t>(kBegin + 5 * kMs));
    key(Qt::Key_Escape);
    key(Qt::Key_BracketLeft);
    QCOMPARE(m_viewport->cursor(Viewport::Cursor::First), std::optional<std::int64_t>(kBegin + 5 * kMs)); // the middle
}

void TestTimelineInput::groupsAreFoldedByKeys()
{
    const std::size_t before = m_view->rows().lines().size();
    for (const LineKey& row : {m_second, m_lock}) {
        QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(row, 3 * kMs));
        key(Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(m_view->rows().lines().size() < before);
        QVERIFY(m_view->rows().find(row) == nullptr);
        key(Qt::Key_Right, Qt::ShiftModifier); // what was picked is still known
        QCOMPARE(m_view->rows().lines().size(), before);
    }
}

void TestTimelineInput::menuKeyIsForThePickedRow()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_lock, 3 * kMs));
    QSignalSpy menus(&canvas(), &LaneCanvas::menuWanted);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(5, 5), canvas().mapToGlobal(QPoint(5, 5)));
    QApplication::sendEvent(&canvas(), &event);
    QCOMPARE(menus.size(), 1);
    QCOMPARE(menus[0][0].value<Hit>().line, std::optional<LineKey>(m_lock));
    if (QWidget* menu = QApplication::activePopupWidget())
        menu->close();
    key(Qt::Key_Escape);
    QApplication::sendEvent(&canvas(), &event);
    QCOMPARE(menus.size(), 1); // nothing is picked
}

void TestTimelineInput::hoverIsToldAndForgotten()
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

QTEST_MAIN(TestTimelineInput)
#include "tst_timeline_input.moc"
