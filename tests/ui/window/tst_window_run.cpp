// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says and asks about a run. Nothing here starts a process.
#include "tests/ui/timeline/run_builder.h"
#include "tests/ui/window/window_fixture.h"
#include "ui/knobs/knob_panel.h"
#include "ui/panels/scenario_page.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/window/run_banner.h"
#include "ui/window/side_panel.h"
#include "ui/window/window_actions.h"

#include <QApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace lanescope;
using namespace lanescope::window;

class TestWindowRun : public QObject, private test::WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeScenarios(); }
    void init() { open(); }
    void cleanup() { close(); }
    void aCrawlOfNoAddressAsksForOne();
    void aRudeCrawlIsAskedForFirst();
    void aYesIsAKnobOfTheRun();
    void aCrawlCanBeHeldByAKey();
    void linksOnThePageTurnKnobs();
    void linksTurnChoicesAndRestartKnobsToo();
    void aDeadlockIsNamedShownAndForgottenWhenItIsFreed();
    void aStarvedPoolIsNamedToo();
    void theBannerCanBeClosed();
    void theBannerOffersWhatFits();
};

void TestWindowRun::aCrawlOfNoAddressAsksForOne()
{
    QVERIFY(m_window->startScenario(QStringLiteral("crawl.url")));
    QCOMPARE(m_controller->state(), control::RunState::Idle);
    auto* edit = qobject_cast<QLineEdit*>(m_window->focusWidget());
    QVERIFY(edit);
    QCOMPARE(edit->accessibleName(), QStringLiteral("Address"));
    QVERIFY(visibleText().contains(QStringLiteral("Type where to start")));
}

void TestWindowRun::aRudeCrawlIsAskedForFirst()
{
    const std::vector<scenario::KnobValue> rude{
        {0, QStringLiteral("http://example.invalid/")}, {0, {}}, {0, {}}, {0, {}}};
    QVERIFY(m_window->startScenario(QStringLiteral("crawl.url"), rude));
    QCOMPARE(m_controller->state(), control::RunState::Idle);
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    QVERIFY(box);
    QVERIFY(box->text().contains(QStringLiteral("example.invalid")));
    QTest::keyClick(box, Qt::Key_Escape);
    QCOMPARE(m_controller->state(), control::RunState::Idle);
    QTRY_VERIFY(!QApplication::activeModalWidget());
    QVERIFY(m_window->side().knobs().row(QStringLiteral("welcome_at"))->value().text.isEmpty());
}

void TestWindowRun::aYesIsAKnobOfTheRun()
{
    // The fixture's scenarios are none of the lab's, so nothing is crawled.
    QVERIFY(m_window->startScenario(QStringLiteral("crawl.url"),
                                    {{0, QStringLiteral("http://example.invalid/")}, {0, {}}, {0, {}}, {0, {}}}));
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    QVERIFY(box);
    for (QAbstractButton* button : box->buttons()) {
        if (box->buttonRole(button) == QMessageBox::YesRole)
            button->click();
    }
    QTRY_VERIFY(!QApplication::activeModalWidget());
    QCOMPARE(m_window->side().knobs().row(QStringLiteral("welcome_at"))->value().text,
             QStringLiteral("example.invalid"));
    QCOMPARE(m_controller->request().values.at(3).text, QStringLiteral("example.invalid"));
}

void TestWindowRun::aCrawlCanBeHeldByAKey()
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

void TestWindowRun::linksOnThePageTurnKnobs()
{
    m_window->showScenario(QStringLiteral("locks.mutex"));
    Q_EMIT m_window->side().page().knobWanted(QStringLiteral("threads"), QStringLiteral("16"));
    QCOMPARE(m_window->side().knobs().row(QStringLiteral("threads"))->value().number, 16.0);
    Q_EMIT m_window->side().page().knobWanted(QStringLiteral("threads"), QStringLiteral("9000"));
    QCOMPARE(m_window->side().knobs().row(QStringLiteral("threads"))->value().number, 16.0);
    Q_EMIT m_window->side().page().knobWanted(QStringLiteral("unknown"), QStringLiteral("1"));
}

void TestWindowRun::linksTurnChoicesAndRestartKnobsToo()
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

void TestWindowRun::aDeadlockIsNamedShownAndForgottenWhenItIsFreed()
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

void TestWindowRun::aStarvedPoolIsNamedToo()
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

void TestWindowRun::theBannerCanBeClosed()
{
    m_window->banner().show(RunBanner::Tone::Alarm, QStringLiteral("The run failed"), QStringLiteral("Why."));
    QVERIFY(m_window->banner().isVisible());
    const auto buttons = m_window->banner().findChildren<QPushButton*>();
    QTest::mouseClick(buttons.last(), Qt::LeftButton);
    QVERIFY(!m_window->banner().isVisible());
}

void TestWindowRun::theBannerOffersWhatFits()
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

QTEST_MAIN(TestWindowRun)
#include "tst_window_run.moc"
