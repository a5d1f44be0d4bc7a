// SPDX-License-Identifier: GPL-3.0-or-later
// What is picked or singled out in one part of the window reaches all others.
#include "tests/ui/timeline/run_builder.h"
#include "tests/ui/window/window_fixture.h"
#include "ui/panels/figure_model.h"
#include "ui/panels/findings/findings_panel.h"
#include "ui/panels/locks/lock_details.h"
#include "ui/panels/requests/requests_panel.h"
#include "ui/panels/selection/range_panel.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/waits/wait_graph_panel.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/side_panel.h"
#include "ui/window/window_actions.h"

#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <set>

using namespace lanescope;
using namespace lanescope::window;

namespace {

store::Interval anyLockWait(const store::Snapshot& snapshot, store::RowIndex lane)
{
    const auto& intervals = snapshot.row(lane).intervals;
    std::size_t i = 0;
    while (intervals[i].state() != store::State::LockWait)
        ++i;
    return intervals[i];
}

} // namespace

class TestWindowSelection : public QObject, private test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeScenarios(); }
    void init() { open(); }
    void cleanup() { close(); }
    void aSnapshotReachesTimelineAndTheVisibleTableOnly();
    void aTableAndItsDetailsShowOneMoment();
    void aPausedViewKeepsItsTables();
    void aPickedWaitIsInspectedAndSelectedInTheTables();
    void aWaitCanBePickedBeforeAnyTableWasShown();
    void choosingALockInItsTablePicksItOnTheTimeline();
    void aSelectedRangeIsExplained();
    void theSelectedRangeReachesTheDetails();
    void aLineOfTheWaitsGoesToItsPlace();
    void aRequestIsFoundInItsFirstPhase();
    void aFindingIsShownWithTheFiguresOfItsTime();
    void aFindingThatGoesOnStaysInSight();
    void theCommandFollowsHowRequestsAreLaidOut();
};

void TestWindowSelection::theCommandFollowsHowRequestsAreLaidOut()
{
    QAction* byHost = m_window->actions().requestsByHost;
    byHost->trigger();
    QCOMPARE(m_window->pane().view().rows().requestRows(), timeline::RequestRows::ByHost);
    m_window->pane().view().setRequestRows(timeline::RequestRows::BySlot);
    QVERIFY(!byHost->isChecked());
}

void TestWindowSelection::aSnapshotReachesTimelineAndTheVisibleTableOnly()
{
    m_window->tabs().setCurrentWidget(m_window->tabs().locks()->parentWidget());
    showRun();
    QTRY_COMPARE(m_window->tabs().locks()->table()->model()->rowCount(), 2);
    QCOMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 0);
    m_window->tabs().showTable(m_window->tabs().threads());
    QCOMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 5);
}

void TestWindowSelection::aTableAndItsDetailsShowOneMoment()
{
    BottomTabs& tabs = m_window->tabs();
    tabs.setCurrentWidget(tabs.locks()->parentWidget());
    showRun();
    QTRY_COMPARE(tabs.locks()->table()->model()->rowCount(), 2);
    std::set<std::uint64_t> moments;
    m_window->setSource([this] {
        m_run.grow(1'000'000);
        return m_run.snapshot();
    });
    bool alike = true;
    const auto severalWereSeen = [&] {
        const std::uint64_t details = tabs.lockDetails()->snapshot().generation;
        alike = alike && details == tabs.locks()->model()->snapshot().generation;
        moments.insert(details);
        return moments.size() >= 4;
    };
    QVERIFY(QTest::qWaitFor(severalWereSeen, 20'000));
    QVERIFY(alike);
}

void TestWindowSelection::aPausedViewKeepsItsTables()
{
    m_window->tabs().showTable(m_window->tabs().threads());
    showRun();
    QTRY_COMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 5);
    m_window->actions().pauseView->trigger();
    QVERIFY(m_window->pane().viewport().isPaused());
    m_run.addThread("late");
    m_run.grow(100'000'000);
    const auto later = m_run.snapshot();
    int pulls = 0;
    m_window->setSource([&pulls, later] {
        ++pulls;
        return later;
    });
    QTRY_VERIFY(pulls > 20);
    QCOMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 5);
    m_window->actions().pauseView->trigger();
    QTRY_COMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 6);
}

// The tables and their details have the snapshot of no run at all then.
void TestWindowSelection::aWaitCanBePickedBeforeAnyTableWasShown()
{
    showRun();
    const auto snapshot = m_window->pane().shownSnapshot();
    const auto lane = snapshot->thread(store::ThreadIndex{2}).stateRow;
    m_window->pane().view().navigator().pick(timeline::Pick{lane, anyLockWait(*snapshot, lane)});
    QVERIFY2(visibleText().contains(QStringLiteral("frontier (mutex)")), qPrintable(visibleText()));
}

void TestWindowSelection::aPickedWaitIsInspectedAndSelectedInTheTables()
{
    m_window->tabs().setCurrentWidget(m_window->tabs().locks()->parentWidget());
    showRun();
    QTRY_COMPARE(m_window->tabs().locks()->table()->model()->rowCount(), 2);
    const auto snapshot = m_window->pane().shownSnapshot();
    const auto lane = snapshot->thread(store::ThreadIndex{2}).stateRow;
    m_window->pane().view().navigator().pick(timeline::Pick{lane, anyLockWait(*snapshot, lane)});
    QVERIFY2(visibleText().contains(QStringLiteral("frontier (mutex)")), qPrintable(visibleText()));
    const auto selected = m_window->tabs().locks()->table()->selectionModel()->selectedRows();
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().data().toString(), QStringLiteral("frontier"));
}

void TestWindowSelection::choosingALockInItsTablePicksItOnTheTimeline()
{
    m_window->tabs().setCurrentWidget(m_window->tabs().locks()->parentWidget());
    showRun();
    QTableView* table = m_window->tabs().locks()->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 0)).center());
    QCOMPARE(m_window->pane().viewport().highlightedObject(), std::optional(test::FigureRun::kFrontier));
}

void TestWindowSelection::aSelectedRangeIsExplained()
{
    showRun();
    panels::RangePanel& range = m_window->side().range();
    timeline::Viewport& viewport = m_window->pane().viewport();
    QVERIFY(!range.isVisible());
    const std::int64_t begin = viewport.run().fromNs;
    viewport.setSelection(timeline::TimeRange{begin + 500'000'000, begin + 900'000'000});
    QVERIFY(range.isVisible());
    QCOMPARE(range.facts().toNs - range.facts().fromNs, 400'000'000);
    viewport.setSelection(std::nullopt);
    QVERIFY(!range.isVisible());
    // Two cursors say the same of what lies between them, whichever is first.
    viewport.setCursor(timeline::Viewport::Cursor::First, begin + 900'000'000);
    QVERIFY(!range.isVisible());
    viewport.setCursor(timeline::Viewport::Cursor::Second, begin + 600'000'000);
    QCOMPARE(range.facts().toNs - range.facts().fromNs, 300'000'000);
    Q_EMIT range.zoomWanted();
    QCOMPARE(viewport.visible().spanNs(), 300'000'000);
    Q_EMIT range.clearWanted();
    QVERIFY(!range.isVisible());
    QVERIFY(!viewport.cursor(timeline::Viewport::Cursor::First));
}

void TestWindowSelection::theSelectedRangeReachesTheDetails()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    const auto mutex = run.addLock("mutex");
    auto figures = std::make_shared<store::LockFigures>();
    figures->acquisitions = 7;
    run.object(mutex).lock = figures;
    const auto snapshot = run.build(3 * kSecond, false);
    m_window->setSource([&snapshot] { return snapshot; });
    m_window->tabs().showTable(m_window->tabs().locks());
    const auto acquired = [this] {
        const auto& facts = m_window->tabs().lockDetails()->story().facts;
        const auto fact = std::ranges::find(facts, QStringLiteral("acquired"), &panels::Fact::label);
        return fact == facts.end() ? QString() : fact->value;
    };
    QTRY_VERIFY(acquired().startsWith(QStringLiteral("7 times"))); // the whole run
    m_window->pane().viewport().setSelection(
        timeline::TimeRange{snapshot->beginNs + kSecond, snapshot->beginNs + 2 * kSecond});
    QVERIFY2(acquired().startsWith(QStringLiteral("0 times")), qPrintable(acquired()));
    m_window->pane().viewport().setSelection(std::nullopt);
    QVERIFY(acquired().startsWith(QStringLiteral("7 times")));
}

void TestWindowSelection::aLineOfTheWaitsGoesToItsPlace()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    const auto mutex = run.addLock("mutex");
    const auto thread = run.addThread("main");
    run.add(run.stateRow(thread), 0, 100 * kSecond, store::State::Running);
    run.add(run.objectRow(mutex), 20 * kSecond, 20 * kSecond + 1000, store::State::Held, thread); // a sliver, long ago
    const auto snapshot = run.build(100 * kSecond, false);
    m_window->setSource([&snapshot] { return snapshot; });
    QTRY_COMPARE(m_window->pane().shownSnapshot(), snapshot);
    Q_EMIT m_window->tabs().waits()->placeWanted(run.objectRow(mutex), snapshot->beginNs + 20 * kSecond);
    const timeline::TimeRange visible = m_window->pane().viewport().visible();
    QVERIFY(visible.contains(snapshot->beginNs + 20 * kSecond) && visible.spanNs() < 1'000'000);
    Q_EMIT m_window->tabs().waits()->placeWanted(store::RowIndex{999}, 0); // of another run
    QCOMPARE(m_window->pane().viewport().visible(), visible);
}

// Nothing of it has ended yet, so its slot has no bar but the one that grows.
void TestWindowSelection::aRequestIsFoundInItsFirstPhase()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    std::vector<std::uint32_t> slotRows;
    for (const char* name : {"slot 1", "slot 2"})
        slotRows.push_back(run.addObject(name, trace::ObjectKind::RequestSlot, store::RowKind::RequestSlot));
    run.add(run.objectRow(slotRows[0]), 0, 9 * kSecond, store::State::RequestBody, 3);
    run.add(run.objectRow(slotRows[1]), 0, kSecond, store::State::RequestBody, 4);
    run.open(run.objectRow(slotRows[1]), 8 * kSecond, store::State::RequestConnect, 5);
    const auto snapshot = run.build(10 * kSecond, true);
    m_window->setSource([&snapshot] { return snapshot; });
    QTRY_COMPARE(m_window->pane().shownSnapshot(), snapshot);
    store::Request request;
    request.id = 5;
    request.startNs = request.endNs = snapshot->beginNs + 8 * kSecond; // as told when it began
    request.now = trace::RequestPhase::Connect;
    QSignalSpy picked(&m_window->pane().view().navigator(), &timeline::TimelineNavigator::picked);
    Q_EMIT m_window->tabs().requests()->momentWanted(request);
    QVERIFY(!picked.isEmpty());
    const auto hit = picked.back()[0].value<timeline::Hit>();
    QCOMPARE(hit.row, std::optional(run.objectRow(slotRows[1])));
    QVERIFY(hit.interval);
    QCOMPARE(hit.interval->startNs, request.startNs);
    const timeline::TimeRange visible = m_window->pane().viewport().visible();
    QVERIFY(visible.contains(request.startNs) && !visible.isEmpty());
}

// What is beside it then tells of when it was there, however long the run goes on.
void TestWindowSelection::aFindingIsShownWithTheFiguresOfItsTime()
{
    showRun();
    const auto& viewport = m_window->pane().viewport();
    const std::int64_t beginNs = viewport.run().fromNs;
    panels::FindingText finding;
    finding.key = QStringLiteral("convoy");
    finding.title = QStringLiteral("A convoy");
    finding.fromNs = beginNs + 500'000'000;
    finding.toNs = beginNs + 1'200'000'000;
    finding.object = test::FigureRun::kFrontier;
    Q_EMIT m_window->tabs().findings()->showWanted(finding);
    QCOMPARE(viewport.singledOut(), std::optional(timeline::TimeRange{finding.fromNs, finding.toNs}));
    QVERIFY(viewport.visible().fromNs < finding.fromNs && viewport.visible().toNs > finding.toNs);
    const auto isOfItsTime = [&] {
        const auto& facts = m_window->side().range().facts();
        return facts.fromNs == finding.fromNs && facts.toNs == finding.toNs;
    };
    QVERIFY(isOfItsTime());
    m_run.grow(1'000'000'000);
    const auto later = m_run.snapshot();
    m_window->setSource([later] { return later; });
    QTRY_VERIFY(viewport.run().toNs > beginNs + 2'500'000'000);
    QCOMPARE(viewport.singledOut(), std::optional(timeline::TimeRange{finding.fromNs, finding.toNs}));
    QVERIFY(isOfItsTime());
}

void TestWindowSelection::aFindingThatGoesOnStaysInSight()
{
    showRun();
    const auto& viewport = m_window->pane().viewport();
    panels::FindingText finding;
    finding.key = QStringLiteral("deadlock");
    finding.fromNs = viewport.run().fromNs + 500'000'000;
    finding.toNs = viewport.run().toNs;
    QVERIFY(viewport.followsLive());
    Q_EMIT m_window->tabs().findings()->showWanted(finding);
    m_run.grow(9'000'000'000);
    const auto later = m_run.snapshot();
    m_window->setSource([later] { return later; });
    QTRY_VERIFY(viewport.run().toNs > finding.toNs + 8'000'000'000);
    QVERIFY(viewport.visible().fromNs < finding.fromNs && viewport.visible().toNs > finding.fromNs);
}

QTEST_MAIN(TestWindowSelection)
#include "tst_window_selection.moc"
