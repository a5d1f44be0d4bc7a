// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/delay_queue.h"

#include <QList>
#include <QTest>

using namespace lanescope::site;
using namespace std::chrono_literals;

class TestDelayQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firesInOrderOfTime();
    void shorterDelayOvertakes();
    void neverFiresEarly();
    void entriesAddedWhileFiringFireToo();
};

namespace {

ConnectionId id(int number)
{
    return static_cast<ConnectionId>(number);
}

} // namespace

void TestDelayQueue::firesInOrderOfTime()
{
    QList<int> fired;
    DelayQueue queue([&fired](ConnectionId connection) { fired.append(static_cast<int>(connection)); });
    QVERIFY(queue.valid());
    const QList<int> delays{40, 10, 30, 20, 0, 50};
    for (const int ms : delays) {
        queue.add(std::chrono::milliseconds(ms), id(ms));
    }
    QTRY_COMPARE(fired.size(), delays.size());
    QCOMPARE(fired, QList<int>({0, 10, 20, 30, 40, 50}));
}

void TestDelayQueue::shorterDelayOvertakes()
{
    QList<int> fired;
    DelayQueue queue([&fired](ConnectionId connection) { fired.append(static_cast<int>(connection)); });
    queue.add(1h, id(1));
    queue.add(1ms, id(2));
    QTRY_COMPARE(fired, QList<int>({2}));
}

void TestDelayQueue::neverFiresEarly()
{
    // Beyond 10 ms times are rounded to the nearest millisecond, so half of one early is allowed.
    DelayQueue::Clock::time_point fired;
    DelayQueue queue([&fired](ConnectionId) { fired = DelayQueue::Clock::now(); });
    for (const auto delay : {100us, 3000us, 25'300us}) {
        fired = {};
        const auto asked = DelayQueue::Clock::now();
        queue.add(delay, id(1));
        QTRY_VERIFY(fired != DelayQueue::Clock::time_point());
        QVERIFY(fired - asked >= delay - (delay < 10ms ? 0us : 500us));
    }
}

void TestDelayQueue::entriesAddedWhileFiringFireToo()
{
    int fired = 0;
    DelayQueue* self = nullptr;
    DelayQueue queue([&](ConnectionId connection) {
        if (++fired < 1000) {
            self->add(0ns, connection);
        }
    });
    self = &queue;
    queue.add(0ns, id(1));
    QTRY_COMPARE(fired, 1000);
}

QTEST_GUILESS_MAIN(TestDelayQueue)
#include "test_delay_queue.moc"
