// SPDX-License-Identifier: GPL-3.0-or-later
// The window with a real controller in Idle: nothing here starts a process.
#include "tests/ui/panels/figure_run.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/gallery/gallery.h"
#include "ui/knobs/knob_panel.h"
#include "ui/panels/crawl_panel.h"
#include "ui/panels/inspector.h"
#include "ui/panels/lock_details.h"
#include "ui/panels/range_panel.h"
#include "ui/panels/scenario_page.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/wait_graph_panel.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/command_palette.h"
#include "ui/window/keys_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/run_banner.h"
#include "ui/window/side_panel.h"
#include "ui/window/tour.h"
#include "ui/window/window_actions.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace lanescope;
using namespace lanescope::window;
using scenario::Knob;

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void opensWithEverythingInPlace();
    void fitsTheSmallestSize();
    void choosingAScenarioMakesItsKnobs();
    void aSnapshotReachesTimelineAndTheVisibleTableOnly();
    void aPausedViewKeepsItsTables();
    void aPickedWaitIsInspectedAndSelectedInTheTables();
    void choosingALockInItsTablePicksItOnTheTimeline();
    void aCrawlOfNoAddressAsksForOne();
    void aRudeCrawlIsAskedForFirst();
    void aCrawlCanBeHeldByAKey();
    void aSelectedRangeIsExplained();
    void linksOnThePageTurnKnobs();
    void linksTurnChoicesAndRestartKnobsToo();
    void aDeadlockIsNamedShownAndForgottenWhenItIsFreed();
    void aStarvedPoolIsNamedToo();
    void theSelectedRangeReachesTheDetails();
    void aLineOfTheWaitsGoesToItsPlace();
    void theBannerCanBeClosed();
    void theBannerOffersWhatFits();
    void theTourIsOfferedOnceAndComesBackFromTheMenu();
    void paletteRunsACommand();
    void everyShortcutIsUsedOnce();
    void everyKeyStandsOnThePageOfKeys();
    void menuBarCanBeHiddenAndCommandsStillWork();
    void slashFocusesTheSearch();
    void themesChangeTheWindow();
    void sizesAreRemembered();
    void grabsItself();

private:
    void showRun()
    {
        m_run.grow(2'000'000'000);
        const auto snapshot = m_run.snapshot();
        m_window->setSource([snapshot] { return snapshot; });
        QTRY_COMPARE(m_window->pane().shownSnapshot(), snapshot);
    }
    QString visibleText() const
    {
        QStringList texts;
        for (const auto* label : m_window->findChildren<QLabel*>()) {
            if (label->isVisible())
                texts << label->text();
        }
        return texts.join(u'\n');
    }

    QTemporaryDir m_folder;
    std::vector<scenario::ScenarioInfo> m_scenarios;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<control::RunController> m_controller;
    std::unique_ptr<MainWindow> m_window;
    test::FigureRun m_run;
};

void TestMainWindow::initTestCase()
{
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
    const auto s = [](const char* text) { return QString::fromUtf8(text); };
    m_scenarios = {
        {s("locks.mutex"),
         s("Locks"),
         s("Mutex"),
         s("One lock, many threads."),
         {Knob::integer(s("threads"), s("Threads"), 1, 64, 4, {}, {}),
          Knob::integer(s("hold"), s("Hold"), 0, 100, 10, s("µs"), {}),
          Knob::choice(s("lock"), s("Lock"), {s("none"), s("QMutex"), s("std::mutex"), s("ticket lock")}, 1, {})
              .restart()}},
        {s("crawl.url"),
         s("Crawl"),
         s("Crawl a URL"),
         {},
         {Knob::textual(s("urls"), s("Address"), {}, {}).restart(),
          Knob::real(s("download_delay"), s("Delay"), 0, 60, 1, s("s"), {}),
          Knob::toggle(s("paused"), s("Pause all"), false, {})}},
    };
}

void TestMainWindow::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
    m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("w.ini")));
    m_controller = std::make_unique<control::RunController>();
    m_window = std::make_unique<MainWindow>(*m_controller, m_scenarios, *m_settings);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_run = test::FigureRun(m_run.nowNs() + 1'000'000'000);
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    m_controller.reset();
    m_settings.reset();
}

void TestMainWindow::opensWithEverythingInPlace()
{
    QVERIFY(m_window->pane().isVisible());
    QVERIFY(m_window->gallery().isVisible());
    QVERIFY(m_window->side().isVisible());
    QCOMPARE(m_window->tabs().count(), 10);
    QVERIFY(!m_window->tabs().isTabVisible(m_window->tabs().indexOf(m_window->tabs().crawl()))); // no crawl yet
    QVERIFY(!m_window->banner().isVisible());
    QVERIFY(!m_window->actions().startStop->isEnabled()); // nothing is chosen
    QVERIFY(!m_window->actions().pauseRun->isEnabled());
}

void TestMainWindow::fitsTheSmallestSize()
{
    m_window->showScenario(QStringLiteral("locks.mutex"));
    showRun();
    m_window->resize(1000, 640);
    QCOMPARE(m_window->size(), QSize(1000, 640));
    const QRect whole = m_window->rect();
    for (const auto* button : m_window->findChildren<QPushButton*>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        const QRect place(button->mapTo(m_window.get(), QPoint()), button->size());
        QVERIFY2(whole.contains(place), qPrintable(button->text()));
        QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(button->text()));
    }
}

void TestMainWindow::choosingAScenarioMakesItsKnobs()
{
    QVERIFY(!m_window->showScenario(QStringLiteral("nothing")));
    QVERIFY(m_window->showScenario(QStringLiteral("locks.mutex")));
    QVERIFY(m_window->side().knobs().row(QStringLiteral("threads")));
    QVERIFY(m_window->windowTitle().startsWith(QStringLiteral("Mutex")));
    QVERIFY(m_window->side().page().toPlainText().contains(QStringLiteral("One lock, many threads.")));
    QVERIFY(m_window->actions().startStop->isEnabled());
    QCOMPARE(m_window->gallery().current(), QStringLiteral("locks.mutex"));
}

void TestMainWindow::aSnapshotReachesTimelineAndTheVisibleTableOnly()
{
    m_window->tabs().setCurrentWidget(m_window->tabs().locks()->parentWidget());
    showRun();
    QTRY_COMPARE(m_window->tabs().locks()->table()->model()->rowCount(), 2);
    QCOMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 0);
    m_window->tabs().showTable(m_window->tabs().threads());
    QCOMPARE(m_window->tabs().threads()->table()->model()->rowCount(), 5);
}

void TestMainWindow::aPausedViewKeepsItsTables()
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

void TestMainWindow::aPickedWaitIsInspectedAndSelectedInTheTables()
{
    m_window->tabs().setCurrentWidget(m_window->tabs().locks()->parentWidget());
    showRun();
    QTRY_COMPARE(m_window->tabs().locks()->table()->model()->rowCount(), 2);
    const auto snapshot = m_window->pane().shownSnapshot();
    const auto lane = snapshot->thread(store::ThreadIndex{2}).stateRow;
    const auto& intervals = snapshot->row(lane).intervals;
    std::optional<store::Interval> wait;
    for (std::size_t i = 0; i < intervals.size() && !wait; ++i) {
        if (intervals[i].state() == store::State::LockWait)
            wait = intervals[i];
    }
    QVERIFY(wait);
    m_window->pane().view().navigator().pick(timeline::Pick{lane, wait});
    QVERIFY2(visibleText().contains(QStringLiteral("frontier (mutex)")), qPrintable(visibleText()));
    const auto selected = m_window->tabs().locks()->table()->selectionModel()->selectedRows();
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.first().data().toString(), QStringLiteral("frontier"));
}

void TestMainWindow::choosingALockInItsTablePicksItOnTheTimeline()
{
    m_window->tabs().setCurrentWidget(m_window->tabs().locks()->parentWidget());
    showRun();
    QTableView* table = m_window->tabs().locks()->table();
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 0)).center());
    QCOMPARE(m_window->pane().viewport().highlightedObject(), std::optional(test::FigureRun::kFrontier));
}

void TestMainWindow::aCrawlOfNoAddressAsksForOne()
{
    QVERIFY(m_window->startScenario(QStringLiteral("crawl.url")));
    QCOMPARE(m_controller->state(), control::RunState::Idle);
    auto* edit = qobject_cast<QLineEdit*>(m_window->focusWidget());
    QVERIFY(edit);
    QCOMPARE(edit->accessibleName(), QStringLiteral("Address"));
    QVERIFY(visibleText().contains(QStringLiteral("Type where to start")));
}

void TestMainWindow::aRudeCrawlIsAskedForFirst()
{
    const std::vector<scenario::KnobValue> rude{{0, QStringLiteral("http://example.invalid/")}, {0, {}}, {0, {}}};
    QVERIFY(m_window->startScenario(QStringLiteral("crawl.url"), rude));
    QCOMPARE(m_controller->state(), control::RunState::Idle);
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    QVERIFY(box);
    QVERIFY(box->text().contains(QStringLiteral("example.invalid")));
    QTest::keyClick(box, Qt::Key_Escape);
    QCOMPARE(m_controller->state(), control::RunState::Idle);
    QTRY_VERIFY(!QApplication::activeModalWidget());
}

void TestMainWindow::aCrawlCanBeHeldByAKey()
{
    QAction* hold = m_window->actions().pauseCrawl;
    QVERIFY(m_window->showScenario(QStringLiteral("locks.mutex")));
    QVERIFY(!hold->isEnabled());
    QVERIFY(m_window->showScenario(QStringLiteral("crawl.url")));
    QVERIFY(hold->isEnabled() && !hold->isChecked());
    hold->trigger();
    const knobs::KnobRow* row = m_window->side().knobs().row(QStringLiteral("paused"));
    QCOMPARE(row->value().number, 1.0);
    m_window->side().knobs().turn(QStringLiteral("paused"), {0, {}});
    QVERIFY(!hold->isChecked());
}

void TestMainWindow::aSelectedRangeIsExplained()
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

void TestMainWindow::linksOnThePageTurnKnobs()
{
    m_window->showScenario(QStringLiteral("locks.mutex"));
    Q_EMIT m_window->side().page().knobWanted(QStringLiteral("threads"), QStringLiteral("16"));
    QCOMPARE(m_window->side().knobs().row(QStringLiteral("threads"))->value().number, 16.0);
    Q_EMIT m_window->side().page().knobWanted(QStringLiteral("threads"), QStringLiteral("9000"));
    QCOMPARE(m_window->side().knobs().row(QStringLiteral("threads"))->value().number, 16.0);
    Q_EMIT m_window->side().page().knobWanted(QStringLiteral("unknown"), QStringLiteral("1"));
}

void TestMainWindow::linksTurnChoicesAndRestartKnobsToo()
{
    m_window->showScenario(QStringLiteral("locks.mutex"));
    auto* row = m_window->side().knobs().row(QStringLiteral("lock"));
    // As Qt hands links of a page on, with their special characters.
    const auto click = [this](const char* link) {
        Q_EMIT m_window->side().page().anchorClicked(QUrl(QString::fromUtf8(link)));
    };
    click("knob:lock=std::mutex");
    QCOMPARE(row->value().number, 2.0);
    click("knob:lock=ticket%20lock");
    QCOMPARE(row->value().number, 3.0);
    click("knob:lock=none");
    QCOMPARE(row->value().number, 0.0);
    click("knob:lock=spin");
    QCOMPARE(row->value().number, 0.0);
    QVERIFY(visibleText().contains(QStringLiteral("one of none, QMutex"))); // the row says what it can be
}

void TestMainWindow::theBannerOffersWhatFits()
{
    RunBanner& banner = m_window->banner();
    const auto offered = [&banner] {
        QStringList texts;
        for (const auto* button : banner.findChildren<QPushButton*>()) {
            if (button->isVisible())
                texts << button->text();
        }
        return texts;
    };
    banner.show(RunBanner::Tone::Alarm, QStringLiteral("A deadlock"), {}, {RunBanner::ShowIt | RunBanner::EndRun});
    QCOMPARE(offered(),
             (QStringList{RunBanner::tr("Show on the timeline"), RunBanner::tr("End the run"), QStringLiteral("✕")}));
    banner.show(RunBanner::Tone::Info, QStringLiteral("The run is over"), {});
    QCOMPARE(offered(), (QStringList{RunBanner::tr("Restart"), RunBanner::tr("Show log"), QStringLiteral("✕")}));
}

void TestMainWindow::theSelectedRangeReachesTheDetails()
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

void TestMainWindow::aLineOfTheWaitsGoesToItsPlace()
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

void TestMainWindow::theTourIsOfferedOnceAndComesBackFromTheMenu()
{
    m_settings->setTourSeen(false);
    m_window->offerTour();
    auto* tour = m_window->findChild<Tour*>();
    QVERIFY(tour);
    for (int stop = 0; m_window->findChild<Tour*>() == tour && tour->isVisible(); ++stop) {
        QVERIFY(stop < 20);
        QVERIFY2(!tour->spot().isEmpty(), qPrintable(QString::number(stop)));
        tour->next();
    }
    QTRY_VERIFY(!m_window->findChild<Tour*>());
    m_window->offerTour();
    QVERIFY(!m_window->findChild<Tour*>());
    m_window->actions().tour->trigger();
    QVERIFY(m_window->findChild<Tour*>());
}

void TestMainWindow::aDeadlockIsNamedShownAndForgottenWhenItIsFreed()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    const auto mutex = run.addLock("mutex");
    const auto calm = run.addThread("calm");
    const auto thread = run.addThread("alone");
    run.add(run.stateRow(calm), 0, 3 * kSecond, store::State::Sleep);
    run.object(mutex).owner = store::ThreadIndex{thread};
    run.open(run.objectRow(mutex), 0, store::State::HeldContended, thread);
    run.add(run.stateRow(thread), 0, kSecond, store::State::Running);
    run.open(run.stateRow(thread), kSecond, store::State::LockWait, mutex);
    auto snapshot = run.build(3 * kSecond, true);
    m_window->setSource([&snapshot] { return snapshot; });
    RunBanner& banner = m_window->banner();
    QTRY_VERIFY(banner.isVisible());
    QVERIFY2(banner.text().contains(QStringLiteral("alone waits for “mutex”")), qPrintable(banner.text()));
    for (auto* button : banner.findChildren<QPushButton*>()) {
        if (button->text() == RunBanner::tr("Show on the timeline"))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    const auto pick = m_window->pane().viewport().pick();
    QVERIFY(pick && pick->interval);
    QCOMPARE(pick->row, run.stateRow(thread));
    QCOMPARE(pick->interval->state(), store::State::LockWait);
    QVERIFY(visibleText().contains(QStringLiteral("mutex")));

    run.object(mutex).owner.reset();
    run.add(run.stateRow(thread), kSecond, 4 * kSecond, store::State::LockWait, mutex);
    run.open(run.stateRow(thread), 4 * kSecond, store::State::Running);
    snapshot = run.build(5 * kSecond, true);
    QTRY_VERIFY(!banner.isVisible());
}

void TestMainWindow::aStarvedPoolIsNamedToo()
{
    constexpr std::int64_t kSecond = 1'000'000'000;
    tests::RunBuilder run;
    const auto pool = run.addObject("pool", trace::ObjectKind::Pool, store::RowKind::QueueDepth, 2);
    auto figures = std::make_shared<store::QueueFigures>();
    for (const char* name : {"pool-1", "pool-2"}) {
        const auto thread = run.addThread(name);
        run.add(run.stateRow(thread), 0, kSecond, store::State::Sleep);
        run.open(run.stateRow(thread), kSecond, store::State::JoinWait, pool);
        figures->getters.push_back(store::ThreadIndex{thread});
    }
    run.object(pool).queue = figures;
    run.sample(run.objectRow(pool), kSecond, 2);
    const auto snapshot = run.build(3 * kSecond, true);
    m_window->setSource([&snapshot] { return snapshot; });
    QTRY_VERIFY(m_window->banner().isVisible());
    QVERIFY2(m_window->banner().text().contains(QStringLiteral("all 2 threads of the pool “pool”")),
             qPrintable(m_window->banner().text()));
}

void TestMainWindow::theBannerCanBeClosed()
{
    m_window->banner().show(RunBanner::Tone::Alarm, QStringLiteral("The run failed"), QStringLiteral("Why."));
    QVERIFY(m_window->banner().isVisible());
    const auto buttons = m_window->banner().findChildren<QPushButton*>();
    QTest::mouseClick(buttons.last(), Qt::LeftButton);
    QVERIFY(!m_window->banner().isVisible());
}

void TestMainWindow::paletteRunsACommand()
{
    m_window->actions().palette->trigger();
    auto* palette = m_window->findChild<CommandPalette*>();
    QVERIFY(palette);
    QWidget* edit = palette->focusWidget();
    QVERIFY(qobject_cast<QLineEdit*>(edit)); // one types at once
    QTest::keyClicks(edit, QStringLiteral("pause view"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(m_window->pane().viewport().isPaused());
    QTRY_VERIFY(!m_window->findChild<CommandPalette*>());
}

void TestMainWindow::everyShortcutIsUsedOnce()
{
    QHash<QString, QString> used;
    for (const QAction* action : m_window->actions().all()) {
        QVERIFY2(!action->text().isEmpty(), "a command has a name");
        if (action->shortcut().isEmpty())
            continue;
        const QString keys = action->shortcut().toString();
        QVERIFY2(!used.contains(keys), qPrintable(keys + u' ' + action->text() + u' ' + used.value(keys)));
        used.insert(keys, action->text());
    }
    QVERIFY(used.size() > 15);
}

void TestMainWindow::everyKeyStandsOnThePageOfKeys()
{
    m_window->actions().keys->trigger();
    auto* dialog = m_window->findChild<KeysDialog*>();
    QVERIFY(dialog);
    QStringList texts;
    for (const auto* label : dialog->findChildren<QLabel*>())
        texts << label->text();
    for (const auto& help : timeline::TimelineNavigator::keys())
        QVERIFY2(texts.contains(help.keys), qPrintable(help.keys));
    QVERIFY(texts.contains(m_window->actions().palette->shortcut().toString(QKeySequence::NativeText)));
}

void TestMainWindow::menuBarCanBeHiddenAndCommandsStillWork()
{
    QVERIFY(m_window->menuBar()->isVisible());
    m_window->actions().menuBarShown->trigger();
    QVERIFY(!m_window->menuBar()->isVisible());
    QTest::keySequence(m_window.get(), QKeySequence(QStringLiteral("Ctrl+M")));
    QVERIFY(m_window->menuBar()->isVisible());
}

void TestMainWindow::slashFocusesTheSearch()
{
    m_window->pane().setFocus();
    QTest::keyClick(m_window->pane().view().focusProxy() ? m_window->pane().view().focusProxy()
                                                         : &m_window->pane().view(),
                    Qt::Key_Slash);
    QCOMPARE(m_window->focusWidget(), m_window->gallery().findChild<QLineEdit*>());
}

void TestMainWindow::themesChangeTheWindow()
{
    m_window->actions().themeLight->trigger();
    QVERIFY(m_window->palette().color(QPalette::Window).lightness() > 128);
    QCOMPARE(m_settings->theme(), theme::ThemeMode::Light);
    m_window->actions().themeDark->trigger();
    QVERIFY(m_window->palette().color(QPalette::Window).lightness() < 128);
    QVERIFY(m_window->actions().themeDark->isChecked());
    QVERIFY(!m_window->actions().themeLight->isChecked());
}

void TestMainWindow::sizesAreRemembered()
{
    m_window->resize(1200, 777);
    m_window->tabs().setCurrentIndex(2);
    m_window->close();
    MainWindow again(*m_controller, m_scenarios, *m_settings);
    QCOMPARE(again.size(), QSize(1200, 777));
    QCOMPARE(again.tabs().currentIndex(), 2);
}

void TestMainWindow::grabsItself()
{
    m_window->resize(1100, 700);
    m_window->showScenario(QStringLiteral("locks.mutex"));
    showRun();
    const QImage picture = m_window->grabSelf();
    QCOMPARE(picture.size(), QSize(1100, 700));
    QSet<QRgb> colours;
    for (int y = 0; y < picture.height(); y += 3) {
        for (int x = 0; x < picture.width(); x += 3)
            colours.insert(picture.pixel(x, y));
    }
    QVERIFY(colours.size() > 50);
}

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
