// SPDX-License-Identifier: GPL-3.0-or-later
// In which order each kind of queue gives back what was put, against a plain model.
#include "core/sync/lifo_queue.h"
#include "core/sync/priority_queue.h"
#include "core/sync/work_deque.h"
#include "tests/core/sync/recording.h"

#include <QTest>

#include <deque>
#include <functional>
#include <random>

using namespace lanescope;
using sync::PutOutcome;

namespace {

const QDeadlineTimer kNow(0);

// Only the urgency is compared, so that the order of equal ones is the queue's doing.
struct Job {
    int urgency;
    int arrival;
    bool operator<(const Job& other) const { return urgency < other.urgency; }
};

// Random puts and gets of one thread; the model is a list in order of arrival, and `next` finds in it what
// must come.
template <class Queue, class Next>
void agreesWithModel(Queue& queue, quint32 seed, Next next)
{
    std::mt19937 random(seed);
    std::vector<Job> model;
    for (int i = 0; i < 20'000; ++i) {
        if (random() % 5 < 3) {
            const Job job{static_cast<int>(random() % 4), i};
            const bool room = model.size() < 50;
            QCOMPARE(queue.put(job, kNow), room ? PutOutcome::Done : PutOutcome::Full);
            if (room)
                model.push_back(job);
        } else {
            const std::optional<Job> job = queue.get(kNow);
            QCOMPARE(job.has_value(), !model.empty());
            if (!job)
                continue;
            const auto expected = next(model);
            QCOMPARE(job->arrival, expected->arrival);
            model.erase(expected);
        }
        QCOMPARE(queue.size(), static_cast<int>(model.size()));
    }
}

using Model = std::vector<Job>;

void addSeeds()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U})
        QTest::addRow("seed %u", seed) << seed;
}

} // namespace

class TestQueueOrders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fifoAgreesWithModel_data() { addSeeds(); }
    void fifoAgreesWithModel();
    void lifoAgreesWithModel_data() { addSeeds(); }
    void lifoAgreesWithModel();
    void priorityAgreesWithModel_data() { addSeeds(); }
    void priorityAgreesWithModel();
    void dequeAgreesWithModel_data() { addSeeds(); }
    void dequeAgreesWithModel();
    void staysAreThoseOfTheItems_data();
    void staysAreThoseOfTheItems();
};

void TestQueueOrders::fifoAgreesWithModel()
{
    QFETCH(quint32, seed);
    sync::BoundedQueue<Job> queue("queue", 50);
    agreesWithModel(queue, seed, [](const Model& model) { return model.begin(); });
}

void TestQueueOrders::lifoAgreesWithModel()
{
    QFETCH(quint32, seed);
    sync::LifoQueue<Job> queue("queue", 50);
    agreesWithModel(queue, seed, [](const Model& model) { return std::prev(model.end()); });
}

void TestQueueOrders::priorityAgreesWithModel()
{
    QFETCH(quint32, seed);
    sync::PriorityQueue<Job> queue("queue", 50);
    // min_element gives the first of equal ones, and the model is in order of arrival.
    agreesWithModel(queue, seed, [](const Model& model) { return std::min_element(model.begin(), model.end()); });
}

void TestQueueOrders::dequeAgreesWithModel()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    sync::WorkDeque<int> deque("deque", 50);
    std::deque<int> model;
    for (int i = 0; i < 20'000; ++i) {
        const auto what = random() % 4;
        if (what < 2) {
            const bool room = model.size() < 50;
            const bool atTheBack = random() % 3 != 0;
            QCOMPARE(atTheBack ? deque.put(i, kNow) : deque.putFront(i, kNow),
                     room ? PutOutcome::Done : PutOutcome::Full);
            if (room)
                atTheBack ? model.push_back(i) : model.push_front(i);
            continue;
        }
        const std::optional<int> got = what == 2 ? deque.take() : deque.steal(kNow);
        QCOMPARE(got.has_value(), !model.empty());
        if (!got)
            continue;
        QCOMPARE(*got, what == 2 ? model.back() : model.front());
        what == 2 ? model.pop_back() : model.pop_front();
    }
}

using Pass = std::function<void(std::vector<int>&)>; // puts and gets; tells which item each get gave

template <class Queue>
Pass passThrough()
{
    return [](std::vector<int>& got) {
        Queue queue("queue");
        std::mt19937 random(5);
        for (int next = 0; next < 200;) {
            if (queue.isEmpty() || random() % 5 < 3)
                QCOMPARE(queue.put({static_cast<int>(random() % 4), next++}, kNow), PutOutcome::Done);
            else
                got.push_back(queue.get(kNow)->arrival);
        }
    };
}

void passThroughDeque(std::vector<int>& got)
{
    sync::WorkDeque<int> deque("deque");
    std::mt19937 random(5);
    for (int next = 0; next < 200;) {
        if (deque.isEmpty() || random() % 5 < 3)
            QCOMPARE(deque.put(next++, kNow), PutOutcome::Done);
        else
            got.push_back(random() % 2 == 0 ? *deque.take() : *deque.steal(kNow));
    }
}

void TestQueueOrders::staysAreThoseOfTheItems_data()
{
    QTest::addColumn<Pass>("pass");
    QTest::newRow("FIFO") << passThrough<sync::BoundedQueue<Job>>();
    QTest::newRow("LIFO") << passThrough<sync::LifoQueue<Job>>();
    QTest::newRow("priority") << passThrough<sync::PriorityQueue<Job>>();
    QTest::newRow("deque") << Pass(passThroughDeque);
}

// From the record of the very item's put to the record of its get.
void TestQueueOrders::staysAreThoseOfTheItems()
{
    QFETCH(Pass, pass);
    testing::Recording recording;
    QVERIFY(recording.started());
    std::vector<int> got;
    pass(got);
    std::vector<trace::Ticks> puts;
    std::size_t gets = 0;
    for (const trace::Record& record : recording.stop(trace::RecordType::Depth)) {
        if (record.detail == static_cast<std::uint8_t>(trace::DepthChange::Put)) {
            puts.push_back(record.start);
            continue;
        }
        QCOMPARE(record.detail, static_cast<std::uint8_t>(trace::DepthChange::GetAnyOrder));
        QVERIFY(gets < got.size());
        const trace::Ticks put = puts.at(static_cast<std::size_t>(got[gets++]));
        QCOMPARE(record.duration, std::max<trace::Ticks>(record.start - put, 1));
    }
    QCOMPARE(gets, got.size());
    QVERIFY(gets > 50);
}

QTEST_GUILESS_MAIN(TestQueueOrders)
#include "tst_queue_orders.moc"
