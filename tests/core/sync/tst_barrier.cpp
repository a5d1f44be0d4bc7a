// SPDX-License-Identifier: GPL-3.0-or-later
// Nobody goes on from a barrier before the last has come; who gives up breaks it for all.
#include "core/sync/barrier.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <array>

using namespace lanescope;
using testing::joinAll;
using testing::startAll;
using testing::yieldUntil;

class TestBarrier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nobodyGoesOnBeforeTheLastHasCome();
    void deadlineBreaksIt();
    void abortWakesAll();
    void resetMakesItUsableAgain();
    void fewerPartiesLetThemGo();
    void completeRoundStaysComplete();
    void theLastOneEndsTheWaits();
};

void TestBarrier::nobodyGoesOnBeforeTheLastHasCome()
{
    constexpr int kThreads = 4;
    constexpr int kRounds = 1'000;
    sync::Barrier barrier("barrier", kThreads);
    std::vector<std::atomic<int>> came(kRounds);
    std::vector<std::atomic<int>> places(kRounds); // one bit a place
    std::atomic<int> tooEarly{0};
    joinAll(startAll(kThreads, [&](int) {
        for (std::size_t round = 0; round < kRounds; ++round) {
            ++came[round];
            const std::optional<int> place = barrier.wait();
            tooEarly += came[round].load() == kThreads && place ? 0 : 1;
            places[round] |= 1 << place.value_or(30);
        }
    }));
    QCOMPARE(tooEarly.load(), 0);
    for (const std::atomic<int>& bits : places)
        QCOMPARE(bits.load(), (1 << kThreads) - 1);
    QCOMPARE(barrier.waiting(), 0);
}

void TestBarrier::deadlineBreaksIt()
{
    sync::Barrier barrier("barrier", 3);
    std::optional<int> other = 7;
    const auto thread = startAll(1, [&](int) { other = barrier.wait(); });
    yieldUntil([&] { return barrier.waiting() == 1; });
    QVERIFY(!barrier.wait(QDeadlineTimer(5)).has_value());
    joinAll(thread);
    QVERIFY(!other.has_value());
    QVERIFY(barrier.isBroken());
    QVERIFY(!barrier.wait().has_value()); // at once
}

void TestBarrier::abortWakesAll()
{
    sync::Barrier barrier("barrier", 10);
    std::atomic<int> broken{0};
    const auto threads = startAll(4, [&](int) { broken += barrier.wait().has_value() ? 0 : 1; });
    yieldUntil([&] { return barrier.waiting() == 4; });
    barrier.abort();
    joinAll(threads);
    QCOMPARE(broken.load(), 4);
}

void TestBarrier::resetMakesItUsableAgain()
{
    sync::Barrier barrier("barrier", 2);
    std::array<std::optional<int>, 2> places{7, 7};
    const auto lonely = startAll(1, [&](int) { places[0] = barrier.wait(); });
    yieldUntil([&] { return barrier.waiting() == 1; });
    barrier.reset(); // ends the round under way, and is whole afterwards
    joinAll(lonely);
    QVERIFY(!places[0].has_value());
    barrier.abort();
    barrier.reset();
    joinAll(startAll(2, [&](int i) { places[static_cast<std::size_t>(i)] = barrier.wait(); }));
    QVERIFY(places[0] && places[1] && *places[0] + *places[1] == 1);
}

void TestBarrier::fewerPartiesLetThemGo()
{
    sync::Barrier barrier("barrier", 5);
    std::atomic<int> gone{0};
    const auto threads = startAll(3, [&](int) { gone += barrier.wait().has_value() ? 1 : 0; });
    yieldUntil([&] { return barrier.waiting() == 3; });
    barrier.setParties(4);
    QCOMPARE(barrier.waiting(), 3);
    barrier.setParties(3);
    joinAll(threads);
    QCOMPARE(gone.load(), 3);
    QCOMPARE(barrier.parties(), 3);
}

// What happens afterwards does not matter to who has yet to wake.
void TestBarrier::completeRoundStaysComplete()
{
    for (int i = 0; i < 300; ++i) {
        sync::Barrier barrier("barrier", 3);
        std::atomic<int> complete{0};
        const auto threads = startAll(2, [&](int) { complete += barrier.wait().has_value() ? 1 : 0; });
        yieldUntil([&] { return barrier.waiting() == 2; });
        complete += barrier.wait().has_value() ? 1 : 0;
        barrier.abort();
        joinAll(threads);
        QCOMPARE(complete.load(), 3);
    }
}

void TestBarrier::theLastOneEndsTheWaits()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    trace::Recorder::nameThread("last");
    {
        sync::Barrier barrier("barrier", 3);
        const auto threads = startAll(2, [&](int) { barrier.wait(); });
        yieldUntil([&] { return barrier.waiting() == 2; });
        barrier.wait();
        joinAll(threads);
    }
    const std::uint64_t last = trace::Peer::ofLane(trace::Recorder::lane()->index()).bits;
    const auto waits = recording.stop(trace::RecordType::Wait);
    QCOMPARE(waits.size(), 2);
    for (const trace::Record& wait : waits)
        QVERIFY(wait.detail == static_cast<quint8>(trace::WaitKind::Barrier) && wait.value == last);
}

QTEST_GUILESS_MAIN(TestBarrier)
#include "tst_barrier.moc"
