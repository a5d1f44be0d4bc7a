// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/live_sleep.h"
#include "core/scenario/worker_group.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

using namespace lanescope::scenario;

namespace {

QElapsedTimer started()
{
    QElapsedTimer clock;
    clock.start();
    return clock;
}

} // namespace

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
    void whoWaitsTellsTheResultSoFar();
    void resultIsToldNotTooOften();
    void resultIsToldOnlyWhenItChanged();
    void eventLoopTellsTheResultSoFar();
    void endedLiveResultReportsNoMore();

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

void TestContext::whoWaitsTellsTheResultSoFar()
{
    Context context(m_knobs, {{2, {}}}, 1);
    QSignalSpy told(&context, &Context::resultChanged);
    quint64 seen = context.changes();
    const LiveResult live(context, [&] { context.setResult(QStringLiteral("lost"), 7); });
    context.waitForChange(seen, 0);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.first().first().toJsonObject(), QJsonObject({{QStringLiteral("lost"), 7}}));
}

// As often as somebody waits: a few times a second, however long the test takes.
void TestContext::resultIsToldNotTooOften()
{
    constexpr int kLeastApartMs = 200;
    Context context(m_knobs, {{2, {}}}, 1);
    QSignalSpy told(&context, &Context::resultChanged);
    quint64 seen = context.changes();
    qint64 reports = 0;
    const QElapsedTimer clock = started();
    const LiveResult live(context, [&] { context.setResult(QStringLiteral("reports"), ++reports); });
    while (reports < 3 && !clock.hasExpired(30'000))
        context.waitForChange(seen, 1);
    QCOMPARE(reports, 3);
    QCOMPARE(told.size(), 3);
    QVERIFY(clock.elapsed() >= 2 * kLeastApartMs);
}

void TestContext::resultIsToldOnlyWhenItChanged()
{
    Context context(m_knobs, {{2, {}}}, 1);
    QSignalSpy told(&context, &Context::resultChanged);
    quint64 seen = context.changes();
    int reports = 0;
    const LiveResult live(context, [&] { context.setResult(QStringLiteral("half"), ++reports / 2); });
    for (const QElapsedTimer clock = started(); reports < 3 && !clock.hasExpired(30'000);)
        context.waitForChange(seen, 10);
    QCOMPARE(reports, 3);
    QCOMPARE(told.size(), 2); // 0 1 1
}

void TestContext::eventLoopTellsTheResultSoFar()
{
    Context context(m_knobs, {{2, {}}}, 1);
    QSignalSpy told(&context, &Context::resultChanged);
    int reports = 0;
    const LiveResult live(context, [&] { context.setResult(QStringLiteral("reports"), ++reports); });
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(reports, 2);
}

void TestContext::endedLiveResultReportsNoMore()
{
    Context context(m_knobs, {{2, {}}}, 1);
    QSignalSpy told(&context, &Context::resultChanged);
    quint64 seen = context.changes();
    {
        const LiveResult live(context, [&] { context.setResult(QStringLiteral("lost"), 7); });
    }
    context.waitForChange(seen, 0);
    QVERIFY(context.result().isEmpty());
    QVERIFY(told.isEmpty());
}

QTEST_GUILESS_MAIN(TestContext)
#include "tst_context.moc"
