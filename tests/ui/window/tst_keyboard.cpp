// SPDX-License-Identifier: GPL-3.0-or-later
// Every part of the window without a pointer.
#include "tests/ui/timeline/run_builder.h"
#include "tests/ui/window/window_fixture.h"
#include "ui/charts/charts_panel.h"
#include "ui/gallery/gallery.h"
#include "ui/knobs/knob_panel.h"
#include "ui/knobs/knob_slider.h"
#include "ui/panels/locks/lock_details.h"
#include "ui/panels/processes/process_output.h"
#include "ui/panels/processes/process_panel.h"
#include "ui/panels/queues/queue_details.h"
#include "ui/panels/requests/requests_panel.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/threads/thread_details.h"
#include "ui/panels/waits/wait_graph_panel.h"
#include "ui/panels/waits/wait_graph_view.h"
#include "ui/theme/focus_ring.h"
#include "ui/theme/key_splitter.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/filter_field.h"
#include "ui/window/run_bar.h"
#include "ui/window/side_panel.h"
#include "ui/window/window_actions.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace lanescope;
using namespace lanescope::window;

class TestKeyboard : public QObject, private test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeScenarios(); }
    void init();
    void cleanup() { close(); }
    void tabReachesEveryPart_data();
    void tabReachesEveryPart();
    void partsAndPanelsHaveKeys();
    void escapeLeadsBackToTheTimeline_data();
    void escapeLeadsBackToTheTimeline();
    void whoGoesToTheWaitsIsAtTheGraph();
    void theKeyForTheRowsOfACrawlWorksAtTheKnobs();
    void arrowsMoveABorder();
    void aTableShowsThatItHasTheFocus();
    void aTableIsSortedByKeys();

private:
    /// What has the focus, one press of Tab after the other, until it comes round.
    QSet<const QWidget*> walk();
    static bool reached(const QSet<const QWidget*>& seen, const QWidget* part);
};

void TestKeyboard::init()
{
    open();
    m_window->resize(1500, 1000);
    m_window->showScenario(QStringLiteral("locks.mutex"));
}

QSet<const QWidget*> TestKeyboard::walk()
{
    QSet<const QWidget*> seen;
    m_window->pane().view().setFocus();
    const QWidget* first = m_window->focusWidget();
    for (int presses = 0; presses < 300; ++presses) {
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Tab);
        seen.insert(m_window->focusWidget());
        if (m_window->focusWidget() == first)
            return seen;
    }
    return {}; // it hangs somewhere
}

bool TestKeyboard::reached(const QSet<const QWidget*>& seen, const QWidget* part)
{
    return std::ranges::any_of(seen,
                               [part](const QWidget* widget) { return widget == part || part->isAncestorOf(widget); });
}

void TestKeyboard::tabReachesEveryPart_data()
{
    using Parts = std::vector<std::function<const QWidget*(BottomTabs&)>>;
    QTest::addColumn<int>("tab");
    QTest::addColumn<Parts>("parts");
    const auto row = [](const char* name, int tab, const Parts& parts) { QTest::newRow(name) << tab << parts; };
    row("locks", 1,
        {[](auto& tabs) { return tabs.locks()->table(); }, [](auto& tabs) { return tabs.lockDetails(); },
         [](auto& tabs) { return tabs.filter(); }});
    row("waits", 2, {[](auto& tabs) { return tabs.waits()->template findChild<panels::WaitGraphView*>(); }});
    row("queues", 3,
        {[](auto& tabs) { return tabs.queues()->table(); }, [](auto& tabs) { return tabs.queueDetails(); },
         [](auto& tabs) { return tabs.filter(); }});
    row("threads", 4,
        {[](auto& tabs) { return tabs.threads()->table(); }, [](auto& tabs) { return tabs.threadDetails(); }});
    row("processes", 5,
        {[](auto& tabs) { return tabs.processes()->tree(); }, [](auto& tabs) { return tabs.processes()->output(); }});
    row("requests", 6, {[](auto& tabs) { return tabs.requests()->table()->table(); }});
    row("charts", 8, {[](auto& tabs) { return &tabs.charts(); }});
    row("log", 9, {[](auto& tabs) { return tabs.log()->table(); }, [](auto& tabs) { return tabs.filter(); }});
}

void TestKeyboard::tabReachesEveryPart()
{
    using Parts = std::vector<std::function<const QWidget*(BottomTabs&)>>;
    QFETCH(int, tab);
    QFETCH(Parts, parts);
    BottomTabs& tabs = m_window->tabs();
    tabs.setCurrentIndex(tab);
    showRun();
    for (const auto& part : parts)
        QTRY_VERIFY(part(tabs)->isVisible());
    const auto seen = walk();
    QVERIFY2(!seen.isEmpty(), "Tab comes round");
    for (const auto& part : parts)
        QVERIFY2(reached(seen, part(tabs)), qPrintable(part(tabs)->accessibleName()));
    for (const QWidget* part : std::initializer_list<const QWidget*>{&m_window->pane().view(), tabs.tabBar(),
                                                                     &m_window->gallery(), &m_window->side().knobs(),
                                                                     m_window->side().pageArea(), &m_window->bar()})
        QVERIFY2(reached(seen, part), part->metaObject()->className());
    for (const auto* handle : m_window->findChildren<QSplitterHandle*>())
        QVERIFY2(!handle->isVisible() || seen.contains(handle),
                 handle->splitter()->parentWidget()->metaObject()->className());
}

void TestKeyboard::partsAndPanelsHaveKeys()
{
    showRun();
    BottomTabs& tabs = m_window->tabs();
    const auto& panels = m_window->actions().tabs;
    QCOMPARE(static_cast<int>(panels.size()), tabs.count());
    for (int tab = 0; tab < tabs.count(); ++tab) {
        QVERIFY2(panels[static_cast<std::size_t>(tab)]->text().endsWith(tabs.tabText(tab).section(u' ', 0, 0)),
                 qPrintable(tabs.tabText(tab)));
        panels[static_cast<std::size_t>(tab)]->trigger();
        if (!tabs.isTabVisible(tab)) // that of a crawl
            continue;
        QCOMPARE(tabs.currentIndex(), tab);
        QVERIFY2(tabs.isAncestorOf(m_window->focusWidget()), qPrintable(tabs.tabText(tab)));
    }
    m_window->pane().setFocus();
    for (const QWidget* part : std::initializer_list<const QWidget*>{&tabs, &m_window->side(), &m_window->gallery()}) {
        m_window->actions().nextPart->trigger();
        QVERIFY2(part->isAncestorOf(m_window->focusWidget()), part->metaObject()->className());
    }
    m_window->actions().previousPart->trigger();
    QVERIFY(m_window->side().isAncestorOf(m_window->focusWidget()));
}

void TestKeyboard::escapeLeadsBackToTheTimeline_data()
{
    QTest::addColumn<int>("tab");
    const char* const names[] = {"findings", "locks", "waits", "queues", "threads", "processes", "requests"};
    for (int tab = 0; tab < static_cast<int>(std::size(names)); ++tab)
        QTest::newRow(names[tab]) << tab;
    QTest::newRow("charts") << 8;
    QTest::newRow("log") << 9;
}

void TestKeyboard::escapeLeadsBackToTheTimeline()
{
    QFETCH(int, tab);
    showRun();
    m_window->tabs().goTo(tab);
    QVERIFY(m_window->tabs().isAncestorOf(m_window->focusWidget()));
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Escape);
    QVERIFY2(m_window->pane().isAncestorOf(m_window->focusWidget()),
             m_window->focusWidget()->metaObject()->className());
}

void TestKeyboard::theKeyForTheRowsOfACrawlWorksAtTheKnobs()
{
    auto* slider = m_window->side().findChild<knobs::KnobSlider*>();
    QVERIFY(slider != nullptr);
    slider->setFocus();
    const bool before = m_window->actions().requestsByHost->isChecked();
    QTest::keyClick(slider, Qt::Key_H);
    QCOMPARE(m_window->actions().requestsByHost->isChecked(), !before);
}

// In a deadlock the first thing there is a button that ends the run: nobody should press it by the way.
void TestKeyboard::whoGoesToTheWaitsIsAtTheGraph()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    const auto mutex = run.addLock("mutex");
    const auto thread = run.addThread("alone");
    run.object(mutex).owner = store::ThreadIndex{thread};
    run.open(run.objectRow(mutex), 0, store::State::HeldContended, thread);
    run.open(run.stateRow(thread), kSecond, store::State::LockWait, mutex);
    const auto snapshot = run.build(3 * kSecond, true);
    m_window->setSource([&snapshot] { return snapshot; });
    QTRY_VERIFY(m_window->tabs().waits()->graph().isDeadlock);
    m_window->tabs().goTo(m_window->tabs().indexOf(m_window->tabs().waits()));
    QCOMPARE(m_window->focusWidget(), &m_window->tabs().waits()->view());
}

void TestKeyboard::arrowsMoveABorder()
{
    showRun();
    const int before = m_window->tabs().height();
    theme::KeySplitterHandle* border = nullptr;
    for (auto* handle : m_window->findChildren<theme::KeySplitterHandle*>()) {
        if (handle->isVisible() && handle->splitter() == m_window->tabs().parentWidget())
            border = handle;
    }
    QVERIFY(border);
    border->setFocus(Qt::TabFocusReason);
    QCOMPARE(m_window->focusWidget(), border);
    QTest::keyClick(border, Qt::Key_Up);
    const int larger = m_window->tabs().height();
    QVERIFY2(larger >= before + theme::KeySplitter::kStepPx / 2, qPrintable(QString::number(larger - before)));
    QTest::keyClick(border, Qt::Key_Down);
    QVERIFY(m_window->tabs().height() < larger);
}

void TestKeyboard::aTableShowsThatItHasTheFocus()
{
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->tabs().showTable(m_window->tabs().threads());
    showRun();
    auto* ring = m_window->findChild<theme::FocusRing*>();
    QVERIFY(ring);
    QTableView* table = m_window->tabs().threads()->table();
    QTest::keyClick(m_window.get(), Qt::Key_F13); // whatever key: from now on the keyboard is in use
    table->setFocus(Qt::TabFocusReason);
    QCOMPARE(ring->framed(), table);
    QVERIFY(ring->isVisible());
    QCOMPARE(ring->mapTo(m_window.get(), QPoint()), table->mapTo(m_window.get(), QPoint()));
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, QPoint(20, 10));
    QVERIFY(!ring->isVisible()); // who points knows where
}

void TestKeyboard::aTableIsSortedByKeys()
{
    m_window->tabs().showTable(m_window->tabs().threads());
    showRun();
    QTableView* table = m_window->tabs().threads()->table();
    QTRY_COMPARE(table->model()->rowCount(), 5);
    table->setCurrentIndex(table->model()->index(0, 0));
    const auto byMenu = [table] {
        for (QAction* action : table->actions()) {
            if (action->text() == panels::TablePanel::tr("Sort by this column"))
                action->trigger();
        }
        return table->horizontalHeader()->sortIndicatorOrder();
    };
    QCOMPARE(byMenu(), Qt::AscendingOrder);
    QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), 0);
    QCOMPARE(byMenu(), Qt::DescendingOrder);
}

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
