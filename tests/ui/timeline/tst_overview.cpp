// SPDX-License-Identifier: GPL-3.0-or-later
// The strip that shows the whole run.
#include "tests/ui/timeline/pane_fixture.h"
#include "ui/theme/theme.h"
#include "ui/timeline/axis_widget.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::RunBuilder;

class TestOverview : public QObject, private tests::PaneFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { m_pane.reset(); }
    void overviewWindowIsDragged();
    void overviewEdgeChangesTheSpan();
    void clickBesideTheWindowBringsItThere();
    void overviewShowsWhereWorkWasDone();
    void overviewScaleFollowsALightLoad();
    void aDragIsOneTick();
};

void TestOverview::overviewWindowIsDragged()
{
    auto& overview = m_pane->overview();
    m_pane->viewport().show({kBegin + 5 * kSecond, kBegin + 10 * kSecond});
    const QPoint middle = overview.windowRect().center().toPoint();
    drag(overview, middle, middle + QPoint(100, 0)); // two seconds
    QCOMPARE(m_pane->viewport().visible().spanNs(), 5 * kSecond);
    QVERIFY(std::abs(m_pane->viewport().visible().fromNs - (kBegin + 7 * kSecond)) < 50'000'000);
}

void TestOverview::overviewEdgeChangesTheSpan()
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

void TestOverview::clickBesideTheWindowBringsItThere()
{
    m_pane->viewport().show({kBegin + 15 * kSecond, kBegin + 20 * kSecond});
    QTest::mouseClick(&m_pane->overview(), Qt::LeftButton, {}, QPoint(kLabelColumnPx + 250, 20));
    const TimeRange visible = m_pane->viewport().visible();
    QVERIFY(std::abs(visible.fromNs + visible.spanNs() / 2 - (kBegin + 5 * kSecond)) < 50'000'000);
    QTest::mouseDClick(&m_pane->overview(), Qt::LeftButton, {}, QPoint(kLabelColumnPx + 250, 20));
    QCOMPARE(m_pane->viewport().visible(), m_pane->viewport().run());
}

void TestOverview::overviewShowsWhereWorkWasDone()
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
void TestOverview::overviewScaleFollowsALightLoad()
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

// Neither the overview nor the rows show more of it than of a single change.
void TestOverview::aDragIsOneTick()
{
    const auto pictures = [this](const std::vector<std::int64_t>& changes) {
        RunBuilder run = m_run;
        for (const std::int64_t at : changes)
            run.mark(at, store::MarkKind::Knob, "limit", "1");
        m_pane->reset();
        m_pane->setSnapshot(run.build(20 * kSecond));
        return std::pair(m_pane->overview().grab().toImage(), m_pane->findChild<LaneCanvas*>()->grab().toImage());
    };
    std::vector<std::int64_t> drag;
    for (int i = 0; i < 20; ++i)
        drag.push_back(3 * kSecond + i * 100'000'000);
    const auto dragged = pictures(drag);
    const auto once = pictures({drag.back()});
    const auto never = pictures({});
    QVERIFY(dragged.first == once.first && dragged.second == once.second);
    QVERIFY(once.first != never.first && once.second != never.second);
}

QTEST_MAIN(TestOverview)
#include "tst_overview.moc"
