// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/pane_fixture.h"
#include "tests/ui/timeline/sample_run.h"
#include "ui/theme/theme.h"
#include "ui/timeline/axis_widget.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_picture.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/utilisation_band.h"

#include <QApplication>
#include <QPainter>
#include <QTest>

#include <thread>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;

class TestTimelinePane : public QObject, private tests::PaneFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { m_pane.reset(); }
    void everythingSharesOneAxis();
    void picturesAreLightWhateverTheWindowIs();
    void pauseKeepsWhatIsShown();
    void newRunStartsAnew();
    void liveRunIsFollowed();
    void bandStacksShares();
    void rulerDragSelects();
    void theBandCountsCpusOfTheMachineAndThreadsThatLive();
    void sampleRunPaintsInBothThemes();
};

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
