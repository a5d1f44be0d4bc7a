// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/run_builder.h"
#include "ui/panels/locks/lock_details.h"
#include "ui/panels/queues/queue_details.h"
#include "ui/panels/threads/thread_details.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace lanescope;
using namespace lanescope::panels;
using store::Occurrence;
using store::State;
using tests::RunBuilder;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kSecond = 1'000 * kMs;
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;

QString fact(const std::vector<Fact>& facts, const char* label)
{
    for (const Fact& one : facts) {
        if (one.label == QLatin1String(label))
            return QString(one.value).replace(QChar::Nbsp, u' '); // between a number and its unit
    }
    return {};
}

timeline::TimeRange between(std::int64_t fromNs, std::int64_t toNs)
{
    return {kBegin + fromNs, kBegin + toNs};
}

} // namespace

class TestDetails : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Light); }
    void init() { m_run = RunBuilder(); }
    void aQueueInBalanceKeepsLittlesLaw();
    void aQueueThatFillsSaysSo();
    void whoIsBlockedAtAQueueIsNamed();
    void theDepthIsDrawnWithItsCapacityAndKnobs();
    void aLockTellsOfTheSelectedRange();
    void aLockTellsWhatAcquiringItCostsAndWhereItLies();
    void aHoldThatGoesOnCountsToo();
    void theNewestHandOversAreNamed();
    void aConditionIsOnlyWaitedAt();
    void movesBetweenCpusAgreeWithACount();
    void movesThatWereNotCountedAreNotSaidToBeNone();
    void aThreadTellsForWhatItWaited();
    void aThreadTellsWhereItMayRunAndWhatNobodySaw();
    void staysOfItemsThatOvertakeAreLeftOut();
    void aQueueOfWhichOnlyTheDepthIsKnownSaysSo();
    void aPauseIsSaid();
    void nothingChosenAndNothingThereAreSaid();

private:
    // Items that are put every `everyNs` and stay for `stayNs` each.
    std::uint32_t queue(std::int64_t everyNs, std::int64_t stayNs, std::int64_t untilNs)
    {
        const auto index = m_run.addQueue("queue", 64);
        std::multimap<std::int64_t, double> changes; // one for each put and get, as they are recorded
        store::OccurrenceLog stays;
        auto figures = std::make_shared<store::QueueFigures>();
        for (std::int64_t put = everyNs; put < untilNs; put += everyNs) {
            changes.emplace(put, 1);
            ++figures->puts;
            if (put + stayNs >= untilNs)
                continue;
            changes.emplace(put + stayNs, -1);
            stays.add(Occurrence::make(kBegin + put + stayNs, stayNs, 0));
        }
        double depth = 0;
        for (const auto& [timeNs, change] : changes)
            m_run.sample(m_run.objectRow(index), timeNs, depth += change);
        stays.advance(kBegin + untilNs);
        auto log = std::make_shared<store::ObjectLog>();
        log->stays = stays.view();
        m_run.object(index).queue = figures;
        m_run.object(index).log = log;
        return index;
    }
    // A hold of each thread in turn, 10 ms each, from the start on; every one after a wait.
    std::uint32_t lockInTurns(int threads, int holds)
    {
        const auto index = m_run.addLock("lock");
        store::OccurrenceLog log;
        auto figures = std::make_shared<store::LockFigures>();
        for (int i = 0; i < holds; ++i) {
            Occurrence hold =
                Occurrence::make(kBegin + (i + 1) * 10 * kMs, 10 * kMs, static_cast<std::uint32_t>(i % threads));
            hold.marked = hold.changed = i > 0;
            log.add(hold);
            ++figures->acquisitions;
            figures->hold.add(10 * kMs);
        }
        log.advance(kBegin + (holds + 1) * 10 * kMs);
        auto shown = std::make_shared<store::ObjectLog>();
        shown->holds = log.view();
        m_run.object(index).lock = figures;
        m_run.object(index).log = shown;
        return index;
    }

    RunBuilder m_run;
};

void TestDetails::aQueueInBalanceKeepsLittlesLaw()
{
    const auto index = queue(10 * kMs, 25 * kMs, 4 * kSecond);
    QueueDetails details;
    details.setSnapshot(m_run.build(4 * kSecond));
    details.setRange(between(kSecond, 3 * kSecond));
    details.choose(index);
    const QueueStory& story = details.story();
    QCOMPARE(story.law.state, CheckLight::State::Good);
    QVERIFY2(fact(story.facts, "rates").contains(QStringLiteral("in 100/s · out 100/s")),
             qPrintable(fact(story.facts, "rates")));
    QVERIFY2(fact(story.facts, "depth").startsWith(QStringLiteral("2.5 on average")),
             qPrintable(fact(story.facts, "depth")));
    QCOMPARE(story.stays.count(), std::uint64_t{200});
    QVERIFY(!details.grab().isNull());
}

void TestDetails::aQueueThatFillsSaysSo()
{
    const auto index = queue(2 * kMs, 800 * kMs, 2 * kSecond);
    const QueueStory story = queueStory(*m_run.build(2 * kSecond), store::ObjectIndex{index}, between(0, kSecond));
    QCOMPARE(story.law.state, CheckLight::State::Doubtful);
    QVERIFY2(story.law.text.endsWith(QStringLiteral("it fills")), qPrintable(story.law.text));
    QVERIFY(fact(story.facts, "the oldest").contains(QStringLiteral("800 ms")));
}

void TestDetails::staysOfItemsThatOvertakeAreLeftOut()
{
    const auto index = queue(10 * kMs, 25 * kMs, 4 * kSecond);
    const auto told = [&](store::StayAccount account) {
        auto figures = std::make_shared<store::QueueFigures>(*m_run.object(index).queue);
        figures->stayAccount = account;
        figures->oldestPutNs = kBegin + kSecond;
        m_run.object(index).queue = figures;
        return queueStory(*m_run.build(4 * kSecond), store::ObjectIndex{index}, between(kSecond, 3 * kSecond));
    };
    const QueueStory each = told(store::StayAccount::EachTold);
    QCOMPARE(each.stays.count(), std::uint64_t{200});
    QCOMPARE(fact(each.facts, "the oldest"), QStringLiteral("in it for 3.00 s"));
    QCOMPARE(each.law.state, CheckLight::State::Unknown);
    const QueueStory mean = told(store::StayAccount::MeanOnly);
    QCOMPARE(mean.stays.count(), std::uint64_t{0});
    QVERIFY2(fact(mean.facts, "stays").startsWith(QStringLiteral("25.0 ms on average")),
             qPrintable(fact(mean.facts, "stays")));
    QVERIFY(fact(mean.facts, "the oldest").isEmpty());
    QCOMPARE(mean.law.state, CheckLight::State::Good);
}

void TestDetails::aQueueOfWhichOnlyTheDepthIsKnownSaysSo()
{
    const auto index = queue(10 * kMs, 25 * kMs, 4 * kSecond);
    auto figures = std::make_shared<store::QueueFigures>();
    figures->depthMax = 3;
    m_run.object(index).queue = figures;
    const QueueStory story = queueStory(*m_run.build(4 * kSecond), store::ObjectIndex{index});
    QVERIFY(fact(story.facts, "in and out").contains(QStringLiteral("only its depth")));
    QVERIFY(fact(story.facts, "rates").isEmpty() && fact(story.facts, "stays").isEmpty());
    QCOMPARE(story.law.state, CheckLight::State::Unknown);
}

void TestDetails::aPauseIsSaid()
{
    const auto index = queue(10 * kMs, 25 * kMs, 4 * kSecond);
    const auto lock = lockInTurns(2, 20);
    m_run.mark(kSecond, store::MarkKind::Paused, "run", "");
    m_run.mark(2 * kSecond, store::MarkKind::Resumed, "run", "");
    const auto snapshot = m_run.build(4 * kSecond);
    const auto said = [&](timeline::TimeRange range) {
        return fact(queueStory(*snapshot, store::ObjectIndex{index}, range).facts, "contains");
    };
    QVERIFY2(said(between(0, 3 * kSecond)).contains(QStringLiteral("1.00 s")),
             qPrintable(said(between(0, 3 * kSecond))));
    QVERIFY(said(between(2 * kSecond, 3 * kSecond)).isEmpty());
    QVERIFY(!fact(lockStory(*snapshot, store::ObjectIndex{lock}).facts, "contains").isEmpty());
}

void TestDetails::whoIsBlockedAtAQueueIsNamed()
{
    const auto index = queue(10 * kMs, 25 * kMs, kSecond);
    for (int i = 0; i < 6; ++i)
        m_run.addThread("producer-" + std::to_string(i));
    auto snapshot = std::make_shared<store::Snapshot>(*m_run.build(3 * kSecond, true));
    auto present = std::make_shared<store::Present>();
    for (std::uint32_t i = 0; i < 6; ++i)
        present->waits.push_back({store::ThreadIndex{i}, trace::WaitKind::QueuePut, index, kBegin + kSecond});
    snapshot->present = present;
    const QueueStory story = queueStory(*snapshot, store::ObjectIndex{index});
    const QString put = fact(story.facts, "blocked: put");
    QVERIFY2(put.startsWith(QStringLiteral("producer-0 for 2.00 s, producer-1")) &&
                 put.contains(QStringLiteral("and 2 more")),
             qPrintable(put));
    QVERIFY(fact(story.facts, "blocked: get").startsWith(QStringLiteral("nobody now")));
}

void TestDetails::theDepthIsDrawnWithItsCapacityAndKnobs()
{
    const auto index = queue(10 * kMs, 25 * kMs, 4 * kSecond);
    m_run.mark(2 * kSecond - 20 * kMs, store::MarkKind::Knob, "rate", "7"); // a drag is one change
    m_run.mark(2 * kSecond - 10 * kMs, store::MarkKind::Knob, "rate", "8");
    m_run.mark(2 * kSecond, store::MarkKind::Knob, "rate", "9");
    m_run.mark(2 * kSecond, store::MarkKind::Note, "", "said");
    const CurveShape shape =
        queueStory(*m_run.build(4 * kSecond), store::ObjectIndex{index}, between(kSecond, 3 * kSecond)).depth;
    QCOMPARE(shape.capacity, 64.0);
    QCOMPARE(shape.knobs, std::vector<std::int64_t>{kBegin + 2 * kSecond});
    QVERIFY(shape.buckets.size() > 40);
    for (const CurveShape::Bucket& bucket : shape.buckets)
        QVERIFY(bucket.isKnown && bucket.mean > 2 && bucket.mean < 3.01 && bucket.max <= 3);
    QVERIFY(qAbs(shape.mean - 2.5) < 0.05);
}

void TestDetails::aLockTellsOfTheSelectedRange()
{
    for (const char* name : {"one", "two", "three", "four"})
        m_run.addThread(name);
    const auto index = lockInTurns(4, 100);
    const auto snapshot = m_run.build(2 * kSecond);
    const LockStory whole = lockStory(*snapshot, store::ObjectIndex{index});
    QVERIFY2(fact(whole.facts, "acquired").startsWith(QStringLiteral("100 times")),
             qPrintable(fact(whole.facts, "acquired")));
    QCOMPARE(whole.holders.size(), std::size_t{4});
    for (const ShareLine& line : whole.holders)
        QVERIFY(qAbs(line.share - 0.125) < 1e-9); // 25 holds of 10 ms in 2 s
    const LockStory part = lockStory(*snapshot, store::ObjectIndex{index}, between(100 * kMs, 300 * kMs));
    QVERIFY2(fact(part.facts, "acquired").startsWith(QStringLiteral("20 times, 100 %")),
             qPrintable(fact(part.facts, "acquired")));
    QCOMPARE(part.holds.count(), std::uint64_t{20});
    QCOMPARE(part.holders.size(), std::size_t{4});
    for (const ShareLine& line : part.holders)
        QVERIFY(qAbs(line.share - 0.25) < 1e-9); // five holds of 10 ms in 200 ms
    QVERIFY2(fact(part.facts, "fairness").startsWith(QStringLiteral("1.00")), qPrintable(fact(part.facts, "fairness")));
}

void TestDetails::aLockTellsWhatAcquiringItCostsAndWhereItLies()
{
    m_run.addThread("one");
    const auto index = lockInTurns(1, 100);
    const auto facts = [&] { return lockStory(*m_run.build(2 * kSecond), store::ObjectIndex{index}).facts; };
    const auto tells = [&](const char* label) {
        return std::ranges::any_of(facts(), [&](const Fact& fact) { return fact.label == QLatin1String(label); });
    };
    QVERIFY(!tells("cost") && !tells("address")); // neither was told
    auto figures = std::make_shared<store::LockFigures>(*m_run.object(index).lock);
    for (int i = 0; i < 100; ++i)
        figures->acquire.add(i < 98 ? 20 : 30'000);
    m_run.object(index).lock = figures;
    m_run.object(index).address = 0x7f3a'5c00'1240;
    QCOMPARE(fact(facts(), "cost"),
             QStringLiteral("p50 20 ns · p99 30.0 µs · max 30.0 µs to acquire it when nobody has it (100 measured)"));
    QCOMPARE(fact(facts(), "address"), QStringLiteral("0x7f3a5c001240"));
}

void TestDetails::aHoldThatGoesOnCountsToo()
{
    m_run.addThread("one");
    const auto now = m_run.addThread("two");
    const auto index = lockInTurns(1, 50); // until 0.5 s
    m_run.object(index).owner = store::ThreadIndex{now};
    auto snapshot = std::make_shared<store::Snapshot>(*m_run.build(2 * kSecond, true));
    auto present = std::make_shared<store::Present>();
    present->holds.push_back({store::ThreadIndex{now}, store::ObjectIndex{index}, kBegin + kSecond, false});
    present->waits.push_back({store::ThreadIndex{0}, trace::WaitKind::Lock, index, kBegin + 1500 * kMs});
    snapshot->present = present;
    const LockStory story = lockStory(*snapshot, store::ObjectIndex{index});
    QCOMPARE(story.holders.size(), std::size_t{2});
    QCOMPARE(story.holders[0].key, now);
    QVERIFY(qAbs(story.holders[0].share - 0.5) < 1e-9 && qAbs(story.holders[1].share - 0.25) < 1e-9);
    QVERIFY(story.waiters.size() == 1 && qAbs(story.waiters[0].share - 0.25) < 1e-9);
}

void TestDetails::theNewestHandOversAreNamed()
{
    for (const char* name : {"one", "two", "three"})
        m_run.addThread(name);
    const auto index = lockInTurns(3, 4);
    const LockStory story = lockStory(*m_run.build(2 * kSecond), store::ObjectIndex{index});
    QCOMPARE(fact(story.facts, "handed over"), QStringLiteral("3 times in a row at most"));
    QCOMPARE(fact(story.facts, "lately"), QStringLiteral("one → two → three → one"));
}

void TestDetails::movesBetweenCpusAgreeWithACount()
{
    const auto thread = m_run.addThread("wanderer");
    const auto other = m_run.addThread("other");
    const store::RowIndex cpus[] = {m_run.addCpu(0), m_run.addCpu(1)};
    std::mt19937 random(5);
    std::size_t moves = 0;
    int last = -1;
    std::int64_t onFirstNs = 0;
    for (int i = 0; i < 400; ++i) {
        const int cpu = static_cast<int>(random() % 2);
        const bool isOurs = random() % 3 != 0;
        m_run.add(cpus[cpu], i * kMs, i * kMs + kMs / 2, State::Running, isOurs ? thread : other);
        if (!isOurs)
            continue;
        moves += last >= 0 && cpu != last ? 1 : 0;
        last = cpu;
        onFirstNs += cpu == 0 ? kMs / 2 : 0;
    }
    const CpuMoves found = cpuMoves(*m_run.build(kSecond), store::ThreadIndex{thread}, between(0, kSecond));
    QVERIFY(moves > 50);
    QCOMPARE(found.moves, moves);
    QVERIFY(found.isWhole);
    QCOMPARE(found.times[0], (std::pair<std::uint16_t, std::int64_t>{0, onFirstNs}));
    QCOMPARE(cpuMoves(*m_run.build(kSecond), store::ThreadIndex{thread}, between(500 * kMs, kSecond)).stretches,
             std::size_t{0});
}

// Stretches are so many that only the newest are looked at.
void TestDetails::movesThatWereNotCountedAreNotSaidToBeNone()
{
    const auto thread = m_run.addThread("busy");
    const store::RowIndex cpus[] = {m_run.addCpu(0), m_run.addCpu(1)};
    m_run.add(cpus[1], 0, 1000, State::Running, thread);
    const auto addStretches = [&](std::size_t from, std::size_t to, store::RowIndex cpu) {
        for (std::size_t i = from; i < to; ++i)
            m_run.add(cpu, static_cast<std::int64_t>(i) * 2000, static_cast<std::int64_t>(i) * 2000 + 1000,
                      State::Running, thread);
    };
    addStretches(1, kMostCpuStretches + 10, cpus[0]);
    const auto moves = [&] {
        return fact(threadStory(*m_run.build(kSecond), store::ThreadIndex{thread}, between(2000, kSecond)).facts,
                    "moves");
    };
    QVERIFY2(moves().isEmpty(), qPrintable(moves()));
    addStretches(kMostCpuStretches + 10, kMostCpuStretches + 11, cpus[1]);
    QVERIFY2(moves().startsWith(QStringLiteral("at least 1 from CPU to CPU")), qPrintable(moves()));
}

void TestDetails::aConditionIsOnlyWaitedAt()
{
    const auto index = m_run.addObject("changed", trace::ObjectKind::Condition, store::RowKind::Waiters);
    auto figures = std::make_shared<store::LockFigures>();
    figures->wait.add(3 * kMs);
    m_run.object(index).lock = figures;
    const LockStory story = lockStory(*m_run.build(kSecond), store::ObjectIndex{index});
    QVERIFY(!fact(story.facts, "waits").isEmpty());
    for (const char* label : {"held by", "acquired", "holds"})
        QVERIFY2(fact(story.facts, label).isEmpty(), label);
}

void TestDetails::aThreadTellsForWhatItWaited()
{
    const auto little = m_run.addLock("little");
    const auto much = m_run.addLock("much");
    const auto thread = m_run.addThread("waiter");
    const auto row = m_run.stateRow(thread);
    m_run.add(row, 0, 200 * kMs, State::Running);
    m_run.add(row, 200 * kMs, 300 * kMs, State::LockWait, little);
    m_run.open(row, 300 * kMs, State::LockWait, much);
    ThreadDetails details;
    details.setSnapshot(m_run.build(kSecond, true));
    const ThreadStory& story = details.story();
    QVERIFY(story.title.startsWith(QStringLiteral("waiter")));
    QCOMPARE(story.waits.size(), std::size_t{2});
    QCOMPARE(story.waits[0].key, much);
    QVERIFY(qAbs(story.waits[0].share - 0.7) < 1e-9);
    QVERIFY(qAbs(story.shares[static_cast<std::size_t>(State::Running)] - 0.2) < 1e-9);
    QSignalSpy chosen(&details, &ThreadDetails::objectChosen);
    QTest::keyClick(details.findChild<ShareBars*>(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].value<store::ObjectIndex>(), store::ObjectIndex{much});
}

void TestDetails::aThreadTellsWhereItMayRunAndWhatNobodySaw()
{
    const auto thread = m_run.addThread("bound");
    m_run.add(m_run.stateRow(thread), 0, kSecond, State::Running);
    const auto factOf = [&](const QString& label) {
        const auto snapshot = std::make_shared<store::Snapshot>(*m_run.build(kSecond));
        snapshot->cpuSets = std::make_shared<std::vector<store::CpuSet>>(std::vector<store::CpuSet>{{0, 1, 2}, {0, 2}});
        const ThreadStory story = threadStory(*snapshot, store::ThreadIndex{thread});
        const auto found = std::ranges::find(story.facts, label, &Fact::label);
        return found == story.facts.end() ? QString() : found->value;
    };
    m_run.thread(thread).cpuSet = 0; // as any program
    QCOMPARE(factOf(QStringLiteral("may run on")), QString());
    m_run.thread(thread).cpuSet = 1;
    QCOMPARE(factOf(QStringLiteral("may run on")), QStringLiteral("CPU 0, 2"));
    QVERIFY(factOf(QStringLiteral("on a CPU")).contains(QStringLiteral(" of ")));
    m_run.thread(thread).isUnsampled = true;
    QVERIFY(factOf(QStringLiteral("on a CPU")).startsWith(QStringLiteral("not known")));
}

void TestDetails::nothingChosenAndNothingThereAreSaid()
{
    QVERIFY(queueStory(*store::Snapshot::empty(), store::ObjectIndex{3}).title.isEmpty());
    QVERIFY(threadStory(*store::Snapshot::empty(), store::ThreadIndex{3}).title.isEmpty());
    QueueDetails details;
    details.setSnapshot(store::Snapshot::empty());
    details.choose(7);
    QVERIFY(details.story().title.isEmpty());
    QVERIFY(!details.grab().isNull());
}

QTEST_MAIN(TestDetails)
#include "tst_details.moc"
