// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/worker_group.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace lanescope::scenario;

class TestContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void liveCellFollowsTheKnob();
    void changeWakesWhoWaits();
    void stopWakesWhoWaits();
    void turnedKnobEndsASleep();
    void stopEndsASleep();
    void firstFailureStands();
    void randomRepeatsBySeedAndIndex();
    void workerGroupFollowsItsSize();
    void knobsAreFollowedUntilTheStop();

private:
    const std::vector<Knob> m_knobs{
        Knob::integer(QStringLiteral("threads"), QStringLiteral("Threads"), 0, 64, 2, {}, QStringLiteral("How many."))};
};

void TestContext::liveCellFollowsTheKnob()
{
    Context context(m_knobs, {{2, {}}}, 1);
    const std::atomic<double>& cell = context.live("threads");
    QSignalSpy changed(&context, &Context::knobChanged);
    context.applyKnob(0, {7, {}});
    QCOMPARE(cell.load(), 7.0);
    QCOMPARE(context.integer("threads"), 7);
    QCOMPARE(changed.size(), 1);
    const quint64 changes = context.changes();
    context.applyKnob(0, {7, {}}); // let go where it was
    QCOMPARE(changed.size(), 1);
    QCOMPARE(context.changes(), changes);
}

void TestContext::changeWakesWhoWaits()
{
    Context context(m_knobs, {{2, {}}}, 1);
    quint64 seen = context.changes();
    bool changed = false;
    const std::unique_ptr<QThread> waiter(QThread::create([&] { changed = context.waitForChange(seen, 60'000); }));
    waiter->start();
    context.applyKnob(0, {3, {}});
    QVERIFY(waiter->wait(30'000)); // half of what it would have slept
    QVERIFY(changed);
}

void TestContext::stopWakesWhoWaits()
{
    Context context(m_knobs, {{2, {}}}, 1);
    quint64 seen = context.changes();
    bool changed = true;
    const std::unique_ptr<QThread> waiter(QThread::create([&] { changed = context.waitForChange(seen, 60'000); }));
    waiter->start();
    context.requestStop();
    QVERIFY(waiter->wait(30'000));
    QVERIFY(!changed);
    QVERIFY(context.stopRequested());
}

// Whether the knob is turned before the sleep or during it: it is over either way.
void TestContext::turnedKnobEndsASleep()
{
    for (int i = 0; i < 200; ++i) {
        Context context(m_knobs, {{60, {}}}, 1);
        bool sleptOut = false;
        const std::unique_ptr<QThread> sleeper(
            QThread::create([&] { sleptOut = liveSleep(context.live("threads"), context.stopToken(), 1'000); }));
        sleeper->start();
        if (i % 2 == 0)
            QThread::yieldCurrentThread();
        context.applyKnob(0, {0, {}});
        QVERIFY(sleeper->wait(30'000)); // half of what it would have slept
        QVERIFY(sleptOut);
    }
}

void TestContext::stopEndsASleep()
{
    Context context(m_knobs, {{60, {}}}, 1);
    bool sleptOut = true;
    const std::unique_ptr<QThread> sleeper(
        QThread::create([&] { sleptOut = liveSleep(context.live("threads"), context.stopToken(), 1'000); }));
    sleeper->start();
    context.requestStop();
    QVERIFY(sleeper->wait(30'000));
    QVERIFY(!sleptOut);
}

void TestContext::firstFailureStands()
{
    Context context(m_knobs, {{2, {}}}, 1);
    context.fail(QStringLiteral("the cause"));
    context.fail(QStringLiteral("a consequence"));
    QCOMPARE(context.failure(), QStringLiteral("the cause"));
}

void TestContext::randomRepeatsBySeedAndIndex()
{
    Context one(m_knobs, {{2, {}}}, 42);
    Context same(m_knobs, {{2, {}}}, 42);
    Context other(m_knobs, {{2, {}}}, 43);
    QCOMPARE(one.random(3)(), same.random(3)());
    QVERIFY(one.random(3)() != one.random(4)());
    QVERIFY(one.random(3)() != other.random(3)());
}

void TestContext::workerGroupFollowsItsSize()
{
    std::atomic<int> running{0};
    {
        WorkerGroup group(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) {
            ++running;
            while (!worker.shouldEnd())
                QThread::yieldCurrentThread();
            --running;
        });
        group.resize(4);
        QTRY_COMPARE(running.load(), 4);
        group.resize(1);
        QTRY_COMPARE(running.load(), 1);
        group.resize(3);
        QTRY_COMPARE(running.load(), 3);
    }
    QCOMPARE(running.load(), 0);
}

// At the start, and at the turn of a knob at once.
void TestContext::knobsAreFollowedUntilTheStop()
{
    Context context(m_knobs, {{2, {}}}, 1);
    QList<int> seen;
    const std::unique_ptr<QThread> turner(QThread::create([&] { context.applyKnob(0, {7, {}}); }));
    followKnobs(
        context,
        [&] {
            seen.append(context.integer("threads"));
            if (seen.size() == 1)
                turner->start();
            if (seen.last() == 7)
                context.requestStop();
        },
        60'000);
    QVERIFY(turner->wait());
    QCOMPARE(seen, QList({2, 7}));
    waitForStop(context); // it was asked for
}

QTEST_GUILESS_MAIN(TestContext)
#include "tst_context.moc"
