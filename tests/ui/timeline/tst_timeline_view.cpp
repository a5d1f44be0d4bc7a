// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the timeline: scrolled, revealed, named, and told to who cannot see them.
#include "tests/ui/timeline/dense_run.h"
#include "tests/ui/timeline/view_fixture.h"
#include "ui/theme/theme.h"
#include "ui/timeline/label_column.h"

#include <QAccessible>
#include <QScrollBar>
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

QTEST_MAIN(TestTimelineView)
#include "tst_timeline_view.moc"
