// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that go from CPU to CPU, as the rows of the CPUs show them.
#include "tests/ui/timeline/view_fixture.h"
#include "ui/theme/state_style.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_layout.h"
#include "ui/timeline/migrations.h"
#include "ui/timeline/tool_tip.h"

#include <QApplication>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;
using tests::kBegin;
using tests::kMs;

class TestMigrations : public QObject, private tests::ViewFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init();
    void cleanup() { close(); }
    void aStretchAfterAMoveHasANotch();
    void aMoveIsAnArrowFromWhereItLeft();
    void arrowsEndWhereTheyCannotBeToldApart();
    void thePickedThreadKeepsItsArrowsAndItsStretchesAreFramed();
    void foldedCpusHaveNoArrows();
    void denseColumnsTellTheShareOfThoseThatCame();
    void hoverTellsTheCpu();

private:
    void showCpus() { m_view->setSnapshot(m_run.build(10 * kMs)); }
    ShownMigrations shown() { return shownMigrations(canvas().frame()); }

    store::RowIndex m_zero{};
    store::RowIndex m_one{};
    const LineKey m_cpuZero{LineKind::Cpu, 0};
    const LineKey m_cpuOne{LineKind::Cpu, 1};
};

// The first thread runs on CPU 0 until 2 ms, then from 3 ms on CPU 1; the second stays.
void TestMigrations::init()
{
    open();
    m_zero = m_run.addCpu(0);
    m_one = m_run.addCpu(1);
    m_run.add(m_zero, 0, 2 * kMs, State::Running, 0);
    m_run.add(m_zero, 2 * kMs, 7 * kMs, State::Running, 1);
    m_run.add(m_one, 3 * kMs, 6 * kMs, State::Running, 0, 0);
    m_view->resize(m_view->width(), 400);
    showCpus();
}

void TestMigrations::aStretchAfterAMoveHasANotch()
{
    const QColor bar = theme::laneColour(0, m_view->palette());
    const QPoint corner = at(m_cpuOne, 3 * kMs) + QPoint(1, -6);
    QCOMPARE(pixel(corner), theme::textOn(bar));
    QCOMPARE(pixel(at(m_cpuZero, 0) + QPoint(1, -6)), bar); // it began there
}

void TestMigrations::aMoveIsAnArrowFromWhereItLeft()
{
    const ShownMigrations found = shown();
    QVERIFY(found.picked.empty());
    QCOMPARE(found.others.size(), std::size_t(1));
    QCOMPARE(found.others[0].thread, store::ThreadIndex{0});
    QCOMPARE(found.others[0].from, m_zero);
    QCOMPARE(found.others[0].to, m_one);
    QCOMPARE(found.others[0].leftNs, kBegin + 2 * kMs);
    QCOMPARE(found.others[0].arrivedNs, kBegin + 3 * kMs);
}

void TestMigrations::arrowsEndWhereTheyCannotBeToldApart()
{
    for (std::int64_t i = 0; i < 100; ++i) {
        const std::int64_t start = 7 * kMs + i * 20'000;
        m_run.add(i % 2 == 0 ? m_zero : m_one, start, start + 10'000, State::Running, 1, i % 2 == 0 ? 1 : 0);
    }
    showCpus();
    QCOMPARE(shown().others.size(), std::size_t(101));
    for (std::int64_t i = 0; i < 100; ++i) {
        const std::int64_t start = 9 * kMs + i * 5'000;
        m_run.add(i % 2 == 0 ? m_zero : m_one, start, start + 2'000, State::Running, 1, i % 2 == 0 ? 1 : 0);
    }
    showCpus();
    QVERIFY(shown().others.empty());
    m_viewport->show({kBegin + 9 * kMs, kBegin + 9 * kMs + 100'000}); // near enough they are told apart again
    QVERIFY(!shown().others.empty());
}

void TestMigrations::thePickedThreadKeepsItsArrowsAndItsStretchesAreFramed()
{
    QTest::mouseClick(&canvas(), Qt::LeftButton, {}, at(m_first, kMs));
    QCOMPARE(shown().picked.size(), std::size_t(1));
    QVERIFY(shown().others.empty());
    const QColor accent = theme::coloursOf(m_view->palette()).accent;
    QCOMPARE(pixel(at(m_cpuZero, kMs) - QPoint(0, 9)), accent);
    QCOMPARE(pixel(at(m_cpuOne, 5 * kMs) - QPoint(0, 9)), accent);
    QVERIFY(pixel(at(m_cpuZero, 5 * kMs) - QPoint(0, 9)) != accent); // the other thread ran there
}

void TestMigrations::foldedCpusHaveNoArrows()
{
    m_view->setAllOpen(false);
    QVERIFY(shown().others.empty());
}

void TestMigrations::denseColumnsTellTheShareOfThoseThatCame()
{
    // A hundred stretches for each pixel; of those in the second half, every fourth came from elsewhere.
    tests::RunBuilder run;
    run.addThread("t");
    const auto cpu = run.addCpu(0);
    for (std::int64_t i = 0; i < 10'000; ++i)
        run.add(cpu, i * 100, i * 100 + 50, State::Running, 0, i >= 5'000 && i % 4 == 0 ? 3 : store::kNone);
    const auto snapshot = run.build(1'000'000);
    const TimeAxis axis(kBegin, {kBegin, kBegin + 1'000'000}, 100);
    const LaneLayout layout = layOutLane(snapshot->row(cpu), axis, 0, 100, 14);
    QVERIFY(!layout.arrivals.empty());
    for (const LaneArrivals& arrivals : layout.arrivals) {
        QVERIFY2(arrivals.x1 > 50, qPrintable(QString::number(arrivals.x1)));
        const bool isWhole = arrivals.x0 >= 50; // not half of it before the first
        QVERIFY2(!isWhole || std::abs(arrivals.share - 0.25) < 0.02, qPrintable(QString::number(arrivals.share)));
    }
    QCOMPARE(layout.arrivals.back().x1, 100);
}

void TestMigrations::hoverTellsTheCpu()
{
    const auto tip = [this](const LineKey& key, std::int64_t sinceBeginNs) {
        const Hit hit = canvas().hitAt(at(key, sinceBeginNs));
        return toolTipFor(*m_view->snapshot(), hit, 10'000, m_view->palette());
    };
    QVERIFY(tip(m_cpuOne, 4 * kMs).contains(QStringLiteral("CPU 0"))); // it came from there
    QVERIFY(!tip(m_cpuZero, kMs).contains(QStringLiteral("came from")));
    QVERIFY(tip(m_first, kMs).contains(QStringLiteral("CPU 0")));
    QVERIFY(!tip(m_first, 7 * kMs).contains(QStringLiteral("CPU"))); // asleep
    QCOMPARE(cpuOf(*m_view->snapshot(), store::ThreadIndex{0}, kBegin + 4 * kMs), std::optional<std::uint16_t>(1));
    QVERIFY(!cpuOf(*m_view->snapshot(), store::ThreadIndex{0}, kBegin + 2 * kMs + 1));
}

QTEST_MAIN(TestMigrations)
#include "tst_migrations.moc"
