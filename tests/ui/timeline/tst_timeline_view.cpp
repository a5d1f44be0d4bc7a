// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the timeline: scrolled, revealed, named, and told to who cannot see them.
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/view_fixture.h"
#include "ui/theme/theme.h"
#include "ui/timeline/label_column.h"
#include "ui/timeline/row_facts.h"

#include <QAccessible>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::kBegin;
using tests::kMs;
using tests::RunBuilder;

class TestTimelineView : public QObject, private tests::ViewFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { close(); }
    void manyRowsScrollWithoutGrowing();
    void revealScrollsToTheRow();
    void lanesAreAccessible();
    void accessibleRowsFollowTheRows();
    void nameOfALineComesBeforeItsNote();
    void whatMattersOfANoteStays();
    void whatEndedLeavesAsTheRangeMovesOn();
    void rowsInSightStayWhereTheyAre();
    void aClickOpensWhatEnded();
    void anEndedProcessCanBeRevealed();
    void aSlotIsRevealedWhicheverWayRequestsAreLaidOut();

private:
    /// Twenty threads, of which the first ten end after one millisecond, one lives, and nine more follow.
    void showManyThreads();
};

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

void TestTimelineView::nameOfALineComesBeforeItsNote()
{
    QCOMPARE(figureRoomPx(160, 80, 60), 60);  // both fit
    QCOMPARE(figureRoomPx(160, 80, 200), 72); // the note is cut, the name is not
    QCOMPARE(figureRoomPx(160, 150, 200), 0); // too little left to say anything
    QCOMPARE(figureRoomPx(160, 400, 30), 30); // "61 %" stays, and a very long name is cut
    QCOMPARE(figureRoomPx(160, 400, 200), 0);
}

void TestTimelineView::whatMattersOfANoteStays()
{
    const QFontMetrics metrics(m_view->font());
    const QString note = QStringLiteral("SIGTERM · pid 12345");
    const int wholePx = metrics.horizontalAdvance(note);
    const int namePx = 100;
    const int gapPx = 8;
    QCOMPARE(figureThatFits(note, metrics, namePx + gapPx + wholePx, namePx), note);
    QCOMPARE(figureThatFits(note, metrics, namePx + gapPx + wholePx - 1, namePx), QStringLiteral("SIGTERM"));
    const QString cut = figureThatFits(
        note, metrics, namePx + gapPx + metrics.horizontalAdvance(QStringLiteral("SIGTERM")) - 1, namePx);
    QVERIFY2(cut.startsWith(u'S') && cut.endsWith(u'…'), qPrintable(cut));
}

void TestTimelineView::showManyThreads()
{
    m_run = RunBuilder();
    for (int i = 0; i < 20; ++i) {
        m_run.addThread(std::string(1, static_cast<char>('a' + i)));
        if (i < 10)
            m_run.thread(static_cast<std::uint32_t>(i)).endNs = kBegin + kMs;
    }
    for (int i = 0; i < 20; ++i)
        m_run.addLock("lock");
    m_view->setSnapshot(m_run.build(10 * kMs));
}

void TestTimelineView::whatEndedLeavesAsTheRangeMovesOn()
{
    showManyThreads();
    QVERIFY(m_view->rows().find({LineKind::Thread, 0}) != nullptr);
    m_viewport->show({kBegin + 2 * kMs, kBegin + 4 * kMs});
    QVERIFY(m_view->rows().find({LineKind::Thread, 0}) == nullptr);
    const Line* fold = m_view->rows().find({LineKind::Ended, 0});
    QVERIFY(fold != nullptr);
    QCOMPARE(lineTitle(*m_view->snapshot(), *fold), QStringLiteral("10 ended thread(s)"));
    m_viewport->setPick(Pick{m_run.stateRow(0), std::nullopt});
    QVERIFY(m_view->rows().find({LineKind::Thread, 0}) != nullptr);
    m_viewport->fit();
    QVERIFY(m_view->rows().find({LineKind::Ended, 0}) == nullptr);
}

void TestTimelineView::rowsInSightStayWhereTheyAre()
{
    showManyThreads();
    auto* bar = m_view->findChild<QScrollBar*>();
    bar->setValue(300);
    const LineKey topmost{LineKind::Thread, 14};
    const auto yOf = [&](const LineKey& key) { return m_view->rows().find(key)->topPx - bar->value(); };
    const int before = yOf(topmost);
    QVERIFY(before >= 0 && before < RowList::kRowPx);
    m_viewport->show({kBegin + 2 * kMs, kBegin + 4 * kMs});
    QVERIFY(m_view->rows().find({LineKind::Thread, 0}) == nullptr);
    QCOMPARE(yOf(topmost), before);
    bar->setValue(0);
    m_viewport->fit();
    QCOMPARE(bar->value(), 0); // the top stays the top
}

void TestTimelineView::aClickOpensWhatEnded()
{
    showManyThreads();
    m_viewport->show({kBegin + 2 * kMs, kBegin + 4 * kMs});
    const LineKey fold{LineKind::Ended, 0};
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(fold, 3 * kMs));
    QVERIFY(m_view->rows().find({LineKind::Thread, 0}) != nullptr);
    auto* labels = m_view->findChild<LabelColumn*>();
    QTest::mouseClick(labels, Qt::LeftButton, {}, QPoint(60, at(fold, 3 * kMs).y()));
    QVERIFY(m_view->rows().find({LineKind::Thread, 0}) == nullptr);
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&canvas());
    QAccessibleInterface* line =
        list->childAt(canvas().mapToGlobal(at(fold, 3 * kMs)).x(), canvas().mapToGlobal(at(fold, 3 * kMs)).y());
    QCOMPARE(line->text(QAccessible::Name), QStringLiteral("10 ended thread(s)"));
    QVERIFY(line->state().collapsed);
}

void TestTimelineView::anEndedProcessCanBeRevealed()
{
    const auto child = m_run.addProcess("child", 200);
    m_run.addThread("main", child);
    m_run.process(child).endNs = kBegin + kMs;
    m_view->setSnapshot(m_run.build(10 * kMs));
    m_viewport->show({kBegin + 2 * kMs, kBegin + 4 * kMs});
    QVERIFY(m_view->rows().find({LineKind::Process, child}) == nullptr);
    m_view->revealLine({LineKind::Process, child});
    QVERIFY(m_view->rows().find({LineKind::Process, child}) != nullptr);
}

void TestTimelineView::aSlotIsRevealedWhicheverWayRequestsAreLaidOut()
{
    const auto slot = m_run.addObject("slot 1", trace::ObjectKind::RequestSlot, store::RowKind::RequestSlot);
    m_run.addQueue("host a.test");
    m_view->setSnapshot(m_run.build(10 * kMs));
    m_view->setRequestRows(RequestRows::ByHost);
    QVERIFY(m_view->rows().findRow(m_run.objectRow(slot)) == nullptr);
    QSignalSpy changed(m_view.get(), &TimelineView::requestRowsChanged);
    m_view->revealRow(m_run.objectRow(slot));
    QVERIFY(m_view->rows().findRow(m_run.objectRow(slot)) != nullptr);
    QCOMPARE(changed.size(), 1);
}

QTEST_MAIN(TestTimelineView)
#include "tst_timeline_view.moc"
