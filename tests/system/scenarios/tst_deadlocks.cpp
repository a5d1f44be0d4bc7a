// SPDX-License-Identifier: GPL-3.0-or-later
// Deadlocks in real labs: named with the right threads and locks, ended in good time, and not seen where there are none.
#include "core/control/run_controller.h"
#include "core/scenario/catalogue.h"
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace lanescope;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

QString message(const Ran& ran)
{
    return ran.report[QStringLiteral("message")].toString();
}

QStringList objectsOf(const QJsonObject& finding)
{
    QStringList names;
    for (const QJsonValue& name : finding[QStringLiteral("objects")].toArray())
        names += name.toString();
    names.sort();
    return names;
}

// As if by hand, because what is looked at is the run while it goes on.
control::RunRequest requestFor(const QString& id, const QHash<QString, double>& numbers)
{
    control::RunRequest request;
    request.scenario = id;
    for (const scenario::Knob& knob : scenario::Catalogue::instance().find(id)->knobs) {
        scenario::KnobValue value = knob.standard;
        value.number = numbers.value(knob.name, value.number);
        request.values.push_back(value);
    }
    return request;
}

} // namespace

class TestDeadlocks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namedWithThreadsAndLocks_data()
    {
        QTest::addColumn<ScenarioRun>("run");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QStringList>("objects");
        QTest::newRow("two locks in opposite orders")
            << ScenarioRun{QStringLiteral("locks.deadlock"), {QStringLiteral("hold_ms=20")}, {}, 3}
            << QStringLiteral("deadlock")
            << QStringList{QStringLiteral("teller-1"), QStringLiteral("teller-2"), QStringLiteral("“account A”"),
                           QStringLiteral("“account B”")}
            << QStringList{QStringLiteral("account A"), QStringLiteral("account B")};
        QTest::newRow("two philosophers")
            << ScenarioRun{QStringLiteral("locks.philosophers"),
                           {QStringLiteral("n=2"), QStringLiteral("think_ms=0"), QStringLiteral("reach_ms=20")},
                           {},
                           2}
            << QStringLiteral("deadlock")
            << QStringList{QStringLiteral("philosopher-1"), QStringLiteral("philosopher-2"), QStringLiteral("“hungry”"),
                           QStringLiteral("“fork 1”"), QStringLiteral("“fork 2”")}
            << QStringList{QStringLiteral("fork 1"), QStringLiteral("fork 2")};
        QTest::newRow("a whole table") << ScenarioRun{QStringLiteral("locks.philosophers"),
                                                      {QStringLiteral("n=4"), QStringLiteral("think_ms=0"),
                                                       QStringLiteral("reach_ms=100")},
                                                      {},
                                                      2}
                                       << QStringLiteral("deadlock")
                                       << QStringList{QStringLiteral("philosopher-1"), QStringLiteral("philosopher-2"),
                                                      QStringLiteral("philosopher-3"), QStringLiteral("philosopher-4")}
                                       << QStringList{QStringLiteral("fork 1"), QStringLiteral("fork 2"),
                                                      QStringLiteral("fork 3"), QStringLiteral("fork 4")};
        QTest::newRow("a thread that waits for itself")
            << ScenarioRun{QStringLiteral("locks.recursive"), {QStringLiteral("kind=QMutex")}, {}, 4}
            << QStringLiteral("deadlock")
            << QStringList{QStringLiteral("worker-"), QStringLiteral("in “depth 2”"),
                           QStringLiteral("“lock”, which it holds itself"), QStringLiteral("waits behind it")}
            << QStringList{QStringLiteral("lock")};
        QTest::newRow("a pool that waits for its own tasks")
            << ScenarioRun{QStringLiteral("pools.deadlock"), {QStringLiteral("width=8")}, {}, 2}
            << QStringLiteral("pool starved by its own tasks")
            << QStringList{QStringLiteral("all 4 threads of the pool “pool”")} << QStringList{QStringLiteral("pool")};
        QTest::newRow("a pool that lent its threads before")
            << ScenarioRun{QStringLiteral("pools.deadlock"),
                           {QStringLiteral("cure=releaseThread")},
                           {QStringLiteral("1:cure=keep")},
                           4}
            << QStringLiteral("pool starved by its own tasks") << QStringList{QStringLiteral("the pool “pool”")}
            << QStringList{QStringLiteral("pool")};
        QTest::newRow("a pool that has more threads than it may use")
            << ScenarioRun{QStringLiteral("pools.deadlock"),
                           {QStringLiteral("size=32"), QStringLiteral("width=1")},
                           {QStringLiteral("1:size=1")},
                           4}
            << QStringLiteral("pool starved by its own tasks") << QStringList{QStringLiteral("the pool “pool”")}
            << QStringList{QStringLiteral("pool")};
    }
    void namedWithThreadsAndLocks()
    {
        QFETCH(ScenarioRun, run);
        QFETCH(QString, kind);
        QFETCH(QStringList, words);
        QFETCH(QStringList, objects);
        const Ran ran = runScenario(run);
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QCOMPARE(ran.outcome(), QStringLiteral("deadlock"));
        const qsizetype found = ran.findingKinds().indexOf(kind);
        QVERIFY2(found >= 0, qPrintable(ran.findingKinds().join(u',')));
        QCOMPARE(objectsOf(ran.rows("findings")[found]), objects);
        QVERIFY(message(ran).startsWith(QStringLiteral("Deadlock since ")));
        for (const QString& word : words)
            QVERIFY2(message(ran).contains(word), qPrintable(message(ran)));
        saidOnce(ran, found);
        countsSoFar(ran, objects);
    }

private:
    // That its locks are held and waited for all the time, or the same under another name, is no news.
    static void saidOnce(const Ran& ran, qsizetype deadlock)
    {
        const QList<QJsonObject> all = ran.rows("findings");
        for (qsizetype i = 0; i < all.size(); ++i) {
            const bool isOther = i != deadlock &&
                                 all[i][QStringLiteral("kind")] != QStringLiteral("potential deadlock") &&
                                 !all[i][QStringLiteral("over")].toBool();
            QVERIFY2(!isOther, qPrintable(all[i][QStringLiteral("text")].toString()));
        }
    }

    // Who hangs never tells of his wait; it counts for as long as it is known to last.
    static void countsSoFar(const Ran& ran, const QStringList& objects)
    {
        for (const QJsonObject& lock : ran.rows("locks")) {
            if (!objects.contains(lock[QStringLiteral("name")].toString()))
                continue;
            const QByteArray text = QJsonDocument(lock).toJson();
            const double waitedS = lock[QStringLiteral("wait")][QStringLiteral("total_s")].toDouble();
            const double somebodyWaitedS =
                lock[QStringLiteral("waited_share")].toDouble() * ran.snapshot->seconds(ran.snapshot->endNs);
            QVERIFY2(waitedS > 0.9 * somebodyWaitedS, text);
            QVERIFY2(lock[QStringLiteral("contended")].toInt() > 0, text);
            QVERIFY2(lock[QStringLiteral("so_far")][QStringLiteral("waits")].toInt() > 0, text);
        }
    }

private Q_SLOTS:
    void notSeenWhereThereIsNone_data()
    {
        QTest::addColumn<ScenarioRun>("run");
        QTest::newRow("same order") << ScenarioRun{QStringLiteral("locks.deadlock"), {QStringLiteral("order=same")}};
        QTest::newRow("recursive") << ScenarioRun{QStringLiteral("locks.recursive")};
        QTest::newRow("contended") << ScenarioRun{QStringLiteral("locks.mutex"), {QStringLiteral("threads=32")}};
        // Here a fork is taken right behind the waiter's lock, within the grain of a status word.
        QTest::newRow("the waiter's lock and then a fork")
            << ScenarioRun{QStringLiteral("locks.philosophers"), {QStringLiteral("strategy=arbiter")}, {}, 3};
        for (const char* strategy : {"ordered", "arbiter", "try"}) {
            QTest::addRow("philosophers, %s", strategy) << ScenarioRun{
                QStringLiteral("locks.philosophers"),
                {QStringLiteral("strategy=") + QString::fromLatin1(strategy), QStringLiteral("think_ms=0"),
                 QStringLiteral("reach_ms=5"), QStringLiteral("eat_ms=1")}};
        }
        // A circle closes again and again, and opens by itself each time.
        QTest::newRow("philosophers with patience")
            << ScenarioRun{QStringLiteral("locks.philosophers"),
                           {QStringLiteral("strategy=try"), QStringLiteral("timeout_ms=300"),
                            QStringLiteral("think_ms=0"), QStringLiteral("n=2")},
                           {},
                           3};
        QTest::newRow("gives up on itself")
            << ScenarioRun{QStringLiteral("locks.recursive"),
                           {QStringLiteral("kind=QMutex"), QStringLiteral("timeout_ms=300")},
                           {},
                           3};
        for (const char* cure : {"releaseThread", "help"}) {
            QTest::addRow("pool, %s", cure)
                << ScenarioRun{QStringLiteral("pools.deadlock"),
                               {QStringLiteral("cure=") + QString::fromLatin1(cure), QStringLiteral("work_ms=5")}};
        }
        QTest::newRow("permits") << ScenarioRun{QStringLiteral("locks.semaphore")};
    }
    void notSeenWhereThereIsNone()
    {
        QFETCH(ScenarioRun, run);
        const Ran ran = runScenario(run);
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QCOMPARE(ran.outcome(), QStringLiteral("completed"));
        for (const QJsonObject& finding : ran.rows("findings")) {
            const QString kind = finding[QStringLiteral("kind")].toString();
            QVERIFY2(!kind.contains(QStringLiteral("deadlock")) && !kind.startsWith(QStringLiteral("pool starved")),
                     qPrintable(finding[QStringLiteral("text")].toString()));
        }
    }

    // Within a second, counted in beats of a timer: where the machine is busy, it is the beats that come late.
    void namedWhileItGoesOn()
    {
        constexpr int kBeatMs = 100;
        qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB);
        control::RunController controller;
        QSignalSpy found(&controller, &control::RunController::deadlockFound);
        std::vector<std::int64_t> beatsNs;
        QTimer beat;
        connect(&beat, &QTimer::timeout, this, [&] { beatsNs.push_back(controller.snapshot()->endNs); });
        beat.start(kBeatMs);
        controller.start(requestFor(QStringLiteral("locks.recursive"), {{QStringLiteral("kind"), 1}}));
        QVERIFY(found.wait(20'000));
        const auto facts = found.front().front().value<control::DeadlockFacts>();
        QVERIFY2(facts.sentence.contains(QStringLiteral("which it holds itself")), qPrintable(facts.sentence));
        const auto since = std::ranges::count_if(beatsNs, [&](std::int64_t ns) { return ns > facts.deadlock.sinceNs; });
        QVERIFY2(since * kBeatMs <= 1'000, qPrintable(QString::number(since)));
        QCOMPARE(controller.state(), control::RunState::Running); // it is named, and the run is left alone
        controller.stop();
        QTRY_COMPARE(controller.state(), control::RunState::Finished);
        QCOMPARE(controller.result().outcome, control::RunOutcome::Deadlock);
    }

    // It was there and is told, but it is not how the run ended.
    void curedOneIsHistory()
    {
        const Ran ran = runScenario({QStringLiteral("pools.deadlock"), {}, {QStringLiteral("1.5:size=32")}, 2.5});
        QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
        QCOMPARE(ran.outcome(), QStringLiteral("completed"));
        const QList<QJsonObject> findings = ran.rows("findings");
        QVERIFY(!findings.isEmpty());
        QCOMPARE(findings.front()[QStringLiteral("kind")].toString(), QStringLiteral("pool starved by its own tasks"));
        QVERIFY(findings.front()[QStringLiteral("end_s")].toDouble() <
                ran.report[QStringLiteral("duration_s")].toDouble());
    }
};

QTEST_GUILESS_MAIN(TestDeadlocks)
#include "tst_deadlocks.moc"
