// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"
#include "ui/window/command_palette.h"
#include "ui/window/frame_pump.h"
#include "ui/window/run_banner.h"
#include "ui/window/run_choice.h"
#include "ui/window/run_words.h"
#include "ui/window/settings.h"
#include "ui/window/side_panel.h"
#include "ui/window/status_line.h"
#include "ui/window/status_text.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lanescope;
using namespace lanescope::window;
using control::RunOutcome;
using control::RunResult;
using control::RunState;
using scenario::Knob;

class TestWindowParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void clockIsReadable_data();
    void clockIsReadable();
    void statusNamesWhatPeopleAskFor();
    void waitingCountsThreadsAndTheirObject();
    void partsThatDoNotFitLeaveWhole();
    void longBannersAreFolded();
    void bannerOnlyForRunsThatWentWrong_data();
    void bannerOnlyForRunsThatWentWrong();
    void bannerSaysWhyACrawlDidNothing();
    void statusSaysTheStateOfTheRun();
    void choiceRemembersKnobsByScenario();
    void firstScenarioIsTheCrawlIfThereIsOne();
    void paletteFindsByEveryWordAndPutsBeginningsFirst();
    void pumpHandsOnNewSnapshotsAndKeepsALiveRunMoving();
    void pumpIsStillWhenNothingChanges();
    void tablesComeLessOftenThanFrames();
    void costlyFramesComeLessOften();
    void settingsComeBack();
    void fewKnobsLeaveTheRoomToThePage();

private:
    std::vector<scenario::ScenarioInfo> m_scenarios;
};

void TestWindowParts::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin)")));
    const auto s = [](const char* text) { return QString::fromUtf8(text); };
    m_scenarios = {
        {s("locks.mutex"), s("Locks"), s("Mutex"), {}, {Knob::integer(s("threads"), s("Threads"), 1, 64, 4, {}, {})}},
        {s("crawl.site"), s("Crawl"), s("Site"), {}, {Knob::integer(s("limit"), s("Limit"), 1, 64, 8, {}, {})}},
        {s("crawl.url"), s("Crawl"), s("URL"), {}, {Knob::textual(s("url"), s("URL"), {}, {})}},
    };
}

void TestWindowParts::clockIsReadable_data()
{
    QTest::addColumn<std::int64_t>("ns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("start") << std::int64_t{0} << QStringLiteral("00:00.0");
    QTest::newRow("seconds") << std::int64_t{14'290'000'000} << QStringLiteral("00:14.2");
    QTest::newRow("minutes") << std::int64_t{605'000'000'000} << QStringLiteral("10:05.0");
    QTest::newRow("hours") << std::int64_t{3'723'900'000'000} << QStringLiteral("1:02:03");
    QTest::newRow("before the start") << std::int64_t{-5} << QStringLiteral("00:00.0");
}

void TestWindowParts::clockIsReadable()
{
    QFETCH(std::int64_t, ns);
    QFETCH(QString, expected);
    QCOMPARE(clockText(ns), expected);
}

void TestWindowParts::statusNamesWhatPeopleAskFor()
{
    test::FigureRun run;
    run.grow(1'000'000'000);
    const QString text = recordingParts(*run.snapshot(), {3'100'000, 60, 1.48}).join(u'|');
    for (const char* part : {"61,204 records/s", "0 dropped", "frame 3.1 ms, 60/s", "context switches", "lab CPU 148 %",
                             "memory 88 MB of 512 MB"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    run.setLive(false);
    QVERIFY(!recordingParts(*run.snapshot(), {3'100'000, 60, {}}).join(u'|').contains(QStringLiteral("frame")));
}

void TestWindowParts::waitingCountsThreadsAndTheirObject()
{
    QVERIFY(waitingText(*store::Snapshot::empty()).isEmpty());
    test::FigureRun run;
    run.grow(2'000'000'000);
    auto snapshot = std::make_shared<store::Snapshot>(*run.snapshot());
    using store::State;
    const std::array states{State::Running, State::LockWait, State::LockWait, State::QueueGetWait, State::Ready};
    for (std::size_t i = 0; i < states.size(); ++i) {
        store::Row& row = snapshot->rows[static_cast<std::size_t>((*snapshot->threads)[i].stateRow)];
        row.intervals = {};
        const auto object = states[i] == State::LockWait ? test::FigureRun::kFrontier : test::FigureRun::kParseQueue;
        const bool waits = states[i] != State::Running && states[i] != State::Ready;
        row.open = store::OpenInterval{snapshot->beginNs, states[i],
                                       waits ? static_cast<std::uint32_t>(object) : store::kNone};
    }
    auto present = std::make_shared<store::Present>();
    for (std::uint32_t i = 1; i <= 3; ++i)
        present->waits.push_back(
            {store::ThreadIndex{i}, i < 3 ? trace::WaitKind::Lock : trace::WaitKind::QueueGet,
             static_cast<std::uint32_t>(i < 3 ? test::FigureRun::kFrontier : test::FigureRun::kParseQueue),
             snapshot->beginNs});
    snapshot->present = present;
    QCOMPARE(waitingText(*snapshot), QStringLiteral("3 of 5 threads wait, 2 of them for “frontier”"));
    // Woken, but not yet on a CPU: the status word says that it waits, and so does the graph of waits.
    snapshot->rows[static_cast<std::size_t>((*snapshot->threads)[1].stateRow)].open->state = State::Ready;
    QCOMPARE(waitingText(*snapshot), QStringLiteral("3 of 5 threads wait, 2 of them for “frontier”"));
    // An event loop tells only when it comes round that its wait is over; its row knows that it runs.
    present = std::make_shared<store::Present>(*present);
    present->waits.push_back({store::ThreadIndex{0}, trace::WaitKind::Io, store::kNone, snapshot->beginNs});
    snapshot->present = present;
    QCOMPARE(waitingText(*snapshot), QStringLiteral("3 of 5 threads wait, 2 of them for “frontier”"));
    // Who has ended does not count, nor do Lanescope's own threads.
    auto threads = *snapshot->threads;
    threads[0].endNs = snapshot->beginNs + 1;
    threads[1].isOurOwn = true;
    snapshot->threads = std::make_shared<std::vector<store::Thread>>(threads);
    QVERIFY(waitingText(*snapshot).startsWith(QStringLiteral("2 of 3 threads wait")));
}

void TestWindowParts::partsThatDoNotFitLeaveWhole()
{
    test::FigureRun run;
    run.grow(1'000'000'000);
    StatusLine line;
    FrameMeter frames;
    line.resize(2000, 26);
    line.show(*run.snapshot(), frames);
    const QString whole = line.leftText();
    QVERIFY(whole.endsWith(QStringLiteral("512 MB")));
    line.resize(600, 26);
    const QString fitting = line.leftText();
    QVERIFY(fitting.size() < whole.size());
    QVERIFY(whole.startsWith(fitting + QStringLiteral(" · ")));
}

void TestWindowParts::longBannersAreFolded()
{
    RunBanner banner;
    banner.resize(600, banner.sizeHint().height());
    const QString sentence = QStringLiteral("teller-1 holds A and waits for B. ").repeated(8).trimmed();
    const auto more = [&]() -> QPushButton* {
        for (auto* button : banner.findChildren<QPushButton*>()) {
            if (button->isCheckable() && !button->isHidden())
                return button;
        }
        return nullptr;
    };
    banner.show(RunBanner::Tone::Alarm, QStringLiteral("A deadlock"), sentence);
    QVERIFY(banner.text().endsWith(sentence));
    QVERIFY(more());
    const int folded = banner.heightForWidth(600);
    more()->click();
    QTRY_VERIFY(banner.heightForWidth(600) > folded);
    more()->click();
    QTRY_COMPARE(banner.heightForWidth(600), folded);
    banner.show(RunBanner::Tone::Alarm, QStringLiteral("A deadlock"), QStringLiteral("Short."));
    QVERIFY(!more());
}

void TestWindowParts::bannerOnlyForRunsThatWentWrong_data()
{
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("shown");
    QTest::newRow("completed") << static_cast<int>(RunOutcome::Completed) << QString() << false;
    QTest::newRow("stopped") << static_cast<int>(RunOutcome::Stopped) << QString() << false;
    QTest::newRow("deadlock") << static_cast<int>(RunOutcome::Deadlock) << QString() << true;
    QTest::newRow("crash") << static_cast<int>(RunOutcome::Failed) << QStringLiteral("signal 11 (SIGSEGV)") << true;
    QTest::newRow("failed without a word") << static_cast<int>(RunOutcome::Failed) << QString() << true;
}

void TestWindowParts::bannerOnlyForRunsThatWentWrong()
{
    QFETCH(int, outcome);
    QFETCH(QString, message);
    QFETCH(bool, shown);
    RunResult result;
    result.outcome = static_cast<RunOutcome>(outcome);
    result.message = message;
    const auto banner = bannerFor(result);
    QCOMPARE(banner.has_value(), shown);
    if (shown) {
        QVERIFY(banner->text.contains(message));
        QVERIFY2(!banner->text.isEmpty(), "a banner says more than that something went wrong");
    }
}

void TestWindowParts::bannerSaysWhyACrawlDidNothing()
{
    RunResult result;
    result.outcome = RunOutcome::Completed;
    result.result = {{QStringLiteral("trouble"), QStringLiteral("robots.txt forbids all of it.")}};
    QCOMPARE(bannerFor(result).value().text, QStringLiteral("robots.txt forbids all of it."));
    result.result = {{QStringLiteral("trouble"), QJsonValue()}};
    QVERIFY(!bannerFor(result));
}

void TestWindowParts::statusSaysTheStateOfTheRun()
{
    test::FigureRun run;
    run.grow(14'200'000'000);
    const auto snapshot = run.snapshot();
    QCOMPARE(runStatus(RunState::Running, {}, *snapshot, 1), QStringLiteral("running 00:14.2 · seed 1"));
    QVERIFY(runStatus(RunState::Paused, {}, *snapshot, 1).startsWith(QStringLiteral("run paused")));
    RunResult result;
    result.outcome = RunOutcome::Deadlock;
    result.durationS = 2;
    QCOMPARE(runStatus(RunState::Finished, result, *snapshot, 7), QStringLiteral("deadlock after 00:02.0 · seed 7"));
}

void TestWindowParts::choiceRemembersKnobsByScenario()
{
    RunChoice choice(m_scenarios);
    QVERIFY(!choice.scenario());
    QVERIFY(!choice.choose(QStringLiteral("nothing")));
    QVERIFY(choice.choose(QStringLiteral("locks.mutex")));
    choice.setValue(QStringLiteral("threads"), {12, {}});
    choice.setValue(QStringLiteral("unknown"), {1, {}});
    QVERIFY(choice.choose(QStringLiteral("crawl.site")));
    QCOMPARE(choice.values().front().number, 8.0);
    QVERIFY(!choice.target());
    QVERIFY(choice.choose(QStringLiteral("locks.mutex")));
    QCOMPARE(choice.request().values.front().number, 12.0);
    QCOMPARE(choice.request().scenario, QStringLiteral("locks.mutex"));
    QVERIFY(choice.choose(QStringLiteral("crawl.url")));
    QVERIFY(choice.target());
    QVERIFY(choice.targetText().isEmpty());
}

void TestWindowParts::firstScenarioIsTheCrawlIfThereIsOne()
{
    QCOMPARE(RunChoice(m_scenarios).standardScenario(), QStringLiteral("crawl.site"));
    const std::vector<scenario::ScenarioInfo> one{m_scenarios.front()};
    QCOMPARE(RunChoice(one).standardScenario(), QStringLiteral("locks.mutex"));
    const std::vector<scenario::ScenarioInfo> none;
    QVERIFY(RunChoice(none).standardScenario().isEmpty());
}

void TestWindowParts::paletteFindsByEveryWordAndPutsBeginningsFirst()
{
    const auto command = [](const char* text, const char* where) {
        return Command{QString::fromUtf8(text), QString::fromUtf8(where), {}, true, [] {}};
    };
    const std::vector<Command> commands{command("Restart", "Run"), command("Pause run", "Run"),
                                        command("Mutex", "Scenario · Locks"), command("Run", "Menu")};
    const auto found = matching(commands, QStringLiteral("run"));
    QCOMPARE(found.size(), 3U);
    QCOMPARE(found.front()->text, QStringLiteral("Run"));
    QCOMPARE(matching(commands, QStringLiteral("scen lock")).size(), 1U);
    QCOMPARE(matching(commands, QString()).size(), commands.size());
    QVERIFY(matching(commands, QStringLiteral("zebra")).empty());
}

void TestWindowParts::pumpHandsOnNewSnapshotsAndKeepsALiveRunMoving()
{
    test::FigureRun run;
    run.grow(1'000'000);
    store::SnapshotPtr current = run.snapshot();
    FramePump pump([&] { return current; });
    QSignalSpy frames(&pump, &FramePump::frame);
    pump.start();
    QCOMPARE(frames.size(), 1);
    QTRY_VERIFY(frames.size() >= 5); // the same snapshot: it is live, so the view moves on
    run.grow(1'000'000);
    current = run.snapshot();
    QTRY_COMPARE(frames.last().first().value<store::SnapshotPtr>(), current);
}

void TestWindowParts::pumpIsStillWhenNothingChanges()
{
    test::FigureRun run;
    run.grow(1'000'000);
    run.setLive(false);
    int pulls = 0;
    const store::SnapshotPtr fixed = run.snapshot();
    FramePump pump([&] {
        ++pulls;
        return fixed;
    });
    QSignalSpy frames(&pump, &FramePump::frame);
    pump.start();
    QTRY_VERIFY(pulls >= 10);
    QCOMPARE(frames.size(), 1);
}

void TestWindowParts::tablesComeLessOftenThanFrames()
{
    test::FigureRun run;
    FramePump pump([&] {
        run.grow(1'000'000);
        return run.snapshot();
    });
    QSignalSpy frames(&pump, &FramePump::frame);
    QSignalSpy tables(&pump, &FramePump::tablesDue);
    pump.start();
    QTRY_VERIFY(tables.size() >= 3);
    QVERIFY2(frames.size() >= 2 * tables.size(),
             qPrintable(QStringLiteral("%1 frames, %2 tables").arg(frames.size()).arg(tables.size())));
}

// Never less than thirty a second, and half of the time at most goes into painting.
void TestWindowParts::costlyFramesComeLessOften()
{
    QCOMPARE(FramePump::intervalMs(0), 16);
    QCOMPARE(FramePump::intervalMs(3'000'000), 16);
    QCOMPARE(FramePump::intervalMs(12'000'000), 24);
    QCOMPARE(FramePump::intervalMs(276'000'000), 33);
    QCOMPARE(FramePump::intervalMs(std::numeric_limits<std::int64_t>::max()), 33);
}

void TestWindowParts::settingsComeBack()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("settings.ini"));
    {
        Settings settings(file);
        QCOMPARE(settings.theme(), theme::ThemeMode::System);
        QVERIFY(settings.menuBarShown());
        settings.setTheme(theme::ThemeMode::Light);
        settings.setMenuBarShown(false);
        settings.setTab(3);
        settings.setColumns("abc");
    }
    Settings settings(file);
    QCOMPARE(settings.theme(), theme::ThemeMode::Light);
    QVERIFY(!settings.menuBarShown());
    QCOMPARE(settings.tab(), 3);
    QCOMPARE(settings.columns(), QByteArray("abc"));
}

void TestWindowParts::fewKnobsLeaveTheRoomToThePage()
{
    const auto withKnobs = [](int count) {
        scenario::ScenarioInfo info;
        info.id = QStringLiteral("no.page");
        for (int i = 0; i < count; ++i)
            info.knobs.push_back(Knob::integer(QStringLiteral("k%1").arg(i), QStringLiteral("Knob"), 1, 9, 5, {}, {}));
        return info;
    };
    const auto standard = [](const scenario::ScenarioInfo& info) {
        return std::vector<scenario::KnobValue>(info.knobs.size(), scenario::KnobValue{5, {}});
    };
    SidePanel panel;
    panel.restoreState({});
    panel.resize(panel.sizeHint().width(), 900);
    panel.show();
    const scenario::ScenarioInfo few = withKnobs(2);
    panel.setScenario(few, standard(few));
    QTRY_VERIFY2(panel.knobArea()->height() < 200, "two knobs");
    QVERIFY(panel.pageArea()->height() > 650);
    const scenario::ScenarioInfo many = withKnobs(30);
    panel.setScenario(many, standard(many));
    QTRY_VERIFY2(panel.knobArea()->height() > 400, "thirty knobs");
    panel.setScenario(few, standard(few));
    QTRY_VERIFY2(panel.knobArea()->height() < 200, "two again");
}

QTEST_MAIN(TestWindowParts)
#include "tst_window_parts.moc"
