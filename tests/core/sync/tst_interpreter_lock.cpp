// SPDX-License-Identifier: GPL-3.0-or-later
// The interpreter lock excludes, and changes hands by CPython's rules: on request only, and then for certain.
#include "core/sync/interpreter_lock.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

using namespace lanescope;
using namespace std::chrono_literals;
using sync::InterpreterLock;
using testing::joinAll;
using testing::startAll;
using testing::yieldUntil;

class TestInterpreterLock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void excludesWhateverTheInterval_data();
    void excludesWhateverTheInterval();
    void nobodyAsksWhileItIsFree();
    void requestForcesASwitch();
    void everybodyGetsItsTurn();
    void isNotTakenAwayWithoutALook();
    void holdsNeverOverlap();
};

void TestInterpreterLock::excludesWhateverTheInterval_data()
{
    QTest::addColumn<double>("intervalMs");
    for (const double ms : {0.0, 0.01, 1.0, 50.0})
        QTest::addRow("%g ms", ms) << ms;
}

void TestInterpreterLock::excludesWhateverTheInterval()
{
    QFETCH(double, intervalMs);
    constexpr int kThreads = 4;
    constexpr int kRounds = 2'000;
    InterpreterLock lock("lock", InterpreterLock::Interval(intervalMs));
    qint64 counter = 0; // not atomic: only the lock keeps it right
    joinAll(startAll(kThreads, [&](int) {
        lock.take();
        for (int i = 0; i < kRounds; ++i) {
            ++counter;
            lock.yieldIfRequested();
            if (i % 50 == 0) {
                lock.drop();
                lock.take();
            }
        }
        lock.drop();
    }));
    QCOMPARE(counter, qint64{kThreads} * kRounds);
}

void TestInterpreterLock::nobodyAsksWhileItIsFree()
{
    InterpreterLock lock("lock", 0ms);
    for (int i = 0; i < 1'000; ++i) {
        lock.take();
        lock.yieldIfRequested();
        lock.drop();
    }
    QCOMPARE(lock.requests(), 0);
    QCOMPARE(lock.switches(), 1);
}

// The one that asked has it before the other goes on, each time.
void TestInterpreterLock::requestForcesASwitch()
{
    InterpreterLock lock("lock", 0.1ms);
    std::atomic<int> turn{0};
    std::atomic<bool> over{false};
    lock.take();
    const auto other = startAll(1, [&](int) {
        lock.take();
        while (!over.load()) {
            ++turn;
            yieldUntil([&] { return lock.dropRequested() || over.load(); });
            lock.yieldIfRequested();
        }
        lock.drop();
    });
    int kept = 0; // it came back and the other had not had its turn
    for (int i = 0; i < 50; ++i) {
        yieldUntil([&] { return lock.dropRequested(); });
        const int before = turn.load();
        lock.yieldIfRequested();
        kept += turn.load() == before ? 1 : 0;
    }
    over.store(true);
    lock.drop();
    joinAll(other);
    QCOMPARE(kept, 0);
}

void TestInterpreterLock::everybodyGetsItsTurn()
{
    constexpr int kThreads = 4;
    InterpreterLock lock("lock", 0.2ms);
    std::array<std::atomic<int>, kThreads> turns{};
    const auto allHadTen = [&] { return std::ranges::all_of(turns, [](const auto& n) { return n.load() >= 10; }); };
    joinAll(startAll(kThreads, [&](int index) {
        lock.take();
        while (!allHadTen()) { // for ever if somebody never got it
            ++turns[static_cast<std::size_t>(index)];
            yieldUntil([&] { return lock.dropRequested() || allHadTen(); });
            lock.yieldIfRequested();
        }
        lock.drop();
    }));
    QVERIFY(allHadTen());
    QVERIFY(lock.switches() >= 10 * kThreads);
}

// A request is a wish: who never looks, as an extension that does not let go, keeps all others out.
void TestInterpreterLock::isNotTakenAwayWithoutALook()
{
    InterpreterLock lock("lock", 0.1ms);
    std::atomic<bool> got{false};
    lock.take();
    const auto other = startAll(1, [&](int) {
        lock.take();
        got.store(true);
        lock.drop();
    });
    yieldUntil([&] { return lock.requests() >= 5; });
    QVERIFY(!got.load());
    lock.drop();
    joinAll(other);
    QVERIFY(got.load());
}

void TestInterpreterLock::holdsNeverOverlap()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        InterpreterLock lock("GIL", 0.05ms);
        joinAll(startAll(3, [&](int) {
            lock.take();
            for (int i = 0; i < 40; ++i) { // fits into the rings: nobody reads them meanwhile
                QThread::yieldCurrentThread();
                lock.yieldIfRequested();
                if (i % 2 == 0) {
                    lock.drop();
                    lock.take();
                }
            }
            lock.drop();
        }));
    }
    const auto holds = recording.stop(trace::RecordType::Hold);
    QVERIFY(holds.size() >= 3 * 20);
    for (std::size_t i = 1; i < holds.size(); ++i)
        QVERIFY(holds[i - 1].start + holds[i - 1].duration <= holds[i].start);
}

QTEST_GUILESS_MAIN(TestInterpreterLock)
#include "tst_interpreter_lock.moc"
