// SPDX-License-Identifier: GPL-3.0-or-later
// An event stops who comes while it is clear and lets all go when it is set.
#include "core/sync/event.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

using namespace lanescope;
using testing::joinAll;
using testing::startAll;
using testing::yieldUntil;

namespace {

std::uint32_t waiters()
{
    const auto* object = trace::Recorder::object(trace::ObjectId{1});
    return object != nullptr ? object->waiters.load() : 0;
}

} // namespace

class TestEvent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void setLetsAllGo();
    void clearRightAfterSetIsNotMissed();
    void clearStopsWhoComes();
    void givesUpAtItsDeadline();
    void nobodyIsLostUnderLoad();
};

void TestEvent::setLetsAllGo()
{
    testing::Recording recording;
    sync::Event event("event");
    std::atomic<int> passed{0};
    const auto threads = startAll(4, [&](int) { passed += event.wait() ? 1 : 0; });
    yieldUntil([] { return waiters() == 4; });
    QCOMPARE(passed.load(), 0);
    event.set();
    joinAll(threads);
    QCOMPARE(passed.load(), 4);
    const auto waits = recording.stop(trace::RecordType::Wait);
    QCOMPARE(waits.size(), 4);
    for (const trace::Record& wait : waits)
        QVERIFY(wait.detail == static_cast<quint8>(trace::WaitKind::Event) && wait.value != 0);
}

void TestEvent::clearRightAfterSetIsNotMissed()
{
    testing::Recording recording;
    sync::Event event("event");
    std::atomic<int> passed{0};
    const auto threads = startAll(4, [&](int) { passed += event.wait() ? 1 : 0; });
    yieldUntil([] { return waiters() == 4; });
    event.set();
    event.clear();
    joinAll(threads);
    QCOMPARE(passed.load(), 4);
    QVERIFY(!event.isSet());
}

void TestEvent::clearStopsWhoComes()
{
    sync::Event event("event");
    event.set();
    QVERIFY(event.wait(QDeadlineTimer(0)));
    QVERIFY(event.isSet());
    event.clear();
    QVERIFY(!event.wait(QDeadlineTimer(0)));
}

void TestEvent::givesUpAtItsDeadline()
{
    sync::Event event("event");
    QVERIFY(!event.wait(QDeadlineTimer(5)));
    QVERIFY(!event.isSet());
}

// Two threads hand a turn to and fro; a wake-up lost once would stop them for ever.
void TestEvent::nobodyIsLostUnderLoad()
{
    constexpr int kRounds = 5'000;
    sync::Event ping("ping");
    sync::Event pong("pong");
    int turns = 0; // not atomic: only one of them has the turn
    const auto other = startAll(1, [&](int) {
        for (int i = 0; i < kRounds; ++i) {
            ping.wait();
            ping.clear();
            ++turns;
            pong.set();
        }
    });
    for (int i = 0; i < kRounds; ++i) {
        ++turns;
        ping.set();
        pong.wait();
        pong.clear();
    }
    joinAll(other);
    QCOMPARE(turns, 2 * kRounds);
}

QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"
