// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/object_track.h"
#include "tests/ui/panels/figure_run.h"
#include "ui/panels/locks/lock_details.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using test::FigureRun;

class TestLockDetails : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Light); }
    void init();
    void holdersAgreeWithEveryHold();
    void waitersAgreeWithEveryWait();
    void onlyTheLastSecondsCount();
    void noneWaitsLongerThanTheRange();
    void whatAnEndedRunStoodInIsSaid();
    void whoHasItAndWhoWaitsIsSaid();
    void whatIsNotOfTheRangeSaysSo();
    void whatIsNoLockHasNoStory();
    void panelFollowsTheChoice();
    void aThreadCanBeChosen();

private:
    QString fact(const LockStory& story, const char* label) const
    {
        for (const Fact& one : story.facts) {
            if (one.label == QLatin1String(label))
                return QString(one.value).replace(QChar::Nbsp, u' ');
        }
        return {};
    }
    // What is written beyond the end of the snapshot has not been yet.
    double overlap(const store::Interval& interval, std::int64_t from) const
    {
        const std::int64_t end = std::min(interval.endNs(), m_snapshot->endNs);
        return static_cast<double>(std::max<std::int64_t>(0, end - std::max(interval.startNs, from)));
    }

    std::unique_ptr<FigureRun> m_run;
    store::SnapshotPtr m_snapshot;
};

void TestLockDetails::init()
{
    m_run = std::make_unique<FigureRun>();
    m_run->grow(4'000'000'000);
    m_snapshot = m_run->snapshot();
}

void TestLockDetails::holdersAgreeWithEveryHold()
{
    const LockStory story = lockStory(*m_snapshot, FigureRun::kFrontier);
    QVERIFY(!story.holders.empty());
    const store::Row& row = m_snapshot->row(*m_snapshot->object(FigureRun::kFrontier).row);
    for (const ShareLine& line : story.holders) {
        double ns = 0;
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            if (row.intervals[i].subject == line.key)
                ns += overlap(row.intervals[i], m_snapshot->beginNs);
        }
        if (row.open && row.open->subject == line.key)
            ns += static_cast<double>(m_snapshot->endNs - row.open->startNs);
        QVERIFY2(qAbs(line.share - ns / 4e9) < 1e-6, qPrintable(line.name));
    }
    for (std::size_t i = 1; i < story.holders.size(); ++i)
        QVERIFY(story.holders[i - 1].share >= story.holders[i].share);
}

void TestLockDetails::waitersAgreeWithEveryWait()
{
    const LockStory story = lockStory(*m_snapshot, FigureRun::kFrontier);
    QVERIFY(!story.waiters.empty());
    for (const ShareLine& line : story.waiters) {
        const store::Row& row = m_snapshot->row(m_snapshot->thread(store::ThreadIndex{line.key}).stateRow);
        double ns = 0;
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            if (row.intervals[i].state() == store::State::LockWait &&
                row.intervals[i].subject == static_cast<std::uint32_t>(FigureRun::kFrontier))
                ns += overlap(row.intervals[i], m_snapshot->beginNs);
        }
        if (row.open && row.open->state == store::State::LockWait &&
            row.open->subject == static_cast<std::uint32_t>(FigureRun::kFrontier))
            ns += static_cast<double>(m_snapshot->endNs - row.open->startNs);
        QVERIFY2(qAbs(line.share - ns / 4e9) < 1e-6, qPrintable(line.name));
    }
}

void TestLockDetails::onlyTheLastSecondsCount()
{
    m_run->grow(20'000'000'000);
    const auto later = m_run->snapshot();
    double sum = 0;
    for (const ShareLine& line : lockStory(*later, FigureRun::kFrontier).holders)
        sum += line.share;
    QVERIFY2(sum > 0 && sum <= 1.0001, qPrintable(QString::number(sum)));
}

// The first one begins and ends outside, two reach in.
void TestLockDetails::noneWaitsLongerThanTheRange()
{
    auto objects = *m_snapshot->objects;
    auto& lock = objects[static_cast<std::size_t>(FigureRun::kFrontier)];
    const std::int64_t begin = m_snapshot->beginNs;
    constexpr std::int64_t kMs = 1'000'000;
    store::OccurrenceLog waits;
    waits.add(store::Occurrence::make(begin + 3'000 * kMs, 2'500 * kMs, 0));
    waits.add(store::Occurrence::make(begin + 1'050 * kMs, 900 * kMs, 1));
    waits.add(store::Occurrence::make(begin + 1'300 * kMs, 225 * kMs, 2));
    waits.advance(m_snapshot->endNs);
    auto log = std::make_shared<store::ObjectLog>();
    log->waits = waits.view();
    lock.log = log;
    auto changed = std::make_shared<store::Snapshot>(*m_snapshot);
    changed->objects = std::make_shared<std::vector<store::Object>>(std::move(objects));
    const LockStory story =
        lockStory(*changed, FigureRun::kFrontier, timeline::TimeRange{begin + 1'000 * kMs, begin + 1'100 * kMs});
    QCOMPARE(story.waiters.size(), std::size_t{3});
    const double expected[] = {1.0, 0.5, 0.25};
    for (std::size_t i = 0; i < story.waiters.size(); ++i) {
        QCOMPARE(story.waiters[i].key, static_cast<std::uint32_t>(i));
        QCOMPARE(story.waiters[i].share, expected[i]);
    }
}

// A deadlock: nobody has it and nobody waits any more, and who did until the end is what one wants to read.
void TestLockDetails::whatAnEndedRunStoodInIsSaid()
{
    constexpr std::int64_t kBegin = 1'000'000'000;
    constexpr std::int64_t kEnd = kBegin + 2'000'000'000;
    store::Store run;
    const store::ProcessIndex process = run.addProcess({});
    const auto thread = [&](const char* name) {
        store::Thread made;
        made.process = process;
        made.name = name;
        made.stateRow = run.addRow(store::RowKind::ThreadState);
        return run.addThread(std::move(made));
    };
    const store::ThreadIndex waiter = thread("waiter");
    const store::ThreadIndex owner = thread("owner");
    store::Object mutex;
    mutex.kind = trace::ObjectKind::Mutex;
    const store::ObjectIndex lock = run.addObject(mutex);
    run.row(run.thread(waiter).stateRow)
        .append(store::Interval::make(kBegin + 500'000'000, kEnd, store::State::LockWait,
                                      static_cast<std::uint32_t>(lock)));
    store::ObjectTrack track(run, lock, mutex);
    track.noteOpenHold({owner, kBegin, kEnd - 1, 1, false, false}, 0);
    track.noteOpenWait({waiter, trace::WaitKind::Lock, kBegin + 500'000'000, kEnd - 1, 2, false}, 0);
    for (const store::ThreadIndex each : {owner, waiter}) {
        track.abandon(each, kEnd);
        run.thread(each).endNs = kEnd;
    }
    run.process(process).endNs = kEnd;
    track.advance(kEnd + 1, 0);
    track.refresh();
    const LockStory story = lockStory(*run.publish(kBegin, kEnd, false), lock);
    QCOMPARE(fact(story, "held by"), QStringLiteral("owner for 2.00 s"));
    QCOMPARE(fact(story, "waiting"), QStringLiteral("waiter for 1.50 s"));
    QVERIFY(story.holders.size() == 1 && story.holders.front().key == static_cast<std::uint32_t>(owner));
    QVERIFY(story.waiters.size() == 1 && story.waiters.front().key == static_cast<std::uint32_t>(waiter));
}

void TestLockDetails::whoHasItAndWhoWaitsIsSaid()
{
    const LockStory story = lockStory(*m_snapshot, FigureRun::kFrontier);
    QVERIFY(story.title.startsWith(QStringLiteral("frontier")));
    const auto& owner = m_snapshot->object(FigureRun::kFrontier).owner;
    QVERIFY(owner);
    const auto name = QString::fromStdString(m_snapshot->thread(*owner).name);
    QVERIFY2(fact(story, "held by").startsWith(name), qPrintable(fact(story, "held by")));
    QVERIFY(fact(story, "acquired").contains(QStringLiteral("times")));
    QVERIFY(fact(story, "waits").contains(QStringLiteral("p99")));
    QVERIFY(!fact(story, "waiting").isEmpty());
}

void TestLockDetails::whatIsNotOfTheRangeSaysSo()
{
    const QString whole = fact(lockStory(*m_snapshot, FigureRun::kFrontier), "cost");
    QVERIFY2(!whole.isEmpty() && !whole.contains(QStringLiteral("whole run")), qPrintable(whole));
    // So short that no hold and no wait ended in it.
    const LockStory story = lockStory(*m_snapshot, FigureRun::kFrontier,
                                      timeline::TimeRange{m_snapshot->beginNs + 1, m_snapshot->beginNs + 2});
    QVERIFY2(fact(story, "cost").contains(QStringLiteral("whole run")), qPrintable(fact(story, "cost")));
    QCOMPARE(fact(story, "waits"), QStringLiteral("none ended in it"));
    QCOMPARE(fact(story, "holds"), QStringLiteral("none ended in it"));
}

void TestLockDetails::whatIsNoLockHasNoStory()
{
    QVERIFY(lockStory(*m_snapshot, FigureRun::kParseQueue).title.isEmpty());
    QVERIFY(lockStory(*m_snapshot, store::ObjectIndex{9999}).facts.empty());
    QVERIFY(lockStory(*store::Snapshot::empty(), store::ObjectIndex{0}).facts.empty());
}

void TestLockDetails::panelFollowsTheChoice()
{
    LockDetails details;
    details.setSnapshot(m_snapshot);
    QVERIFY(details.story().title.startsWith(QStringLiteral("frontier"))); // the one that is waited for most
    details.choose(1);
    QVERIFY(details.story().title.startsWith(QStringLiteral("dns-cache")));
    QVERIFY(!details.grab().isNull());
    FigureRun other(90'000'000'000);
    other.grow(100'000'000);
    details.setSnapshot(other.snapshot()); // what was chosen in another run is not this run's
    QVERIFY(!details.story().title.startsWith(QStringLiteral("dns-cache")));
}

void TestLockDetails::aThreadCanBeChosen()
{
    LockDetails details;
    details.setSnapshot(m_snapshot);
    details.choose(static_cast<std::uint32_t>(FigureRun::kFrontier));
    QSignalSpy chosen(&details, &LockDetails::threadChosen);
    auto* bars = details.findChildren<ShareBars*>().first();
    QTest::keyClick(bars, Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<store::ThreadIndex>(), store::ThreadIndex{bars->lines()[0].key});
}

QTEST_MAIN(TestLockDetails)
#include "tst_lock_details.moc"
