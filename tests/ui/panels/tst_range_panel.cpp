// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"
#include "tests/ui/panels/lossy.h"
#include "ui/panels/selection/range_panel.h"
#include "ui/panels/state_profile.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using store::State;
using test::FigureRun;

class TestRangePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init();
    void sharesAgreeWithEveryInterval();
    void locksAgreeWithEveryHold();
    void requestsAreThoseThatEndedInIt();
    void neighbouringRangesAddUp();
    void aRangeBeyondTheRunIsCut();
    void aRangeThatLacksRecordsSaysSo();
    void panelIsThereOnlyWithARange();
    void linksAsk();
    void aLockCanBeChosenByKeyboard();
    void profileTakesTheRoomItNeeds();

private:
    QString fact(const RangeFacts& facts, const char* label) const
    {
        for (const Fact& one : facts.facts) {
            if (one.label == QLatin1String(label))
                return one.value;
        }
        return {};
    }
    static std::int64_t overlap(const store::Interval& interval, std::int64_t from, std::int64_t to)
    {
        return std::max<std::int64_t>(0, std::min(interval.endNs(), to) - std::max(interval.startNs, from));
    }

    std::unique_ptr<FigureRun> m_run;
    store::SnapshotPtr m_snapshot;
    std::int64_t m_from = 0;
    std::int64_t m_to = 0;
};

void TestRangePanel::init()
{
    m_run = std::make_unique<FigureRun>();
    m_run->grow(3'000'000'000);
    m_snapshot = m_run->snapshot();
    m_from = m_snapshot->beginNs + 812'345'678;
    m_to = m_snapshot->beginNs + 2'012'345'678;
}

void TestRangePanel::sharesAgreeWithEveryInterval()
{
    const RangeFacts facts = rangeFacts(*m_snapshot, m_from, m_to);
    std::array<double, store::kThreadStateCount> ns{};
    double total = 0;
    for (const store::Thread& thread : *m_snapshot->threads) {
        const store::Row& row = m_snapshot->row(thread.stateRow);
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            const auto part = static_cast<double>(overlap(row.intervals[i], m_from, m_to));
            ns[static_cast<std::size_t>(row.intervals[i].state())] += part;
            total += part;
        }
        if (row.open) {
            const auto open = store::Interval::make(row.open->startNs, row.knownUntilNs, row.open->state);
            ns[static_cast<std::size_t>(open.state())] += static_cast<double>(overlap(open, m_from, m_to));
            total += static_cast<double>(overlap(open, m_from, m_to));
        }
    }
    for (std::size_t i = 0; i < ns.size(); ++i)
        QVERIFY2(qAbs(facts.shares[i] - ns[i] / total) < 1e-9, qPrintable(QString::number(i)));
}

void TestRangePanel::locksAgreeWithEveryHold()
{
    const RangeFacts facts = rangeFacts(*m_snapshot, m_from, m_to);
    QVERIFY(!facts.locks.empty());
    for (const ShareLine& line : facts.locks)
        QVERIFY2(line.share > 0, qPrintable(line.name)); // the others held nobody up
    QCOMPARE(facts.locks[0].key, static_cast<std::uint32_t>(FigureRun::kFrontier));
    const store::Row& row = m_snapshot->row(*m_snapshot->object(FigureRun::kFrontier).row);
    double contended = 0;
    for (std::size_t i = 0; i < row.intervals.size(); ++i) {
        if (row.intervals[i].state() == State::HeldContended)
            contended += static_cast<double>(overlap(row.intervals[i], m_from, m_to));
    }
    QVERIFY(qAbs(facts.locks[0].share - contended / static_cast<double>(m_to - m_from)) < 1e-9);
}

void TestRangePanel::requestsAreThoseThatEndedInIt()
{
    const RangeFacts facts = rangeFacts(*m_snapshot, m_from, m_to);
    const auto& recent = m_snapshot->requests->recent;
    const auto ended = std::count_if(recent.begin(), recent.end(), [this](const store::Request& request) {
        return request.endNs >= m_from && request.endNs < m_to;
    });
    QVERIFY(ended > 0);
    QVERIFY2(fact(facts, "requests").startsWith(QStringLiteral("%1 ended").arg(ended)),
             qPrintable(fact(facts, "requests")));
    QVERIFY(fact(facts, "latency").contains(QStringLiteral("p95")));
}

void TestRangePanel::neighbouringRangesAddUp()
{
    const std::int64_t middle = (m_from + m_to) / 2;
    const RangeFacts whole = rangeFacts(*m_snapshot, m_from, m_to);
    const RangeFacts left = rangeFacts(*m_snapshot, m_from, middle);
    const RangeFacts right = rangeFacts(*m_snapshot, middle, m_to);
    QVERIFY(qAbs((left.locks[0].share + right.locks[0].share) / 2 - whole.locks[0].share) < 1e-6);
}

void TestRangePanel::aRangeBeyondTheRunIsCut()
{
    const RangeFacts facts =
        rangeFacts(*m_snapshot, m_snapshot->beginNs - 5'000'000'000, m_snapshot->endNs + 5'000'000'000);
    QCOMPARE(facts.fromNs, m_snapshot->beginNs);
    QCOMPARE(facts.toNs, m_snapshot->endNs);
    const RangeFacts none = rangeFacts(*m_snapshot, m_snapshot->endNs + 1, m_snapshot->endNs + 2);
    QVERIFY(none.facts.empty() && none.locks.empty());
    QVERIFY(rangeFacts(*store::Snapshot::empty(), 0, 100).facts.empty());
}

void TestRangePanel::aRangeThatLacksRecordsSaysSo()
{
    const store::SnapshotPtr lossy = test::withLosses(m_snapshot, m_from - 2000, m_from - 1000, 77);
    QVERIFY(fact(rangeFacts(*m_snapshot, m_from - 5000, m_to), "incomplete").isEmpty());
    QVERIFY(fact(rangeFacts(*lossy, m_from, m_to), "incomplete").isEmpty());
    QVERIFY(fact(rangeFacts(*lossy, m_from - 1500, m_to), "incomplete").contains(QStringLiteral("77")));
}

void TestRangePanel::panelIsThereOnlyWithARange()
{
    RangePanel panel;
    panel.setSnapshot(m_snapshot);
    QVERIFY(panel.isHidden());
    panel.setRange(timeline::TimeRange{m_from, m_to});
    QVERIFY(!panel.isHidden());
    QVERIFY(!panel.facts().facts.empty());
    panel.setRange(timeline::TimeRange{m_to, m_to});
    QVERIFY(panel.isHidden());
    panel.setRange(timeline::TimeRange{m_from, m_to});
    panel.setSnapshot(store::Snapshot::empty()); // another run: nothing of the old one is said of it
    QVERIFY(panel.facts().facts.empty());
}

void TestRangePanel::linksAsk()
{
    RangePanel panel;
    panel.setSnapshot(m_snapshot);
    panel.setRange(timeline::TimeRange{m_from, m_to});
    QSignalSpy zoom(&panel, &RangePanel::zoomWanted);
    QSignalSpy clear(&panel, &RangePanel::clearWanted);
    const auto buttons = panel.findChildren<QPushButton*>();
    QCOMPARE(buttons.size(), 2);
    QTest::mouseClick(buttons[0], Qt::LeftButton);
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QCOMPARE(zoom.size(), 1);
    QCOMPARE(clear.size(), 1);
}

void TestRangePanel::aLockCanBeChosenByKeyboard()
{
    RangePanel panel;
    panel.setSnapshot(m_snapshot);
    panel.setRange(timeline::TimeRange{m_from, m_to});
    QSignalSpy chosen(&panel, &RangePanel::objectChosen);
    auto* bars = panel.findChild<ShareBars*>();
    QTest::keyClick(bars, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<store::ObjectIndex>(), FigureRun::kFrontier);
    QTest::mouseClick(bars, Qt::LeftButton, {}, bars->lineRect(0).center());
    QCOMPARE(chosen.size(), 2);
    QVERIFY(bars->accessibleDescription().contains(QStringLiteral("frontier")));
}

void TestRangePanel::profileTakesTheRoomItNeeds()
{
    StateProfile profile;
    StateProfile::Shares shares{};
    shares.fill(1.0 / shares.size());
    profile.show(shares);
    QVERIFY(profile.heightForWidth(120) > profile.heightForWidth(600));
    QCOMPARE(profile.accessibleDescription().count(QStringLiteral("9")), static_cast<int>(shares.size())); // 9 % each
}

QTEST_MAIN(TestRangePanel)
#include "tst_range_panel.moc"
