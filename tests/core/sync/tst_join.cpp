// SPDX-License-Identifier: GPL-3.0-or-later
// Joining a thread waits for its end, or for the deadline, and says whose end it was.
#include "core/sync/join.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QSemaphore>
#include <QTest>

using namespace lanescope;

class TestJoin : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesTheThreadThatEnded();
    void timedOutJoinLetsTheThreadLive();
};

void TestJoin::namesTheThreadThatEnded()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    std::uint64_t ender = 0;
    sync::ThreadEnd end;
    const auto thread = testing::startAll(1, [&](int) {
        ender = trace::Peer::ofLane(trace::Recorder::lane()->index()).bits;
        end.reached();
    });
    QVERIFY(sync::join(*thread[0], end));
    QVERIFY(thread[0]->isFinished());
    const auto waits = recording.stop(trace::RecordType::Wait);
    QCOMPARE(waits.size(), 1);
    QCOMPARE(waits[0].detail, static_cast<quint8>(trace::WaitKind::Join));
    QVERIFY(ender != 0);
    QCOMPARE(waits[0].value, ender);
}

void TestJoin::timedOutJoinLetsTheThreadLive()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    QSemaphore mayEnd;
    sync::ThreadEnd end;
    const auto thread = testing::startAll(1, [&](int) {
        mayEnd.acquire();
        end.reached();
    });
    QVERIFY(!sync::join(*thread[0], end, QDeadlineTimer(5)));
    QVERIFY(thread[0]->isRunning());
    mayEnd.release();
    QVERIFY(sync::join(*thread[0], end));
    QVERIFY(thread[0]->isFinished());
    const auto waits = recording.stop(trace::RecordType::Wait);
    QCOMPARE(waits.size(), 2);
    QCOMPARE(waits[0].value, 0);
    QVERIFY(waits[1].value != 0);
}

QTEST_GUILESS_MAIN(TestJoin)
#include "tst_join.moc"
