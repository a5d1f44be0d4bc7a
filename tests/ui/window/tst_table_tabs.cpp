// SPDX-License-Identifier: GPL-3.0-or-later
// The tables below the timeline: how they share the room with their details, how they are filtered, and what they remember.
#include "tests/ui/window/window_fixture.h"
#include "ui/panels/details_area.h"
#include "ui/panels/table_panel.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/details_split.h"
#include "ui/window/filter_field.h"
#include "ui/window/window_actions.h"

#include <QMenu>
#include <QScrollBar>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace lanescope;
using namespace lanescope::window;

class TestTableTabs : public QObject, private test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeScenarios(); }
    void init() { open(); }
    void cleanup() { close(); }
    void fewRowsHaveTheirDetailsBelowWhereThereIsRoom();
    void anEmptyTableHasAllTheRoomForItsWords();
    void aSplitterThatWasMovedStays();
    void theFilterIsOfTheTableThatIsSeen();
    void theFilterIsReachedAndLeftByKeys();
    void columnsAreRememberedFromOneStartToTheNext();
    void inASmallWindowAllTabsAreSeen();
    void tabsThatDoNotFitCanBeScrolledTo();
    void hiddenTabIsNotTheOneThatWasOpenLast();

private:
    DetailsSplit* splitOf(panels::TablePanel* table) { return qobject_cast<DetailsSplit*>(table->parentWidget()); }
    QTableView* show(panels::TablePanel* table)
    {
        m_window->tabs().showTable(table);
        showRun();
        return table->table();
    }
};

void TestTableTabs::fewRowsHaveTheirDetailsBelowWhereThereIsRoom()
{
    m_window->resize(1500, 1100);
    show(m_window->tabs().locks());
    DetailsSplit* locks = splitOf(m_window->tabs().locks());
    QTRY_COMPARE(locks->orientation(), Qt::Vertical);
    QTRY_VERIFY(locks->details()->isVisible());
    QTRY_VERIFY(locks->table()->height() < locks->details()->height()); // two locks need little
    QVERIFY(locks->table()->table()->verticalScrollBar()->maximum() == 0);
    m_window->resize(1000, 640);
    QTRY_COMPARE(locks->orientation(), Qt::Horizontal);
    m_window->resize(1500, 1100);
    m_window->tabs().showTable(m_window->tabs().threads());
    QCOMPARE(splitOf(m_window->tabs().threads())->orientation(), Qt::Horizontal); // a long list stays long
}

void TestTableTabs::anEmptyTableHasAllTheRoomForItsWords()
{
    m_window->resize(1500, 1100);
    m_window->tabs().showTable(m_window->tabs().queues());
    DetailsSplit* queues = splitOf(m_window->tabs().queues());
    QVERIFY(!queues->details()->isVisible());
    QTRY_VERIFY(queues->table()->height() > queues->height() - 4);
    m_window->tabs().showTable(m_window->tabs().locks());
    showRun();
    QTRY_VERIFY(splitOf(m_window->tabs().locks())->details()->isVisible());
}

void TestTableTabs::aSplitterThatWasMovedStays()
{
    m_window->resize(1500, 1100);
    show(m_window->tabs().locks());
    DetailsSplit* locks = splitOf(m_window->tabs().locks());
    QTRY_COMPARE(locks->orientation(), Qt::Vertical);
    locks->setSizes({locks->height() / 2, locks->height() / 2});
    Q_EMIT locks->splitterMoved(locks->height() / 2, 1);
    const int before = locks->table()->height();
    m_window->resize(1499, 1100);
    QVERIFY(std::abs(locks->table()->height() - before) <= 1);
}

void TestTableTabs::theFilterIsOfTheTableThatIsSeen()
{
    BottomTabs& tabs = m_window->tabs();
    QTableView* threads = show(tabs.threads());
    QTRY_COMPARE(threads->model()->rowCount(), 5);
    FilterField* filter = tabs.filter();
    QVERIFY(filter->isVisible());
    QTest::keyClicks(filter, QStringLiteral("parser"));
    const int kept = threads->model()->rowCount();
    QVERIFY(kept > 0 && kept < 5);
    tabs.showTable(tabs.locks());
    QVERIFY(filter->text().isEmpty());
    QTRY_COMPARE(tabs.locks()->table()->model()->rowCount(), 2);
    tabs.setCurrentIndex(0);
    QVERIFY(!filter->isVisible()); // findings are no table
    tabs.showTable(tabs.threads());
    QCOMPARE(filter->text(), QStringLiteral("parser"));
    QCOMPARE(threads->model()->rowCount(), kept);
}

void TestTableTabs::theFilterIsReachedAndLeftByKeys()
{
    QTableView* threads = show(m_window->tabs().threads());
    QTRY_COMPARE(threads->model()->rowCount(), 5);
    FilterField* filter = m_window->tabs().filter();
    m_window->actions().filterTable->trigger();
    QCOMPARE(m_window->focusWidget(), filter);
    QTest::keyClick(filter, Qt::Key_Down);
    QCOMPARE(m_window->focusWidget(), threads);
    QCOMPARE(threads->currentIndex().row(), 0);
    m_window->actions().filterTable->trigger();
    QTest::keyClicks(filter, QStringLiteral("nobody is called so"));
    QCOMPARE(threads->model()->rowCount(), 0);
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(threads->model()->rowCount(), 5);
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(m_window->focusWidget(), threads);
}

void TestTableTabs::columnsAreRememberedFromOneStartToTheNext()
{
    QMenu* menu = m_window->tabs().locks()->table()->actions().last()->menu();
    QVERIFY(menu->actions().at(0)->isChecked());
    menu->actions().at(0)->trigger();
    m_window->tabs().threads()->table()->setColumnWidth(0, 321);
    m_window->close();
    MainWindow again(*m_controller, m_scenarios, *m_settings);
    QVERIFY(again.tabs().locks()->table()->isColumnHidden(1));
    QCOMPARE(again.tabs().threads()->table()->columnWidth(0), 321);
}

void TestTableTabs::inASmallWindowAllTabsAreSeen()
{
    BottomTabs& tabs = m_window->tabs();
    const auto hasAll = [&tabs] {
        const QTabBar* bar = tabs.tabBar();
        const int last = tabs.count() - 1;
        return bar->tabRect(0).left() >= 0 && bar->tabRect(last).right() < bar->width();
    };
    tabs.setFindingCount(3);
    m_window->resize(1500, 950);
    show(tabs.threads());
    QTRY_VERIFY(hasAll());
    const int roomy = tabs.tabBar()->tabRect(1).width();
    m_window->resize(1100, 700);
    QTRY_VERIFY(hasAll() && tabs.filter()->isVisible());
    QVERIFY(tabs.tabBar()->tabRect(1).width() < roomy);
    m_window->resize(1500, 950);
    QTRY_COMPARE(tabs.tabBar()->tabRect(1).width(), roomy);
}

void TestTableTabs::tabsThatDoNotFitCanBeScrolledTo()
{
    m_window->tabs().setCrawlShown(true);
    show(m_window->tabs().locks()); // which has a filter beside the tabs
    m_window->resize(1000, 640);
    QTabBar* bar = m_window->tabs().tabBar();
    const auto buttons = bar->findChildren<QToolButton*>();
    QTRY_VERIFY(std::ranges::any_of(buttons, [](const QToolButton* button) { return button->isVisible(); }));
    for (const QToolButton* button : buttons) {
        if (button->isVisible())
            QVERIFY2(button->width() >= 16 && bar->rect().contains(button->geometry()), "an arrow can be hit");
    }
    m_window->resize(1900, 900);
    QTRY_VERIFY(std::ranges::none_of(buttons, [](const QToolButton* button) { return button->isVisible(); }));
}

void TestTableTabs::hiddenTabIsNotTheOneThatWasOpenLast()
{
    BottomTabs& tabs = m_window->tabs();
    tabs.setCrawlShown(true);
    tabs.setCurrentIndex(tabs.count() - 3);
    QCOMPARE(tabs.tabText(tabs.currentIndex()), QStringLiteral("Crawl"));
    m_window->close();
    MainWindow again(*m_controller, m_scenarios, *m_settings);
    again.tabs().setCrawlShown(false);
    QVERIFY(again.tabs().isTabVisible(again.tabs().currentIndex()));
}

QTEST_MAIN(TestTableTabs)
#include "tst_table_tabs.moc"
