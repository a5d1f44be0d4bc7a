// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/run_builder.h"
#include "tests/ui/timeline/sample_run.h"
#include "ui/theme/theme.h"
#include "ui/timeline/axis_widget.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/legend.h"
#include "ui/timeline/legend_chip.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_picture.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/utilisation_band.h"

#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

namespace {
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
constexpr std::int64_t kSecond = 1'000'000'000;
} // namespace

class TestTimelinePane : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void everythingSharesOneAxis();
    void picturesAreLightWhateverTheWindowIs();
    void pauseKeepsWhatIsShown();
    void newRunStartsAnew();
    void liveRunIsFollowed();
    void overviewWindowIsDragged();
    void overviewEdgeChangesTheSpan();
    void clickBesideTheWindowBringsItThere();
    void overviewShowsWhereWorkWasDone();
    void overviewScaleFollowsALightLoad();
    void bandStacksShares();
    void rulerDragSelects();
    void knobChangeIsFlagged();
    void oldValueComesFromTheChangeBefore();
    void firstOldValueIsThatOfTheStart();
    void emptyTextsAreSeen();
    void crowdedFlagsShrinkToNotches();
    void aDragIsOneFlag();
    void theBandCountsCpusOfTheMachineAndThreadsThatLive();
    void flagClickNamesTheMark();
    void knobLineRunsThroughTheRows();
    void legendShowsSharesOfTheVisibleRange();
    void legendClickDimsShiftClickIsolates();
    void legendChipsFitTheirWidth();
    void legendIsUsableByKeyboard();
    void sampleRunPaintsInBothThemes();

private:
    static void drag(QWidget& widget, QPoint from, QPoint to)
    {
        QTest::mousePress(&widget, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, to, widget.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&widget, &move);
        QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
    }
    LegendChip* chip(State state)
    {
        for (LegendChip* one : m_pane->legend().shownChips()) {
            if (one->state() == state)
                return one;
        }
        return nullptr;
    }

    RunBuilder m_run;
    std::unique_ptr<TimelinePane> m_pane;
};

void TestTimelinePane::initTestCase()
{
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
}

// Twenty seconds of one thread: runs, then waits for a lock from the tenth second on.
void TestTimelinePane::init()
{
    m_run = RunBuilder();
    const auto thread = m_run.addThread("t");
    const auto lock = m_run.addLock("l");
    m_run.add(m_run.stateRow(thread), 0, 10 * kSecond, State::Running);
    m_run.add(m_run.stateRow(thread), 10 * kSecond, 20 * kSecond, State::LockWait, lock);
    m_pane = std::make_unique<TimelinePane>();
    m_pane->resize(kLabelColumnPx + 1000 + kScrollBarPx, 500);
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
}

void TestTimelinePane::everythingSharesOneAxis()
{
    auto* canvas = m_pane->view().findChild<LaneCanvas*>();
    QCOMPARE(canvas->mapTo(m_pane.get(), QPoint(0, 0)).x(), kLabelColumnPx);
    QCOMPARE(canvas->width(), 1000);
    // The boundary at ten seconds lies at the same pixel in the band and in the lane.
    const int x = kLabelColumnPx + 500;
    const QImage image = m_pane->grab().toImage();
    const int bandY = m_pane->band().y() + 30;
    QCOMPARE(image.pixelColor(x - 4, bandY), theme::stateColour(State::Running, m_pane->palette()));
    QCOMPARE(image.pixelColor(x + 8, bandY), theme::stateColour(State::LockWait, m_pane->palette()));
    const int laneY = m_pane->view().y() + RowList::kHeaderPx + 10;
    QCOMPARE(image.pixelColor(x - 4, laneY), theme::stateColour(State::Running, m_pane->palette()));
    QVERIFY(image.pixelColor(x + 8, laneY) != theme::stateColour(State::Running, m_pane->palette()));
}

void TestTimelinePane::picturesAreLightWhateverTheWindowIs()
{
    const auto snapshot = m_run.build(20 * kSecond);
    const QSize size(800, 400);
    const auto picture = [&] {
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        paintTimeline(painter, size, snapshot, {});
        return image;
    };
    theme::applyTheme(*qApp, theme::ThemeMode::Light);
    const QImage light = picture();
    theme::applyTheme(*qApp, theme::ThemeMode::Dark);
    QCOMPARE(picture(), light);
}

void TestTimelinePane::pauseKeepsWhatIsShown()
{
    const auto before = m_pane->shownSnapshot();
    m_pane->viewport().setPaused(true);
    m_run.add(m_run.stateRow(0), 20 * kSecond, 30 * kSecond, State::Sleep);
    const auto later = m_run.build(30 * kSecond);
    m_pane->setSnapshot(later);
    QCOMPARE(m_pane->shownSnapshot(), before);
    QCOMPARE(m_pane->viewport().run().toNs, kBegin + 20 * kSecond);
    m_pane->viewport().setPaused(false);
    QCOMPARE(m_pane->shownSnapshot(), later);
    QCOMPARE(m_pane->viewport().run().toNs, kBegin + 30 * kSecond);
}

void TestTimelinePane::newRunStartsAnew()
{
    m_pane->viewport().show({kBegin + kSecond, kBegin + 2 * kSecond});
    m_pane->viewport().setSelection(TimeRange{kBegin + kSecond, kBegin + 2 * kSecond});
    tests::SampleRun other;
    other.advanceTo(2 * kSecond);
    const auto snapshot = other.snapshot(false);
    m_pane->setSnapshot(snapshot);
    QVERIFY(!m_pane->viewport().selection());
    QCOMPARE(m_pane->viewport().visible(), (TimeRange{snapshot->beginNs, snapshot->endNs}));
    QVERIFY(m_pane->view().rows().lines().size() > 10);
}

void TestTimelinePane::liveRunIsFollowed()
{
    tests::SampleRun run;
    run.advanceTo(9 * kSecond);
    m_pane->setSnapshot(run.snapshot(true));
    QVERIFY(m_pane->viewport().followsLive());
    run.advanceTo(10 * kSecond);
    m_pane->setSnapshot(run.snapshot(true));
    const std::int64_t end = tests::SampleRun::kBeginNs + 10 * kSecond;
    QTRY_VERIFY((m_pane->setSnapshot(run.snapshot(true)), m_pane->viewport().visible().toNs == end));
    QCOMPARE(m_pane->viewport().visible().spanNs(), Viewport::kFollowSpanNs);
}

void TestTimelinePane::overviewWindowIsDragged()
{
    auto& overview = m_pane->overview();
    m_pane->viewport().show({kBegin + 5 * kSecond, kBegin + 10 * kSecond});
    const QPoint middle = overview.windowRect().center().toPoint();
    drag(overview, middle, middle + QPoint(100, 0)); // two seconds
    QCOMPARE(m_pane->viewport().visible().spanNs(), 5 * kSecond);
    QVERIFY(std::abs(m_pane->viewport().visible().fromNs - (kBegin + 7 * kSecond)) < 50'000'000);
}

void TestTimelinePane::overviewEdgeChangesTheSpan()
{
    auto& overview = m_pane->overview();
    m_pane->viewport().show({kBegin + 5 * kSecond, kBegin + 10 * kSecond});
    const QRectF window = overview.windowRect();
    drag(overview, QPoint(static_cast<int>(window.right()), 20), QPoint(static_cast<int>(window.right()) + 100, 20));
    QCOMPARE(m_pane->viewport().visible().fromNs, kBegin + 5 * kSecond);
    QVERIFY(std::abs(m_pane->viewport().visible().toNs - (kBegin + 12 * kSecond)) < 50'000'000);
    drag(overview, QPoint(static_cast<int>(overview.windowRect().left()), 20), QPoint(kLabelColumnPx + 900, 20));
    QCOMPARE(m_pane->viewport().visible().spanNs(), Viewport::kShortestSpanNs); // never inside out
}

void TestTimelinePane::clickBesideTheWindowBringsItThere()
{
    m_pane->viewport().show({kBegin + 15 * kSecond, kBegin + 20 * kSecond});
    QTest::mouseClick(&m_pane->overview(), Qt::LeftButton, {}, QPoint(kLabelColumnPx + 250, 20));
    const TimeRange visible = m_pane->viewport().visible();
    QVERIFY(std::abs(visible.fromNs + visible.spanNs() / 2 - (kBegin + 5 * kSecond)) < 50'000'000);
    QTest::mouseDClick(&m_pane->overview(), Qt::LeftButton, {}, QPoint(kLabelColumnPx + 250, 20));
    QCOMPARE(m_pane->viewport().visible(), m_pane->viewport().run());
}

void TestTimelinePane::overviewShowsWhereWorkWasDone()
{
    m_pane->viewport().show({kBegin + 8 * kSecond, kBegin + 9 * kSecond});
    const QImage image = m_pane->overview().grab().toImage();
    const auto highest = [&](int x0, int x1) {
        const QColor background = image.pixelColor(kLabelColumnPx + x0, 8);
        int rows = 0;
        for (int y = 8; y < image.height() - 6; ++y) {
            for (int x = x0; x < x1; ++x) {
                if (image.pixelColor(kLabelColumnPx + x, y) != background) {
                    ++rows;
                    break;
                }
            }
        }
        return rows;
    };
    QVERIFY(highest(100, 140) >= 20);
    QCOMPARE(highest(700, 740), 0);
}

// A run that uses a thirtieth of its CPUs still has bars to see; the caption says how much they stand for.
void TestTimelinePane::overviewScaleFollowsALightLoad()
{
    m_run = RunBuilder();
    const auto thread = m_run.addThread("t");
    m_run.addCpu(0);
    m_run.addCpu(1);
    for (std::int64_t at = 0; at < 20 * kSecond; at += 100'000'000) {
        m_run.add(m_run.stateRow(thread), at, at + 6'000'000, State::Running);
        m_run.add(m_run.stateRow(thread), at + 6'000'000, at + 100'000'000, State::Sleep);
    }
    m_pane->reset();
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->viewport().show({kBegin + 18 * kSecond, kBegin + 19 * kSecond});
    const QImage image = m_pane->overview().grab().toImage();
    const QColor background = image.pixelColor(kLabelColumnPx + 300, 8);
    int tallest = 0;
    for (int x = kLabelColumnPx; x < kLabelColumnPx + 500; ++x) {
        int tall = 0;
        for (int y = 8; y < image.height() - 6; ++y)
            tall += image.pixelColor(x, y) != background ? 1 : 0;
        tallest = std::max(tallest, tall);
    }
    QVERIFY2(tallest >= 8, qPrintable(QString::number(tallest)));
}

void TestTimelinePane::bandStacksShares()
{
    const auto second = m_run.addThread("u");
    m_run.add(m_run.stateRow(second), 0, 20 * kSecond, State::Io);
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const QImage image = m_pane->band().grab().toImage();
    const int x = kLabelColumnPx + 200;
    QCOMPARE(image.pixelColor(x, 50), theme::stateColour(State::Running, m_pane->palette())); // the lower half
    QCOMPARE(image.pixelColor(x, 15), theme::stateColour(State::Io, m_pane->palette()));      // the upper half
}

void TestTimelinePane::rulerDragSelects()
{
    drag(m_pane->ruler(), QPoint(kLabelColumnPx + 100, 10), QPoint(kLabelColumnPx + 300, 10));
    QVERIFY(m_pane->viewport().selection());
    QVERIFY(std::abs(m_pane->viewport().selection()->fromNs - (kBegin + 2 * kSecond)) < 50'000'000);
    QVERIFY(std::abs(m_pane->viewport().selection()->toNs - (kBegin + 6 * kSecond)) < 50'000'000);
    QTest::mouseClick(&m_pane->ruler(), Qt::LeftButton, {}, QPoint(kLabelColumnPx + 600, 10));
    QVERIFY(!m_pane->viewport().selection());
}

void TestTimelinePane::knobChangeIsFlagged()
{
    m_run.mark(4 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_run.mark(6 * kSecond, store::MarkKind::Note, "t", "hello");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const auto flags = m_pane->ruler().flags();
    QCOMPARE(flags.size(), std::size_t(1));
    QCOMPARE(flags[0].text, QStringLiteral("Threads → 8"));
    QVERIFY(std::abs(flags[0].rect.left() - 200) <= 1);
}

void TestTimelinePane::oldValueComesFromTheChangeBefore()
{
    m_run.mark(2 * kSecond, store::MarkKind::Knob, "Threads", "4");
    m_run.mark(3 * kSecond, store::MarkKind::Knob, "Delay", "1 ms");
    m_run.mark(15 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    QCOMPARE(m_pane->ruler().flags()[0].text, QStringLiteral("Threads 4 → 8"));
}

void TestTimelinePane::firstOldValueIsThatOfTheStart()
{
    m_run.mark(2 * kSecond, store::MarkKind::Knob, "Threads", "4");
    m_run.mark(15 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->ruler().setStartValues({{QStringLiteral("Threads"), QStringLiteral("2")}});
    QCOMPARE(m_pane->ruler().flags()[1].text, QStringLiteral("Threads 2 → 4"));
    QCOMPARE(m_pane->ruler().flags()[0].text, QStringLiteral("Threads 4 → 8"));
}

void TestTimelinePane::emptyTextsAreSeen()
{
    m_run.mark(10 * kSecond, store::MarkKind::Knob, "allow", "/a");
    m_run.mark(15 * kSecond, store::MarkKind::Knob, "allow", "");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->ruler().setStartValues({{QStringLiteral("allow"), QString()}});
    QCOMPARE(m_pane->ruler().flags()[1].text, QStringLiteral("allow “” → /a"));
    QCOMPARE(m_pane->ruler().flags()[0].text, QStringLiteral("allow /a → “”"));
}

void TestTimelinePane::crowdedFlagsShrinkToNotches()
{
    for (int i = 0; i < 50; ++i)
        m_run.mark(4 * kSecond + i * kSecond / 50, store::MarkKind::Knob, "knob " + std::to_string(i), "1");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const auto flags = m_pane->ruler().flags();
    QCOMPARE(flags[0].text, QStringLiteral("knob 49 → 1"));
    QVERIFY(flags.size() > 10);
    for (std::size_t i = 1; i < flags.size(); ++i)
        QVERIFY(flags[i].text.isEmpty());
}

void TestTimelinePane::aDragIsOneFlag()
{
    for (int value = 17; value <= 86; ++value)
        m_run.mark(4 * kSecond + value * 10'000'000, store::MarkKind::Knob, "Requests",
                   std::to_string(value) + " requests");
    m_run.mark(5 * kSecond, store::MarkKind::Note, "t", "hello");
    m_run.mark(14 * kSecond, store::MarkKind::Knob, "Requests", "20 requests"); // a second one
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->ruler().setStartValues({{QStringLiteral("Requests"), QStringLiteral("16 requests")}});
    const auto flags = m_pane->ruler().flags();
    QCOMPARE(flags.size(), std::size_t(2));
    QCOMPARE(flags[1].text, QStringLiteral("Requests 16 → 86 requests"));
    QCOMPARE(flags[0].text, QStringLiteral("Requests 86 → 20 requests"));
    QCOMPARE(flags[1].mark, std::size_t(69));
}

void TestTimelinePane::theBandCountsCpusOfTheMachineAndThreadsThatLive()
{
    m_run.addCpu(1); // the only one it was seen on yet
    m_run.thread(m_run.addThread("gone")).endNs = kBegin + kSecond;
    m_pane->setSnapshot(m_run.build(20 * kSecond, true));
    const auto cpus = std::max(1U, std::thread::hardware_concurrency());
    QCOMPARE(m_pane->band().detail(), QStringLiteral("%1 CPU(s) · 1 thread(s)").arg(cpus));
    m_pane->setSnapshot(m_run.build(20 * kSecond, false));
    QCOMPARE(m_pane->band().detail(), QStringLiteral("%1 CPU(s) · up to 2 thread(s)").arg(cpus));
}

void TestTimelinePane::flagClickNamesTheMark()
{
    m_run.mark(2 * kSecond, store::MarkKind::Note, "t", "hello");
    m_run.mark(4 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    QSignalSpy clicked(&m_pane->ruler(), &TimeRuler::markClicked);
    const QPointF centre = m_pane->ruler().flags()[0].rect.center();
    QTest::mouseClick(&m_pane->ruler(), Qt::LeftButton, {}, centre.toPoint() + QPoint(kLabelColumnPx, 0));
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].value<std::size_t>(), std::size_t(1));
}

void TestTimelinePane::knobLineRunsThroughTheRows()
{
    m_run.mark(4 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const QImage image = m_pane->grab().toImage();
    const QColor accent = theme::darkColours().accent;
    int touched = 0;
    const int top = m_pane->view().y();
    for (int y = top; y < top + 200; ++y)
        touched += image.pixelColor(kLabelColumnPx + 200, y) == accent ? 1 : 0;
    QVERIFY2(touched > 60 && touched < 180, qPrintable(QString::number(touched))); // dashed
}

void TestTimelinePane::legendShowsSharesOfTheVisibleRange()
{
    QVERIFY(chip(State::Running) != nullptr);
    QTRY_VERIFY(std::abs(chip(State::Running)->share() - 0.5) < 0.01);
    m_pane->viewport().show({kBegin + 5 * kSecond, kBegin + 15 * kSecond});
    m_pane->viewport().show({kBegin + 12 * kSecond, kBegin + 18 * kSecond});
    QTRY_VERIFY(chip(State::LockWait)->share() > 0.99);
    QVERIFY(chip(State::Running)->share() < 0.01); // keeps its place
    QVERIFY(chip(State::Sleep) == nullptr);
}

void TestTimelinePane::legendClickDimsShiftClickIsolates()
{
    QTRY_VERIFY(chip(State::LockWait) != nullptr);
    QTest::mouseClick(chip(State::LockWait), Qt::LeftButton);
    QVERIFY(m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::LockWait)));
    QVERIFY(!chip(State::LockWait)->isChecked());
    QTest::mouseClick(chip(State::LockWait), Qt::LeftButton);
    QVERIFY(m_pane->viewport().dimmedStates().none());
    QTest::mouseClick(chip(State::Running), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(!m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::Running)));
    QVERIFY(m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::LockWait)));
    QTest::mouseClick(chip(State::Running), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(m_pane->viewport().dimmedStates().none());
    QVERIFY(chip(State::Running)->isChecked());
}

void TestTimelinePane::legendChipsFitTheirWidth()
{
    tests::SampleRun run;
    run.advanceTo(9 * kSecond);
    m_pane->setSnapshot(run.snapshot(false));
    const auto fits = [this] {
        const auto chips = m_pane->legend().shownChips();
        return !chips.empty() && chips.back()->geometry().right() < m_pane->legend().width();
    };
    QTRY_VERIFY(m_pane->legend().shownChips().size() >= 6);
    QVERIFY(fits());
    m_pane->resize(460, 500);
    QTRY_VERIFY(m_pane->legend().shownChips().size() < 5);
    QVERIFY(fits());
}

void TestTimelinePane::legendIsUsableByKeyboard()
{
    QTRY_VERIFY(chip(State::Running) != nullptr);
    QCOMPARE(chip(State::Running)->focusPolicy(), Qt::TabFocus);
    QVERIFY(chip(State::Running)->accessibleName().contains(theme::stateName(State::Running)));
    QTest::keyClick(chip(State::Running), Qt::Key_Space);
    QVERIFY(m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::Running)));
}

void TestTimelinePane::sampleRunPaintsInBothThemes()
{
    tests::SampleRun run(3);
    run.advanceTo(14 * kSecond);
    m_pane->setSnapshot(run.snapshot(true));
    for (const auto mode : {theme::ThemeMode::Light, theme::ThemeMode::Dark}) {
        theme::applyTheme(*qApp, mode);
        const QColor canvas = (mode == theme::ThemeMode::Dark ? theme::darkColours() : theme::lightColours()).canvas;
        QTRY_COMPARE(m_pane->ruler().grab().toImage().pixelColor(2, 2), canvas);
        const QImage image = m_pane->grab().toImage();
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 2) {
            for (int x = 0; x < image.width(); x += 2)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY(colours.contains(theme::stateColour(State::Running, m_pane->palette()).rgb()));
        QVERIFY(colours.contains(theme::stateColour(State::HeldContended, m_pane->palette()).rgb()));
        QVERIFY(colours.size() > 30);
    }
}

QTEST_MAIN(TestTimelinePane)
#include "tst_timeline_pane.moc"
