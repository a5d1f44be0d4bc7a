// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios on queues, each in a real lab: what must hold at every setting, and what each of them shows.
#include "core/control/run_controller.h"
#include "tests/system/scenarios/scenario_rows.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

constexpr double kLongestS = 20;

qint64 count(const QJsonObject& object, const char* key)
{
    return object[QLatin1String(key)].toInteger(-1);
}

double real(const QJsonValue& object, const char* key)
{
    return object[QLatin1String(key)].toDouble(-1);
}

double putWaitS(const Ran& ran)
{
    return real(ran.named("queues", QStringLiteral("queue"))[QStringLiteral("put_wait")], "total_s");
}

double meanDepth(const Ran& ran, const QString& queue)
{
    return real(ran.named("queues", queue), "depth_mean");
}

} // namespace

class TestQueuesScenarios : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAtEverySetting_data() { testing::addRowsOfGroup(QStringLiteral("queues.")); }
    void holdsAtEverySetting();
    void fifoKeepsBoundAndOrder_data();
    void fifoKeepsBoundAndOrder();
    void fifoTimesOutOnlyWithATimeout();
    void oneConsumerLetsTheQueueFillAndTwoBalanceIt();
    void notesHoldTheLockWhileTheySleep();
    void notesLoseAWakeUpInASmallQueue();
    void priorityServesTheUrgentAndStarvesTheRest();
    void lifoLetsTheOldestGrowOld();
    void fifoOrderServesTheOldest();
    void dequeIsEmptiedFromBothEnds();
    void urgentTasksAreStolenFirst();
    void urgentTasksComeLastWithoutThieves();
    void dequeWithoutThievesIsTheOwners();
    void pipelineIsFullBeforeItsBottleneck();
    void pipelineBottleneckMovesWithItsService();
};

void TestQueuesScenarios::holdsAtEverySetting()
{
    QFETCH(ScenarioRun, run);
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    QCOMPARE(result[QStringLiteral("order_violations")].toInteger(0), 0);
    QCOMPARE(result[QStringLiteral("inversions")].toInteger(0), 0);
    if (result.contains(QStringLiteral("gets")))
        QVERIFY(count(result, "gets") <= count(result, "puts"));
}

void TestQueuesScenarios::fifoKeepsBoundAndOrder_data()
{
    QTest::addColumn<int>("capacity");
    for (const int capacity : {1, 5, 30})
        QTest::addRow("capacity %d", capacity) << capacity;
}

void TestQueuesScenarios::fifoKeepsBoundAndOrder()
{
    QFETCH(int, capacity);
    const Ran ran =
        runScenario({QStringLiteral("queues.fifo"),
                     {QStringLiteral("capacity=%1").arg(capacity), QStringLiteral("producers=4"),
                      QStringLiteral("consumers=3"), QStringLiteral("produce_ms=0"), QStringLiteral("consume_ms=1")},
                     {QStringLiteral("0.4:consumers=6"), QStringLiteral("0.6:producers=2")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "order_violations"), 0);
    QVERIFY(count(ran.result(), "joins") > 0);
    QVERIFY(count(ran.result(), "gets") > 0);
    const QJsonObject queue = ran.named("queues", QStringLiteral("queue"));
    QCOMPARE(count(queue, "puts"), count(ran.result(), "puts"));
    QCOMPARE(count(queue, "gets"), count(ran.result(), "gets"));
    QVERIFY(count(queue, "gets") <= count(queue, "puts"));
    QVERIFY(real(queue, "depth_max") <= capacity);
}

void TestQueuesScenarios::fifoTimesOutOnlyWithATimeout()
{
    // Nobody takes anything, so the queue fills and stays full.
    const auto timeouts = [](const QString& timeout) {
        const Ran ran = runScenario({QStringLiteral("queues.fifo"),
                                     {QStringLiteral("consumers=0"), QStringLiteral("timeout_ms=") + timeout},
                                     {QStringLiteral("0.5:produce_ms=1")}});
        return ran.problem.isEmpty() ? count(ran.result(), "timeouts") : -1;
    };
    QVERIFY(timeouts(QStringLiteral("10")) > 0);
    QCOMPARE(timeouts(QStringLiteral("0")), 0);
}

void TestQueuesScenarios::oneConsumerLetsTheQueueFillAndTwoBalanceIt()
{
    const auto with = [](const QString& consumers) {
        return runScenario({QStringLiteral("queues.producer-consumer"),
                            {QStringLiteral("consumers=") + consumers, QStringLiteral("produce_ms=20"),
                             QStringLiteral("consume_ms=20"), QStringLiteral("capacity=5")},
                            {},
                            1.5});
    };
    const Ran one = with(QStringLiteral("1"));
    QVERIFY2(one.problem.isEmpty(), qPrintable(one.problem));
    QCOMPARE(real(one.named("queues", QStringLiteral("queue")), "depth_max"), 5.0);
    const Ran two = with(QStringLiteral("2"));
    QVERIFY2(two.problem.isEmpty(), qPrintable(two.problem));
    QVERIFY(putWaitS(one) > 3 * putWaitS(two));
}

void TestQueuesScenarios::notesHoldTheLockWhileTheySleep()
{
    const Ran ran = runScenario({QStringLiteral("queues.producer-consumer"),
                                 {QStringLiteral("code=notes"), QStringLiteral("capacity=4"),
                                  QStringLiteral("produce_ms=20"), QStringLiteral("consume_ms=20")},
                                 {},
                                 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(count(ran.result(), "gets") > 0);
    // One producer fills all four places in one hold, asleep most of the time: a sleep is never shorter than
    // asked.
    const QJsonObject lock = ran.named("locks", QStringLiteral("condition's lock"));
    QVERIFY(real(lock[QStringLiteral("hold")], "max_us") > 3 * 20'000.0);
}

// Producers and consumers wait at the same condition, and one notify() wakes one of either. The last item before that is
// still inside, or there is room for one, and nobody comes for it.
void TestQueuesScenarios::notesLoseAWakeUpInASmallQueue()
{
    ScenarioRun run{QStringLiteral("queues.producer-consumer"),
                    {QStringLiteral("code=notes"), QStringLiteral("capacity=1")},
                    {},
                    kLongestS};
    run.watching = [](control::RunController& controller) {
        const auto& marks = *controller.snapshot()->marks;
        if (std::ranges::any_of(marks, [](const store::Mark& mark) { return mark.text.starts_with("A lost wake-up"); }))
            controller.stop();
    };
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(count(ran.result(), "lost_wakeups") > 0);
    // Not with the notes' own numbers: whoever has the lock fills or empties all ten places, and notifies more often than
    // anybody waits.
    const Ran few =
        runScenario({QStringLiteral("queues.producer-consumer"),
                     {QStringLiteral("code=notes"), QStringLiteral("produce_ms=1"), QStringLiteral("consume_ms=1")}});
    QVERIFY2(few.problem.isEmpty(), qPrintable(few.problem));
    QCOMPARE(count(few.result(), "lost_wakeups"), 0);
}

void TestQueuesScenarios::priorityServesTheUrgentAndStarvesTheRest()
{
    const Ran ran = runScenario(
        {QStringLiteral("queues.priority"),
         {QStringLiteral("high_per_s=200"), QStringLiteral("normal_per_s=50"), QStringLiteral("low_per_s=50"),
          QStringLiteral("service_ms=10"), QStringLiteral("capacity=1000")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "inversions"), 0);
    QCOMPARE(count(ran.result(), "order_violations"), 0);
    const QJsonObject served = ran.result()[QStringLiteral("served")].toObject();
    QVERIFY(count(served, "high") > 0);
    QVERIFY(count(served, "high") > 5 * count(served, "low"));
    QCOMPARE(count(served, "high") + count(served, "normal") + count(served, "low"), count(ran.result(), "gets"));
}

void TestQueuesScenarios::lifoLetsTheOldestGrowOld()
{
    const Ran ran = runScenario(
        {QStringLiteral("queues.lifo"), {QStringLiteral("put_per_s=150"), QStringLiteral("service_ms=10")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "order_violations"), 0);
    const double typicalMs = real(ran.result()[QStringLiteral("wait_ms")], "p50");
    QVERIFY(real(ran.result(), "oldest_ms") > 5 * typicalMs);
}

void TestQueuesScenarios::fifoOrderServesTheOldest()
{
    const Ran ran = runScenario({QStringLiteral("queues.lifo"), {QStringLiteral("order=FIFO")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "order_violations"), 0);
    QVERIFY(count(ran.result(), "gets") > 0);
}

void TestQueuesScenarios::dequeIsEmptiedFromBothEnds()
{
    const Ran ran =
        runScenario({QStringLiteral("queues.deque"),
                     {QStringLiteral("bursts_per_s=20"), QStringLiteral("burst=20"), QStringLiteral("work_ms=3")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    QCOMPARE(count(result, "order_violations"), 0);
    QVERIFY(count(result, "taken") > 0);
    QVERIFY(count(result, "stolen") > 0);
    QVERIFY(count(result, "taken") + count(result, "stolen") <= count(result, "puts"));
    // An arrow for each steal.
    QCOMPARE(static_cast<qint64>(ran.snapshot->flows->size()), count(result, "stolen"));
}

// Each thief's next task is an urgent one where there is one: they wait less than the others at their median.
void TestQueuesScenarios::urgentTasksAreStolenFirst()
{
    const Ran ran = runScenario({QStringLiteral("queues.deque"),
                                 {QStringLiteral("bursts_per_s=20"), QStringLiteral("burst=20"),
                                  QStringLiteral("urgent=2"), QStringLiteral("work_ms=8")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject result = ran.result();
    QCOMPARE(count(result, "order_violations"), 0);
    QVERIFY(count(result, "urgent_stolen") > 0);
    const double urgentMs = real(result[QStringLiteral("urgent_wait_ms")].toObject(), "p50");
    const double othersMs = real(result[QStringLiteral("wait_ms")].toObject(), "p50");
    QVERIFY2(urgentMs < othersMs, qPrintable(QStringLiteral("%1 ms, %2 ms").arg(urgentMs).arg(othersMs)));
}

// Nobody is at the end at which the urgent ones lie: the owner comes to them last.
void TestQueuesScenarios::urgentTasksComeLastWithoutThieves()
{
    const Ran ran = runScenario({QStringLiteral("queues.deque"),
                                 {QStringLiteral("thieves=0"), QStringLiteral("bursts_per_s=5"),
                                  QStringLiteral("burst=8"), QStringLiteral("work_ms=5")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "order_violations"), 0);
    const double urgentMs = real(ran.result()[QStringLiteral("urgent_wait_ms")].toObject(), "p50");
    const double othersMs = real(ran.result()[QStringLiteral("wait_ms")].toObject(), "p50");
    QVERIFY2(urgentMs > othersMs, qPrintable(QStringLiteral("%1 ms, %2 ms").arg(urgentMs).arg(othersMs)));
}

void TestQueuesScenarios::dequeWithoutThievesIsTheOwners()
{
    const Ran ran = runScenario({QStringLiteral("queues.deque"), {QStringLiteral("thieves=0")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY(count(ran.result(), "taken") > 0);
    QCOMPARE(count(ran.result(), "stolen"), 0);
}

void TestQueuesScenarios::pipelineIsFullBeforeItsBottleneck()
{
    const Ran ran = runScenario({QStringLiteral("queues.pipeline"), {}, {}, 1.5});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "bottleneck"), 2);
    QVERIFY(real(ran.result(), "throughput") > 0);
    QVERIFY(meanDepth(ran, QStringLiteral("queue 1-2")) > 4 * meanDepth(ran, QStringLiteral("queue 2-3")));
}

void TestQueuesScenarios::pipelineBottleneckMovesWithItsService()
{
    const Ran ran =
        runScenario({QStringLiteral("queues.pipeline"),
                     {QStringLiteral("stages=4"), QStringLiteral("workers_2=4"), QStringLiteral("service_ms_3=40")}});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QCOMPARE(count(ran.result(), "bottleneck"), 3);
    QCOMPARE(ran.result()[QStringLiteral("busy")].toArray().size(), 4);
    QVERIFY(meanDepth(ran, QStringLiteral("queue 2-3")) > meanDepth(ran, QStringLiteral("queue 3-4")));
}

QTEST_GUILESS_MAIN(TestQueuesScenarios)
#include "tst_queues_scenarios.moc"
