// SPDX-License-Identifier: GPL-3.0-or-later
// How long items were in a queue is what they say themselves, whatever their order; what nobody knows is null.
#include "tests/system/scenarios/scenario_run.h"

#include <QTest>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;

class TestQueueStays : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void staysAreThoseOfTheItems_data();
    void staysAreThoseOfTheItems();
    void ofAFrontierOnlyTheMeanIsKnown();
    void ofAHostsQueueOnlyTheDepthIsKnown();

private:
    static bool isNear(double a, double b) { return a > 0 && b > 0 && a < 1.3 * b && b < 1.3 * a; }
    static Ran crawl() { return runScenario({QStringLiteral("crawl.site"), {QStringLiteral("hosts=2")}, {}, 2}); }
};

void TestQueueStays::staysAreThoseOfTheItems_data()
{
    QTest::addColumn<QString>("order");
    QTest::newRow("LIFO") << QStringLiteral("LIFO");
    QTest::newRow("FIFO") << QStringLiteral("FIFO");
}

void TestQueueStays::staysAreThoseOfTheItems()
{
    QFETCH(QString, order);
    const Ran ran = runScenario({QStringLiteral("queues.lifo"), {QStringLiteral("order=") + order}, {}, 3});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject own = ran.result()[QStringLiteral("wait_ms")].toObject();
    const QJsonObject seen = ran.named("queues", QStringLiteral("queue"))[QStringLiteral("sojourn")].toObject();
    for (const char* figure : {"p50", "p99", "max"}) {
        const double ownMs = own[QLatin1String(figure)].toDouble();
        const double seenMs = seen[QString(QLatin1String(figure)) + QStringLiteral("_us")].toDouble() / 1e3;
        QVERIFY2(
            isNear(ownMs, seenMs),
            qPrintable(
                QStringLiteral("%1: %2 ms, in the record %3 ms").arg(QLatin1String(figure)).arg(ownMs).arg(seenMs)));
    }
    const double ownOldestS = ran.result()[QStringLiteral("oldest_ms")].toDouble() / 1e3;
    const double seenOldestS = ran.named("queues", QStringLiteral("queue"))[QStringLiteral("oldest_s")].toDouble();
    if (order == QStringLiteral("LIFO")) // the one that never had its turn
        QVERIFY2(isNear(ownOldestS, seenOldestS), qPrintable(QString::number(seenOldestS)));
}

void TestQueueStays::ofAFrontierOnlyTheMeanIsKnown()
{
    const Ran ran = crawl();
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QJsonObject frontier = ran.named("queues", QStringLiteral("frontier depth"));
    const QJsonObject stays = frontier[QStringLiteral("sojourn")].toObject();
    QVERIFY(stays[QStringLiteral("mean_us")].toDouble() > 0);
    for (const char* figure : {"p50_us", "p99_us", "max_us"})
        QVERIFY2(stays[QLatin1String(figure)].isNull(), figure);
    QVERIFY(frontier[QStringLiteral("oldest_s")].isNull());
    QVERIFY(!frontier[QStringLiteral("note")].toString().isEmpty());
    QVERIFY(frontier[QStringLiteral("gets")].toDouble() > 0);
}

void TestQueueStays::ofAHostsQueueOnlyTheDepthIsKnown()
{
    const Ran ran = crawl();
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    int hosts = 0;
    for (const QJsonObject& queue : ran.rows("queues")) {
        if (!queue[QStringLiteral("name")].toString().startsWith(QStringLiteral("host ")))
            continue;
        ++hosts;
        QVERIFY(queue[QStringLiteral("depth_max")].toDouble() > 0);
        for (const char* figure : {"puts", "gets", "puts_per_s", "gets_per_s", "oldest_s", "sojourn", "get_wait"})
            QVERIFY2(queue[QLatin1String(figure)].isNull(), figure);
    }
    QVERIFY(hosts > 0);
}

QTEST_GUILESS_MAIN(TestQueueStays)
#include "tst_queue_stays.moc"
