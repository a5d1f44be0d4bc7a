// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever waits for a fact sees it before going on, misses no wake-up, and leaves a record of each one that was in vain.
#include "core/sync/wait_condition.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

using namespace lanescope;
using testing::joinAll;
using testing::startAll;
using testing::yieldUntil;
using trace::Again;
using trace::Record;
using trace::RecordType;
using trace::WaitKind;

namespace {

constexpr int kThreads = 6;

// Threads that wait until `open`, and how often they looked.
struct Door {
    sync::Mutex mutex{"mutex"};
    sync::WaitCondition changed{"changed"};
    bool open = false; // guarded by mutex
    std::atomic<int> looks{0};
    std::atomic<int> through{0};

    void pass()
    {
        const std::lock_guard guard(mutex);
        changed.wait(mutex, [this] {
            ++looks;
            return open;
        });
        ++through;
    }
    // With the lock held nobody is between looking and waiting.
    void wakeOne()
    {
        const std::lock_guard guard(mutex);
        changed.wakeOne();
    }
    void openAndWakeAll()
    {
        const std::lock_guard guard(mutex);
        open = true;
        changed.wakeAll();
    }
};

quint64 kinds(const std::vector<Record>& waits, WaitKind kind)
{
    return static_cast<quint64>(std::count_if(
        waits.begin(), waits.end(), [kind](const Record& wait) { return wait.detail == static_cast<quint8>(kind); }));
}

} // namespace

class TestWaitCondition : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsTrueIsNotWaitedFor();
    void wakeUpsInVainAreMarked();
    void wakeOneWakesOneAndWakeAllAll();
    void nobodyMissesAWakeUp();
    void givesUpAtItsDeadline();
    void wokenOneStandsInLineForTheMutex();
};

void TestWaitCondition::whatIsTrueIsNotWaitedFor()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        Door door;
        door.openAndWakeAll(); // nobody hears it; that it is open stays
        door.pass();
        QCOMPARE(door.looks.load(), 1);
        QVERIFY(door.mutex.try_lock()); // pass() let it go again
        door.mutex.unlock();
    }
    QVERIFY(recording.stop(RecordType::Wait).empty());
}

void TestWaitCondition::wakeUpsInVainAreMarked()
{
    constexpr int kInVain = 5;
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        Door door;
        const auto waiter = startAll(1, [&](int) { door.pass(); });
        for (int i = 1; i <= kInVain; ++i) {
            yieldUntil([&] { return door.looks.load() == i; });
            door.wakeOne();
        }
        yieldUntil([&] { return door.looks.load() == kInVain + 1; });
        QCOMPARE(door.through.load(), 0);
        door.openAndWakeAll();
        joinAll(waiter);
    }
    std::vector<Record> waits = recording.stop(RecordType::Wait);
    std::erase_if(waits, [](const Record& wait) { return wait.detail != static_cast<quint8>(WaitKind::Condition); });
    QCOMPARE(waits.size(), kInVain + 1);
    for (std::size_t i = 0; i < waits.size(); ++i) {
        QCOMPARE(waits[i].extra, static_cast<quint16>(i == 0 ? Again::No : Again::Yes));
        QVERIFY(waits[i].value != 0); // it is known who woke it
    }
}

void TestWaitCondition::wakeOneWakesOneAndWakeAllAll()
{
    Door door;
    const auto waiters = startAll(kThreads, [&](int) { door.pass(); });
    yieldUntil([&] { return door.looks.load() == kThreads; });
    for (int i = 1; i <= 3; ++i) {
        door.wakeOne();
        yieldUntil([&] { return door.looks.load() >= kThreads + i; });
        QCOMPARE(door.looks.load(), kThreads + i);
    }
    door.openAndWakeAll();
    joinAll(waiters);
    QCOMPARE(door.through.load(), kThreads);
    QCOMPARE(door.looks.load(), 2 * kThreads + 3);
}

// One wake-up for each thing that was made, as few as will do: one that got lost would leave somebody waiting for ever.
void TestWaitCondition::nobodyMissesAWakeUp()
{
    constexpr int kEach = 3'000;
    sync::Mutex mutex("mutex");
    sync::WaitCondition made("made");
    int things = 0;
    std::atomic<int> taken{0};
    const auto takers = startAll(kThreads, [&](int) {
        for (int i = 0; i < kEach; ++i) {
            const std::lock_guard guard(mutex);
            made.wait(mutex, [&] { return things > 0; });
            --things;
            ++taken;
        }
    });
    const auto makers = startAll(2, [&](int index) {
        for (int i = 0; i < kEach * kThreads / 2; ++i) {
            {
                const std::lock_guard guard(mutex);
                ++things;
                if (index == 0)
                    made.wakeOne();
            }
            if (index != 0)
                made.wakeOne(); // without the lock it is as good
        }
    });
    joinAll(makers);
    joinAll(takers);
    QCOMPARE(taken.load(), kEach * kThreads);
    QCOMPARE(things, 0);
}

void TestWaitCondition::givesUpAtItsDeadline()
{
    sync::Mutex mutex("mutex");
    sync::WaitCondition changed("changed");
    int looks = 0;
    const std::lock_guard guard(mutex);
    QVERIFY(!changed.wait(mutex, QDeadlineTimer(2)));
    QVERIFY(!changed.wait(
        mutex, [&] { return ++looks < 0; }, QDeadlineTimer(2)));
    QCOMPARE(looks, 2); // before and after
    // What comes true at the last moment counts, whoever told of it or not.
    QVERIFY(changed.wait(
        mutex, [&] { return ++looks == 4; }, QDeadlineTimer(2)));
    bool isFree = true;
    joinAll(startAll(1, [&](int) { isFree = mutex.try_lock(); }));
    QVERIFY(!isFree); // it is held again
}

// A notification lets nothing go: who was woken gets on when the lock is free.
void TestWaitCondition::wokenOneStandsInLineForTheMutex()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    trace::Recorder::nameThread("waker");
    const std::uint64_t waker = trace::Peer::ofLane(trace::Recorder::lane()->index()).bits;
    {
        Door door;
        const auto waiter = startAll(1, [&](int) { door.pass(); });
        yieldUntil([&] { return door.looks.load() == 1; });
        {
            const std::lock_guard guard(door.mutex); // free: the waiter let it go
            door.open = true;
            door.changed.wakeOne();
            yieldUntil([&] { return trace::Recorder::object(door.mutex.object().id())->waiters.load() == 1; });
            QCOMPARE(door.through.load(), 0);
        }
        joinAll(waiter);
    }
    std::vector<Record> waits = recording.stop(RecordType::Wait);
    QCOMPARE(kinds(waits, WaitKind::Condition), 1U);
    QVERIFY(kinds(waits, WaitKind::Lock) >= 1U);
    const Record& condition = *std::ranges::find(waits, static_cast<quint8>(WaitKind::Condition), &Record::detail);
    const Record& last = waits.back();
    QCOMPARE(last.detail, static_cast<quint8>(WaitKind::Lock));
    QCOMPARE(condition.value, waker);
    QCOMPARE(last.value, waker);
    QVERIFY(condition.start + condition.duration <= last.start);
}

QTEST_GUILESS_MAIN(TestWaitCondition)
#include "tst_wait_condition.moc"
