// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/viewport.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace lanescope::timeline;

namespace {
constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kBegin = 100 * kSecond;
} // namespace

class TestViewport : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void zoomKeepsTimeUnderCursor_data();
    void zoomKeepsTimeUnderCursor();
    void zoomStopsAtShortestAndLongest();
    void badFactorsAreRefused_data();
    void badFactorsAreRefused();
    void panStopsAtTheEndsOfTheRun();
    void showOfTooShortRangeKeepsItsMiddle();
    void fitShowsTheRun();
    void youngLiveRunIsShownInItsUsualSpan();
    void followKeepsSpanAndEndsAtTheNewest();
    void followMovesEvenlyAlthoughDataComesInJumps();
    void followNeverShowsBeyondTheNewest();
    void farAwayEdgeIsReachedWithoutLeaving();
    void leavingTheEdgeEndsFollow();
    void zoomAtTheEdgeKeepsFollowing();
    void keyboardZoomKeepsFollowing();
    void followIsOnlyForLiveRuns();
    void endOfRunEndsFollow();
    void pausedViewDoesNotMove();
    void followingAgainEndsPause();
    void selectionIsOrderedAndInsideTheRun();
    void emptySelectionIsNone();
    void zoomToSelection();
    void everySignalComesOnce();
    void resetForgetsTheRun();
    void whateverTheUserDoesTheRangeIsSane();

private:
    std::unique_ptr<Viewport> m_viewport;
};

void TestViewport::init()
{
    m_viewport = std::make_unique<Viewport>();
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, false);
}

void TestViewport::zoomKeepsTimeUnderCursor_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<double>("factor");
    for (const double share : {0.0, 0.1, 0.5, 0.93, 1.0}) {
        for (const double factor : {0.2, 0.8, 1.25, 2.0})
            QTest::addRow("at %.2f by %.2f", share, factor) << share << factor;
    }
}

void TestViewport::zoomKeepsTimeUnderCursor()
{
    QFETCH(double, share);
    QFETCH(double, factor);
    m_viewport->show({kBegin + 8 * kSecond, kBegin + 12 * kSecond});
    const TimeRange before = m_viewport->visible();
    const auto at = before.fromNs + static_cast<std::int64_t>(share * static_cast<double>(before.spanNs()));
    m_viewport->zoomAt(at, factor);
    const TimeRange after = m_viewport->visible();
    QCOMPARE(double(after.spanNs()), double(before.spanNs()) * factor);
    const double placed = static_cast<double>(at - after.fromNs) / static_cast<double>(after.spanNs());
    QVERIFY2(std::abs(placed - share) < 1e-6, qPrintable(QString::number(placed)));
}

void TestViewport::zoomStopsAtShortestAndLongest()
{
    const std::int64_t middle = kBegin + 10 * kSecond;
    for (int i = 0; i < 200; ++i)
        m_viewport->zoomAt(middle, 0.5);
    QCOMPARE(m_viewport->visible().spanNs(), Viewport::kShortestSpanNs);
    QVERIFY(m_viewport->visible().contains(middle));
    for (int i = 0; i < 200; ++i)
        m_viewport->zoomAt(middle, 2);
    QCOMPARE(m_viewport->visible(), m_viewport->run());
}

void TestViewport::badFactorsAreRefused_data()
{
    QTest::addColumn<double>("factor");
    QTest::newRow("zero") << 0.0;
    QTest::newRow("negative") << -1.0;
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN();
}

void TestViewport::badFactorsAreRefused()
{
    QFETCH(double, factor);
    const TimeRange before = m_viewport->visible();
    m_viewport->zoomAt(kBegin, factor);
    QCOMPARE(m_viewport->visible(), before);
}

void TestViewport::panStopsAtTheEndsOfTheRun()
{
    m_viewport->show({kBegin + 8 * kSecond, kBegin + 12 * kSecond});
    m_viewport->panBy(-100 * kSecond);
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin, kBegin + 4 * kSecond}));
    m_viewport->panBy(100 * kSecond);
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin + 16 * kSecond, kBegin + 20 * kSecond}));
}

void TestViewport::showOfTooShortRangeKeepsItsMiddle()
{
    const std::int64_t middle = kBegin + 5 * kSecond;
    m_viewport->show({middle, middle + 2});
    QCOMPARE(m_viewport->visible().spanNs(), Viewport::kShortestSpanNs);
    QCOMPARE(m_viewport->visible().fromNs, middle + 1 - Viewport::kShortestSpanNs / 2);
}

void TestViewport::fitShowsTheRun()
{
    m_viewport->show({kBegin + 8 * kSecond, kBegin + 12 * kSecond});
    m_viewport->fit();
    QCOMPARE(m_viewport->visible(), m_viewport->run());
}

void TestViewport::youngLiveRunIsShownInItsUsualSpan()
{
    m_viewport->reset(kBegin, kBegin + kSecond / 10, true);
    QVERIFY(m_viewport->followsLive());
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin, kBegin + Viewport::kFollowSpanNs}));
    m_viewport->setRun(kBegin, kBegin + 2 * kSecond, true);
    m_viewport->advance(16'000'000);
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin, kBegin + Viewport::kFollowSpanNs}));
}

void TestViewport::followKeepsSpanAndEndsAtTheNewest()
{
    m_viewport->reset(kBegin, kBegin + 10 * kSecond, true);
    for (int frame = 0; frame < 120; ++frame)
        m_viewport->advance(16'000'000);
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin + 5 * kSecond, kBegin + 10 * kSecond}));
}

void TestViewport::followMovesEvenlyAlthoughDataComesInJumps()
{
    m_viewport->reset(kBegin, kBegin + 10 * kSecond, true);
    for (int frame = 0; frame < 120; ++frame)
        m_viewport->advance(16'000'000);
    std::mt19937 random(3);
    std::int64_t end = kBegin + 10 * kSecond;
    std::int64_t clock = end;
    std::int64_t worst = 0;
    std::int64_t last = m_viewport->visible().toNs;
    for (int frame = 0; frame < 600; ++frame) {
        clock += 16'000'000;
        // What is known lags up to 16 ms behind the clock, differently each frame.
        end = std::max(end, clock - static_cast<std::int64_t>(random() % 16'000'000));
        m_viewport->setRun(kBegin, end, true);
        m_viewport->advance(16'000'000);
        const std::int64_t moved = m_viewport->visible().toNs - last;
        last = m_viewport->visible().toNs;
        QVERIFY(moved >= 0);
        if (frame > 60)
            worst = std::max(worst, std::abs(moved - 16'000'000));
    }
    QVERIFY2(worst < 12'000'000, qPrintable(QString::number(worst)));
    QVERIFY(end - last < 40'000'000);
}

void TestViewport::followNeverShowsBeyondTheNewest()
{
    m_viewport->reset(kBegin, kBegin + 10 * kSecond, true);
    for (int frame = 0; frame < 400; ++frame) {
        m_viewport->advance(50'000'000); // the clock runs on, data does not
        QVERIFY(m_viewport->visible().toNs <= kBegin + 10 * kSecond);
    }
}

void TestViewport::farAwayEdgeIsReachedWithoutLeaving()
{
    m_viewport->reset(kBegin, kBegin + 60 * kSecond, true);
    m_viewport->show({kBegin, kBegin + 2 * kSecond});
    QVERIFY(!m_viewport->followsLive());
    m_viewport->setFollowLive(true);
    std::int64_t last = m_viewport->visible().toNs;
    for (int frame = 0; frame < 200; ++frame) {
        m_viewport->advance(16'000'000);
        QVERIFY(m_viewport->visible().toNs >= last);
        last = m_viewport->visible().toNs;
    }
    QVERIFY(m_viewport->followsLive());
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin + 58 * kSecond, kBegin + 60 * kSecond}));
}

void TestViewport::leavingTheEdgeEndsFollow()
{
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, true);
    QSignalSpy follow(m_viewport.get(), &Viewport::followChanged);
    m_viewport->panBy(-kSecond);
    QVERIFY(!m_viewport->followsLive());
    QCOMPARE(follow.size(), 1);
    QCOMPARE(follow[0][0].toBool(), false);
}

void TestViewport::zoomAtTheEdgeKeepsFollowing()
{
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, true);
    m_viewport->show({kBegin + 15 * kSecond, kBegin + 20 * kSecond});
    QVERIFY(m_viewport->followsLive());
    m_viewport->zoomAt(kBegin + 20 * kSecond, 0.5);
    QVERIFY(m_viewport->followsLive());
    m_viewport->zoomAt(kBegin + 19 * kSecond, 0.5);
    QVERIFY(!m_viewport->followsLive());
}

void TestViewport::keyboardZoomKeepsFollowing()
{
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, true);
    for (int frame = 0; frame < 200; ++frame)
        m_viewport->advance(16'000'000);
    m_viewport->setHover(m_viewport->visible().fromNs + kSecond);
    m_viewport->zoom(0.5);
    QVERIFY(m_viewport->followsLive());
    QCOMPARE(m_viewport->visible().toNs, kBegin + 20 * kSecond);
    QCOMPARE(m_viewport->visible().spanNs(), Viewport::kFollowSpanNs / 2);
}

void TestViewport::followIsOnlyForLiveRuns()
{
    m_viewport->setFollowLive(true);
    QVERIFY(!m_viewport->followsLive());
}

void TestViewport::endOfRunEndsFollow()
{
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, true);
    QVERIFY(m_viewport->followsLive());
    m_viewport->setRun(kBegin, kBegin + 20 * kSecond, false);
    QVERIFY(!m_viewport->followsLive());
}

void TestViewport::pausedViewDoesNotMove()
{
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, true);
    m_viewport->advance(kSecond);
    m_viewport->setPaused(true);
    const TimeRange before = m_viewport->visible();
    m_viewport->setRun(kBegin, kBegin + 30 * kSecond, true);
    m_viewport->advance(kSecond);
    QCOMPARE(m_viewport->visible(), before);
}

void TestViewport::followingAgainEndsPause()
{
    m_viewport->reset(kBegin, kBegin + 20 * kSecond, true);
    m_viewport->panBy(-kSecond);
    m_viewport->setPaused(true);
    m_viewport->setFollowLive(true);
    QVERIFY(!m_viewport->isPaused());
}

void TestViewport::selectionIsOrderedAndInsideTheRun()
{
    m_viewport->setSelection(TimeRange{kBegin + 3 * kSecond, kBegin + kSecond});
    QCOMPARE(*m_viewport->selection(), (TimeRange{kBegin + kSecond, kBegin + 3 * kSecond}));
    m_viewport->setSelection(TimeRange{kBegin - 10 * kSecond, kBegin + 3 * kSecond});
    QCOMPARE(m_viewport->selection()->fromNs, kBegin);
}

void TestViewport::emptySelectionIsNone()
{
    m_viewport->setSelection(TimeRange{kBegin + 5, kBegin + 5});
    QVERIFY(!m_viewport->selection());
}

void TestViewport::zoomToSelection()
{
    m_viewport->zoomToSelection();
    QCOMPARE(m_viewport->visible(), m_viewport->run());
    m_viewport->setSelection(TimeRange{kBegin + 3 * kSecond, kBegin + 4 * kSecond});
    m_viewport->zoomToSelection();
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin + 3 * kSecond, kBegin + 4 * kSecond}));
    // Without one, what lies between the cursors.
    m_viewport->setSelection(std::nullopt);
    m_viewport->setCursor(Viewport::Cursor::First, kBegin + 2 * kSecond);
    m_viewport->zoomToSelection();
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin + 3 * kSecond, kBegin + 4 * kSecond}));
    m_viewport->setCursor(Viewport::Cursor::Second, kBegin + kSecond);
    m_viewport->zoomToSelection();
    QCOMPARE(m_viewport->visible(), (TimeRange{kBegin + kSecond, kBegin + 2 * kSecond}));
}

void TestViewport::everySignalComesOnce()
{
    QSignalSpy range(m_viewport.get(), &Viewport::rangeChanged);
    QSignalSpy hover(m_viewport.get(), &Viewport::hoverChanged);
    QSignalSpy cursors(m_viewport.get(), &Viewport::cursorsChanged);
    m_viewport->show({kBegin + kSecond, kBegin + 2 * kSecond});
    m_viewport->show({kBegin + kSecond, kBegin + 2 * kSecond});
    m_viewport->setHover(5);
    m_viewport->setHover(5);
    m_viewport->setCursor(Viewport::Cursor::First, 7);
    m_viewport->setCursor(Viewport::Cursor::First, 7);
    QCOMPARE(range.size(), 1);
    QCOMPARE(hover.size(), 1);
    QCOMPARE(cursors.size(), 1);
}

void TestViewport::resetForgetsTheRun()
{
    m_viewport->setSelection(TimeRange{kBegin + kSecond, kBegin + 3 * kSecond});
    m_viewport->setCursor(Viewport::Cursor::Second, kBegin + kSecond);
    m_viewport->setPick(Pick{lanescope::store::RowIndex{3}, std::nullopt});
    m_viewport->reset(0, kSecond, false);
    QVERIFY(!m_viewport->selection());
    QVERIFY(!m_viewport->cursor(Viewport::Cursor::Second));
    QVERIFY(!m_viewport->pick());
    QCOMPARE(m_viewport->visible(), (TimeRange{0, kSecond}));
}

void TestViewport::whateverTheUserDoesTheRangeIsSane()
{
    std::mt19937_64 random(5);
    m_viewport->reset(kBegin, kBegin + kSecond, true);
    std::int64_t end = kBegin + kSecond;
    for (int i = 0; i < 20'000; ++i) {
        const auto time = kBegin + static_cast<std::int64_t>(random() % 400'000'000'000) - 50 * kSecond;
        switch (random() % 7) {
        case 0:
            m_viewport->panBy(time - kBegin);
            break;
        case 1:
            m_viewport->zoomAt(time, 0.05 + static_cast<double>(random() % 400) / 100);
            break;
        case 2:
            m_viewport->show({time, time + static_cast<std::int64_t>(random() % 9'000'000'000)});
            break;
        case 3:
            m_viewport->fit();
            break;
        case 4:
            m_viewport->setFollowLive(random() % 2 == 0);
            break;
        case 5:
            m_viewport->advance(static_cast<std::int64_t>(random() % 50'000'000));
            break;
        default:
            m_viewport->setRun(kBegin, end += static_cast<std::int64_t>(random() % 100'000'000), true);
        }
        const TimeRange seen = m_viewport->visible();
        QVERIFY(seen.spanNs() >= Viewport::kShortestSpanNs);
        QVERIFY(seen.spanNs() <= std::max(end - kBegin, Viewport::kFollowSpanNs));
        QVERIFY(seen.fromNs >= kBegin);
        QVERIFY(seen.toNs <= std::max(end, kBegin + Viewport::kFollowSpanNs));
    }
}

QTEST_GUILESS_MAIN(TestViewport)
#include "tst_viewport.moc"
