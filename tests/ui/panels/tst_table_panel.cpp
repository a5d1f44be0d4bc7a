// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"
#include "ui/panels/figure_delegate.h"
#include "ui/panels/figure_model.h"
#include "ui/panels/locks/locks_model.h"
#include "ui/panels/log_model.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/threads/threads_model.h"
#include "ui/theme/colours.h"
#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using test::FigureRun;

class TestTablePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)"))); }
    void selectionAndScrollSurviveUpdates();
    void clickTellsTheKeyWhateverTheOrder();
    void selectingFromOutsideTellsNobody();
    void copyGivesTitlesAndSelectedRows();
    void filterKeepsMatchingRows();
    void noFigureIsCutByTheEdgeOfTheTable();
    void rowsWithoutAValueSortLast();
    void followsTheEndOnlyWhenThere();
    void emptyTableSaysWhy();
    void columnsAreShownAndHiddenFromTheMenu();
    void columnsAreAsTheyWereLeft();
    void whoSortsSizesNothing();
    void theSignOfTheOrderIsBesideTheTitle();
    void columnsOfAnotherTableAreLeftAlone();
    void textsTakeTheRoomTheyNeed();
    void numbersInNamesCountAsSuch();

private:
    static std::unique_ptr<TablePanel> shown(FigureModel* model)
    {
        auto panel = std::make_unique<TablePanel>(
            model, EmptyText{QStringLiteral("Nothing yet."), QStringLiteral("Start something.")});
        panel->resize(900, 160);
        panel->show();
        return panel;
    }
};

void TestTablePanel::columnsAreShownAndHiddenFromTheMenu()
{
    auto panel = shown(new LocksModel);
    const auto& columns = panel->model()->columns();
    const auto fairness =
        std::find_if(columns.begin(), columns.end(), [](const Column& c) { return c.title == u"Fairness"; });
    const auto index = static_cast<int>(fairness - columns.begin());
    QVERIFY(panel->table()->isColumnHidden(index) && !panel->table()->isColumnHidden(2));
    QMenu* menu = panel->table()->actions().last()->menu(); // of the table's own menu, by mouse or by the menu key
    QCOMPARE(menu->actions().size(), static_cast<qsizetype>(columns.size()) - 1);
    menu->actions().at(index - 1)->trigger();
    QVERIFY(!panel->table()->isColumnHidden(index));
    QVERIFY(panel->table()->horizontalHeader()->actions().contains(menu->actions().at(index - 1)));
    menu->actions().at(1)->trigger();
    QVERIFY(panel->table()->isColumnHidden(2));
}

void TestTablePanel::columnsAreAsTheyWereLeft()
{
    auto panel = shown(new LocksModel);
    QMenu* menu = panel->table()->actions().last()->menu();
    menu->actions().at(0)->trigger();                      // Kind goes
    menu->actions().last()->setChecked(true);              // the last one is there
    panel->table()->horizontalHeader()->moveSection(3, 1); // Contended comes next to the name
    panel->table()->setColumnWidth(0, 222);
    panel->sortBy(3, Qt::DescendingOrder);
    auto again = shown(new LocksModel);
    again->restoreColumns(panel->saveColumns());
    const QHeaderView* head = again->table()->horizontalHeader();
    QVERIFY(again->table()->isColumnHidden(1));
    QVERIFY(!again->table()->isColumnHidden(head->count() - 1));
    QCOMPARE(head->visualIndex(3), 1);
    QCOMPARE(again->table()->columnWidth(0), 222);
    QCOMPARE(head->sortIndicatorSection(), 3);
    const QMenu* shown = again->table()->actions().last()->menu();
    QVERIFY(!shown->actions().at(0)->isChecked() && shown->actions().last()->isChecked());
}

// Another start shows another run: what its columns show has to have room again.
void TestTablePanel::whoSortsSizesNothing()
{
    auto panel = shown(new ThreadsModel);
    QHeaderView* head = panel->table()->horizontalHeader();
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, QPoint(head->sectionViewportPosition(3) + 20, 10));
    panel->table()->setColumnWidth(1, 77);
    QCOMPARE(head->sortIndicatorSection(), 3);
    auto again = shown(new ThreadsModel);
    again->restoreColumns(panel->saveColumns());
    QCOMPARE(again->table()->horizontalHeader()->sortIndicatorSection(), 3);
    FigureRun run;
    run.addThread("a name that is much longer");
    run.grow(200'000'000);
    const int before = again->table()->columnWidth(0);
    again->setSnapshot(run.snapshot());
    QVERIFY(again->table()->columnWidth(0) > before);
    QCOMPARE(again->table()->columnWidth(1), 77);
}

void TestTablePanel::theSignOfTheOrderIsBesideTheTitle()
{
    qApp->setStyleSheet(theme::styleSheet(theme::lightColours()));
    auto panel = shown(new ThreadsModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    QHeaderView* head = panel->table()->horizontalHeader();
    const auto title = [&](int column) { // without the margin at its right
        const QRect section(head->sectionViewportPosition(column), 0, head->sectionSize(column), head->height());
        return head->viewport()->grab(section.adjusted(0, 0, -FigureDelegate::kSidePx, 0)).toImage();
    };
    for (const int column : {0, 3}) {
        panel->sortBy(-1, Qt::AscendingOrder);
        const QImage before = title(column);
        panel->sortBy(column, Qt::DescendingOrder);
        QCOMPARE(title(column), before);
    }
    qApp->setStyleSheet({});
}

void TestTablePanel::columnsOfAnotherTableAreLeftAlone()
{
    auto threads = shown(new ThreadsModel);
    threads->table()->setColumnHidden(2, true);
    auto locks = shown(new LocksModel);
    QVERIFY2(locks->saveColumns().isEmpty(), "what nobody has changed follows the program");
    locks->table()->setColumnWidth(1, 99);
    const QByteArray before = locks->saveColumns();
    QVERIFY(!before.isEmpty());
    locks->restoreColumns(threads->saveColumns());
    locks->restoreColumns(QByteArrayLiteral("nonsense"));
    locks->restoreColumns({});
    QCOMPARE(locks->saveColumns(), before);
}

void TestTablePanel::textsTakeTheRoomTheyNeed()
{
    FigureRun run;
    run.grow(200'000'000);
    auto panel = shown(new ThreadsModel);
    QTableView* table = panel->table();
    const int title = table->columnWidth(0);
    const int figure = table->columnWidth(3);
    panel->setSnapshot(run.snapshot());
    const int names = table->columnWidth(0);
    QVERIFY(names > title);
    run.addThread("a name that is longer");
    run.grow(200'000'000);
    panel->setSnapshot(run.snapshot());
    QVERIFY(table->columnWidth(0) > names);
    run.addThread(std::string(300, 'm')); // is cut: the columns behind it matter too
    run.grow(200'000'000);
    panel->setSnapshot(run.snapshot());
    QVERIFY(table->columnWidth(0) < panel->width() / 2);
    QCOMPARE(table->columnWidth(3), figure);
    table->setColumnWidth(0, 60); // as somebody wants it
    run.grow(200'000'000);
    panel->setSnapshot(run.snapshot());
    QCOMPARE(table->columnWidth(0), 60);
}

void TestTablePanel::numbersInNamesCountAsSuch()
{
    FigureRun run;
    for (const char* name : {"worker-10", "worker-2", "worker-1"})
        run.addThread(name);
    run.grow(200'000'000);
    auto panel = shown(new ThreadsModel);
    panel->setSnapshot(run.snapshot());
    panel->setWords(QStringLiteral("worker"));
    panel->sortBy(0, Qt::AscendingOrder);
    QStringList names;
    for (int row = 0; row < 3; ++row)
        names << panel->table()->model()->index(row, 0).data().toString();
    QCOMPARE(names, (QStringList{QStringLiteral("worker-1"), QStringLiteral("worker-2"), QStringLiteral("worker-10")}));
}

void TestTablePanel::selectionAndScrollSurviveUpdates()
{
    FigureRun run;
    for (int i = 0; i < 40; ++i)
        run.addThread("worker-" + std::to_string(i));
    run.grow(200'000'000);
    auto panel = shown(new ThreadsModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    panel->setSnapshot(run.snapshot());
    panel->select(30);
    const int scroll = panel->table()->verticalScrollBar()->value();
    QVERIFY(scroll > 0);
    for (int i = 0; i < 5; ++i) {
        run.addThread("late");
        run.grow(50'000'000);
        panel->setSnapshot(run.snapshot());
    }
    QCOMPARE(panel->table()->verticalScrollBar()->value(), scroll);
    const auto selected = panel->table()->selectionModel()->selectedRows();
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().data(FigureModel::KeyRole).toUInt(), 30U);
}

void TestTablePanel::clickTellsTheKeyWhateverTheOrder()
{
    FigureRun run;
    run.grow(200'000'000);
    auto panel = shown(new ThreadsModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    panel->setSnapshot(run.snapshot());
    panel->sortBy(0, Qt::DescendingOrder);
    QTableView* table = panel->table();
    QCOMPARE(table->model()->index(0, 0).data().toString(), QStringLiteral("resolver"));
    QSignalSpy chosen(panel.get(), &TablePanel::chosen);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(1, 0)).center());
    QVERIFY(!chosen.isEmpty());
    const auto key = chosen.last().first().toUInt();
    QCOMPARE(table->model()->index(1, 0).data().toString(), QStringLiteral("parser-3"));
    QCOMPARE(key, 3U);
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(chosen.last().first().toUInt(), 2U);
}

void TestTablePanel::selectingFromOutsideTellsNobody()
{
    FigureRun run;
    run.grow(200'000'000);
    auto panel = shown(new LocksModel);
    panel->setSnapshot(run.snapshot());
    QSignalSpy chosen(panel.get(), &TablePanel::chosen);
    panel->select(1);
    QCOMPARE(panel->table()->currentIndex().data().toString(), QStringLiteral("dns-cache"));
    panel->select(999);
    QVERIFY(panel->table()->selectionModel()->selectedRows().isEmpty());
    QCOMPARE(chosen.size(), 0);
}

void TestTablePanel::copyGivesTitlesAndSelectedRows()
{
    FigureRun run;
    run.grow(200'000'000);
    auto panel = shown(new LocksModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    panel->activateWindow();
    panel->setSnapshot(run.snapshot());
    QVERIFY(panel->selectedText().isEmpty());
    panel->table()->setFocus();
    panel->table()->selectAll();
    QTest::keySequence(panel->table(), QKeySequence::Copy);
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.size(), 4); // titles, two locks, the end of the last line
    QVERIFY(lines[0].startsWith(QStringLiteral("Name\tKind\tContended")));
    QVERIFY(lines[1].startsWith(QStringLiteral("frontier\tmutex\t")));
    QCOMPARE(lines[0].count(u'\t'), lines[2].count(u'\t'));
}

void TestTablePanel::filterKeepsMatchingRows()
{
    FigureRun run;
    run.addMark(store::MarkKind::Note, "net", "site listens");
    run.addMark(store::MarkKind::Error, "parser-1", "broken page");
    run.addMark(store::MarkKind::Warning, "parser-2", "slow page");
    run.grow(1'000'000);
    auto panel = shown(new LogModel);
    panel->setSnapshot(run.snapshot());
    panel->setWords(QStringLiteral("page parser"));
    QCOMPARE(panel->table()->model()->rowCount(), 2);
    panel->setWords(QStringLiteral("page parser error "));
    QCOMPARE(panel->table()->model()->rowCount(), 1);
    QCOMPARE(panel->words(), QStringLiteral("page parser error ")); // as somebody typed it
    panel->setWords({});
    QCOMPARE(panel->table()->model()->rowCount(), 3);
}

// “12” of 1234 would be another number.
void TestTablePanel::noFigureIsCutByTheEdgeOfTheTable()
{
    FigureRun run;
    run.grow(500'000'000);
    auto panel = shown(new LocksModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    QTableView* table = panel->table();
    panel->setSnapshot(run.snapshot());
    table->horizontalScrollBar()->hide();
    constexpr int kAcquired = 4;
    QCOMPARE(panel->model()->columns()[kAcquired].title, QStringLiteral("Acquired"));
    for (int cutPx = 4; cutPx < 40; cutPx += 3) {
        const int rightPx = table->columnViewportPosition(kAcquired) + table->columnWidth(kAcquired) - cutPx;
        panel->resize(panel->width() + rightPx - table->viewport()->width(), panel->height());
        QTRY_COMPARE(table->viewport()->width(), rightPx);
        const QRect row = table->visualRect(table->model()->index(0, 0));
        const QImage edge = table->viewport()->grab(QRect(rightPx - 2, row.top(), 2, row.height())).toImage();
        for (int y = 0; y < edge.height(); ++y)
            QCOMPARE(edge.pixel(1, y), edge.pixel(0, 0));
    }
}

void TestTablePanel::rowsWithoutAValueSortLast()
{
    FigureRun run;
    run.grow(500'000'000);
    auto panel = shown(new LocksModel);
    panel->setSnapshot(run.snapshot());
    const auto& columns = panel->model()->columns();
    const auto wait = std::find_if(columns.begin(), columns.end(),
                                   [](const Column& column) { return column.title == QStringLiteral("Wait p50"); });
    const int column = static_cast<int>(wait - columns.begin());
    for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        panel->sortBy(column, order);
        QCOMPARE(panel->table()->model()->index(1, 0).data().toString(), QStringLiteral("dns-cache"));
    }
}

void TestTablePanel::followsTheEndOnlyWhenThere()
{
    FigureRun run;
    auto panel = shown(new LogModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    panel->setFollowsEnd(true);
    const auto say = [&](int lines) {
        for (int i = 0; i < lines; ++i)
            run.addMark(store::MarkKind::Note, "net", "line");
        run.grow(1'000'000);
        panel->setSnapshot(run.snapshot());
    };
    QScrollBar* bar = panel->table()->verticalScrollBar();
    say(50);
    say(10);
    QVERIFY(bar->maximum() > 0);
    QCOMPARE(bar->value(), bar->maximum());
    bar->setValue(0);
    say(10);
    QCOMPARE(bar->value(), 0);
}

void TestTablePanel::emptyTableSaysWhy()
{
    auto panel = shown(new LocksModel);
    QVERIFY(QTest::qWaitForWindowExposed(panel.get()));
    const auto ink = [&] {
        const QImage picture = panel->table()->viewport()->grab().toImage();
        int different = 0;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x)
                different += picture.pixel(x, y) != picture.pixel(0, 0) ? 1 : 0;
        }
        return different;
    };
    QVERIFY2(ink() > 100, "an empty table shows a sentence");
}

QTEST_MAIN(TestTablePanel)
#include "tst_table_panel.moc"
