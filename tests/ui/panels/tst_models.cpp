// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"
#include "tests/ui/panels/lossy.h"
#include "ui/panels/locks/locks_model.h"
#include "ui/panels/log_model.h"
#include "ui/panels/queues/queues_model.h"
#include "ui/panels/rate_meter.h"
#include "ui/panels/requests/request_text.h"
#include "ui/panels/requests/requests_model.h"
#include "ui/panels/threads/threads_model.h"
#include "ui/panels/trend.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lanescope;
using namespace lanescope::panels;
using test::FigureRun;

class TestModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void everyModelKeepsItsPromisesThroughARun_data();
    void everyModelKeepsItsPromisesThroughARun();
    void rowsGrowAtTheEndWithoutReset();
    void aNewRunResets();
    void oldRequestsLeaveAtTheFront();
    void figuresAgreeWithTheSnapshot();
    void figuresThatLackRecordsHaveASign();
    void whatIsNotKnownOfAQueueIsLeftOut();
    void sharesOfAThreadAddUp();
    void migrationsAreToldWhereTheyAreKnown();
    void lostSwitchesMarkThreads();
    void trendsSayHowItWentLately();
    void logTellsWhatHappened();
    void ownThreadsAndProcessesStayOut();
    void rateMeterForgetsWhatIsOld();
    void textsFollowTheLocale_data();
    void textsFollowTheLocale();

private:
    static int columnOf(const FigureModel& model, const char* title);
};

int TestModels::columnOf(const FigureModel& model, const char* title)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() == QLatin1String(title))
            return column;
    }
    return -1;
}

using MakeModel = std::function<FigureModel*()>;

void TestModels::everyModelKeepsItsPromisesThroughARun_data()
{
    QTest::addColumn<MakeModel>("make");
    QTest::addColumn<int>("smallest");
    QTest::newRow("locks") << MakeModel([] { return new LocksModel; }) << 2;
    QTest::newRow("queues") << MakeModel([] { return new QueuesModel; }) << 2;
    QTest::newRow("threads") << MakeModel([] { return new ThreadsModel; }) << 5;
    QTest::newRow("requests") << MakeModel([] { return new RequestsModel; }) << 1;
    QTest::newRow("log") << MakeModel([] { return new LogModel; }) << 1;
}

void TestModels::everyModelKeepsItsPromisesThroughARun()
{
    QFETCH(MakeModel, make);
    QFETCH(int, smallest);
    const std::unique_ptr<FigureModel> model(make());
    QAbstractItemModelTester tester(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model->rowCount(), 0);
    FigureRun run;
    for (int step = 0; step < 6; ++step) {
        run.grow(300'000'000);
        if (step % 2 == 0)
            run.addMark(store::MarkKind::Note, "net", "line " + std::to_string(step));
        if (step == 3) {
            run.addThread("late");
            run.addLock("late lock");
        }
        if (step == 4)
            run.endThread(store::ThreadIndex{1});
        model->setSnapshot(run.snapshot());
        for (int row = 0; row < model->rowCount(); ++row) {
            for (int column = 0; column < model->columnCount(); ++column)
                QVERIFY(model->index(row, column).data(Qt::TextAlignmentRole).isValid());
        }
    }
    QVERIFY2(model->rowCount() >= smallest, qPrintable(QString::number(model->rowCount())));
    model->setSnapshot(store::Snapshot::empty());
    QCOMPARE(model->rowCount(), 0);
}

void TestModels::rowsGrowAtTheEndWithoutReset()
{
    ThreadsModel model;
    FigureRun run;
    run.grow(100'000'000);
    model.setSnapshot(run.snapshot());
    const int before = model.rowCount();
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    const QPersistentModelIndex third = model.index(2, 0);
    const QString name = third.data().toString();
    run.addThread("late");
    run.grow(100'000'000);
    model.setSnapshot(run.snapshot());
    QCOMPARE(model.rowCount(), before + 1);
    QCOMPARE(inserts.size(), 1);
    QCOMPARE(inserts.first().at(1).toInt(), before);
    QCOMPARE(resets.size(), 0);
    QVERIFY(third.isValid());
    QCOMPARE(third.data().toString(), name);
    QCOMPARE(model.index(before, 0).data().toString(), QStringLiteral("late"));
}

void TestModels::aNewRunResets()
{
    LocksModel model;
    FigureRun first(1'000'000'000);
    first.grow(100'000'000);
    model.setSnapshot(first.snapshot());
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    FigureRun second(9'000'000'000);
    second.grow(50'000'000);
    model.setSnapshot(second.snapshot());
    QCOMPARE(resets.size(), 1);
}

void TestModels::oldRequestsLeaveAtTheFront()
{
    RequestsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    FigureRun run;
    for (std::uint32_t id = 1; id <= store::kRecentRequests; ++id)
        run.addRequest(id, trace::RequestOutcome::Ok, 100);
    model.setSnapshot(run.snapshot());
    QCOMPARE(model.rowCount(), static_cast<int>(store::kRecentRequests));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    for (std::uint32_t id = 5001; id <= 5010; ++id)
        run.addRequest(id, trace::RequestOutcome::Timeout, 0);
    model.setSnapshot(run.snapshot());
    QCOMPARE(model.rowCount(), static_cast<int>(store::kRecentRequests));
    QCOMPARE(resets.size(), 0);
    QCOMPARE(model.keyAt(0), 11U);
    QCOMPARE(model.keyAt(model.rowCount() - 1), 5010U);
    const int outcome = columnOf(model, "Outcome");
    QCOMPARE(model.index(model.rowCount() - 1, outcome).data().toString(), outcomeText(trace::RequestOutcome::Timeout));
}

void TestModels::figuresAgreeWithTheSnapshot()
{
    LocksModel model;
    FigureRun run;
    run.grow(2'000'000'000);
    const auto snapshot = run.snapshot();
    model.setSnapshot(snapshot);
    const store::Object& lock = snapshot->object(FigureRun::kFrontier);
    const auto& figures = *lock.lock;
    const int row = model.rowOf(static_cast<std::uint32_t>(FigureRun::kFrontier));
    const auto raw = [&](const char* title) {
        return model.index(row, columnOf(model, title)).data(FigureModel::SortRole);
    };
    QCOMPARE(raw("Acquired").toULongLong(), figures.acquisitions);
    QCOMPARE(raw("Contended").toDouble(),
             static_cast<double>(figures.contended) / static_cast<double>(figures.acquisitions + lock.waiters));
    QCOMPARE(raw("Wait p99").toLongLong(), figures.wait.percentileNs(0.99));
    QCOMPARE(raw("Hold max").toLongLong(), figures.hold.maxNs());
    QVERIFY(figures.acquire.count() > 0);
    QCOMPARE(raw("Acquire p50").toLongLong(), figures.acquire.percentileNs(0.50));
    QCOMPARE(raw("Acquire p99").toLongLong(), figures.acquire.percentileNs(0.99));
    QCOMPARE(raw("Acquire mean").toDouble(), std::round(figures.acquire.meanNs()));
    QCOMPARE(raw("Owner now").toString(), QStringLiteral("parser-1"));
    QCOMPARE(raw("Waiting now").toInt(), 2);
    // A lock that nobody ever waited for has no wait times, and says so.
    const int calm = model.rowOf(1);
    QCOMPARE(model.index(calm, columnOf(model, "Wait p50")).data().toString(), QStringLiteral("–"));
    QCOMPARE(model.index(calm, columnOf(model, "Acquire p50")).data().toString(), QStringLiteral("–"));
    const auto alignment = model.index(row, columnOf(model, "Acquired")).data(Qt::TextAlignmentRole);
    QVERIFY(alignment.value<Qt::Alignment>() & Qt::AlignRight);
}

// What is told of a lock whose process dropped records is too small, and says so.
void TestModels::figuresThatLackRecordsHaveASign()
{
    FigureRun run;
    run.grow(1'000'000'000);
    const store::SnapshotPtr whole = run.snapshot();
    const store::SnapshotPtr lossy = test::withLosses(whole, whole->beginNs + 100, whole->beginNs + 200, 1234);
    const auto signedIn = [](FigureModel& model, const store::SnapshotPtr& snapshot, store::ObjectIndex object) {
        model.setSnapshot(snapshot);
        const QModelIndex name = model.index(model.rowOf(static_cast<std::uint32_t>(object)), 0);
        const bool isSigned = name.data().toString().startsWith(u'≈');
        return isSigned && name.data(Qt::ToolTipRole).toString().contains(QLocale().toString(1234));
    };
    for (const bool isLossy : {false, true}) {
        LocksModel locks;
        QueuesModel queues;
        QCOMPARE(signedIn(locks, isLossy ? lossy : whole, FigureRun::kFrontier), isLossy);
        QCOMPARE(signedIn(queues, isLossy ? lossy : whole, FigureRun::kParseQueue), isLossy);
    }
}

void TestModels::whatIsNotKnownOfAQueueIsLeftOut()
{
    FigureRun run;
    run.grow(1'000'000'000);
    const store::SnapshotPtr whole = run.snapshot();
    const auto queue = static_cast<std::size_t>(FigureRun::kParseQueue);
    const auto shown = [&](const char* title, const store::QueueFigures& figures) {
        auto snapshot = std::make_shared<store::Snapshot>(*whole);
        auto objects = *whole->objects;
        objects[queue].queue = std::make_shared<store::QueueFigures>(figures);
        snapshot->objects = std::make_shared<std::vector<store::Object>>(std::move(objects));
        QueuesModel model;
        model.setSnapshot(snapshot);
        return model.index(model.rowOf(static_cast<std::uint32_t>(queue)), columnOf(model, title)).data().toString();
    };
    const QString nothing = QStringLiteral("–");
    store::QueueFigures figures = *(*whole->objects)[queue].queue;
    figures.sojourn.add(5'000'000);
    QVERIFY(shown("Sojourn p99", figures) != nothing && shown("Puts", figures) != nothing);
    figures.stayAccount = store::StayAccount::MeanOnly;
    QCOMPARE(shown("Sojourn p50", figures), nothing);
    QCOMPARE(shown("Sojourn p99", figures), nothing);
    QVERIFY(shown("Puts", figures) != nothing);
    store::QueueFigures depthOnly;
    depthOnly.depthMax = 9;
    for (const char* title : {"Puts", "Gets", "Put rate", "Get rate", "Sojourn p50"})
        QCOMPARE(shown(title, depthOnly), nothing);
}

void TestModels::sharesOfAThreadAddUp()
{
    ThreadsModel model;
    FigureRun run;
    run.grow(3'000'000'000);
    model.setSnapshot(run.snapshot());
    const auto raw = [&](int row, const char* title) {
        return model.index(row, columnOf(model, title)).data(FigureModel::SortRole).toDouble();
    };
    for (int row = 0; row < model.rowCount(); ++row) {
        const double sum = raw(row, "Running") + raw(row, "Ready") + raw(row, "Waiting");
        QVERIFY2(sum > 0.9 && sum < 1.001, qPrintable(QString::number(sum)));
        double bars = 0;
        for (const QVariant& share :
             model.index(row, columnOf(model, "Time by state")).data(FigureModel::BarRole).toList())
            bars += share.toDouble();
        QVERIFY(qAbs(bars - sum) < 1e-9);
    }
}

void TestModels::migrationsAreToldWhereTheyAreKnown()
{
    ThreadsModel model;
    FigureRun run;
    run.grow(1'000'000'000);
    auto snapshot = std::make_shared<store::Snapshot>(*run.snapshot());
    auto threads = *snapshot->threads;
    for (store::Thread& thread : threads)
        thread.migrations = 1234;
    snapshot->threads = std::make_shared<std::vector<store::Thread>>(threads);
    snapshot->recording.kernelLayer = store::KernelLayer::Procfs;
    model.setSnapshot(snapshot);
    const int column = columnOf(model, "Migrations");
    QCOMPARE(model.index(0, column).data().toString(), QStringLiteral("–"));
    auto known = std::make_shared<store::Snapshot>(*snapshot);
    known->recording.kernelLayer = store::KernelLayer::Switches;
    model.setSnapshot(known);
    QCOMPARE(model.index(0, column).data().toString(), QLocale().toString(1234));
}

void TestModels::lostSwitchesMarkThreads()
{
    ThreadsModel model;
    FigureRun run;
    run.grow(1'000'000'000);
    model.setSnapshot(run.snapshot());
    QVERIFY(!model.index(1, 0).data().toString().startsWith(u'≈'));
    auto lossy = std::make_shared<store::Snapshot>(*run.snapshot());
    lossy->recording.switchesLost = 1234;
    model.setSnapshot(lossy);
    for (int row = 0; row < model.rowCount(); ++row) {
        QVERIFY(model.index(row, 0).data().toString().startsWith(u'≈'));
        QVERIFY(model.index(row, columnOf(model, "Running"))
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains(QLocale().toString(1234)));
    }
}

void TestModels::trendsSayHowItWentLately()
{
    FigureRun run;
    run.grow(4'000'000'000);
    const auto snapshot = run.snapshot();
    const auto lock = lockTrend(*snapshot, snapshot->object(FigureRun::kFrontier));
    QVERIFY(lock);
    const auto known = static_cast<std::size_t>(4'000'000'000 / Trend::kBucketNs);
    double busyNs = 0;
    for (std::size_t i = 0; i < Trend::kBuckets; ++i) {
        QVERIFY(lock->lower[i] + lock->upper[i] <= 1.0001F);
        if (i + known + 1 < Trend::kBuckets)
            QCOMPARE(lock->lower[i] + lock->upper[i], 0.0F); // before the run began
        else if (i + 1 < Trend::kBuckets)
            busyNs += static_cast<double>((lock->lower[i] + lock->upper[i])) * Trend::kBucketNs;
    }
    const auto& row = snapshot->row(*snapshot->object(FigureRun::kFrontier).row);
    const auto all =
        row.summarise(snapshot->beginNs, snapshot->beginNs + static_cast<std::int64_t>(known) * Trend::kBucketNs);
    const auto held = static_cast<double>(all.of(store::State::Held) + all.of(store::State::HeldContended));
    QVERIFY2(qAbs(busyNs - held) < held * 0.001 + 1000, qPrintable(QString::number(busyNs / held)));

    const auto queue = queueTrend(*snapshot, snapshot->object(FigureRun::kParseQueue));
    QVERIFY(queue);
    for (const float share : queue->lower)
        QVERIFY(share >= 0 && share <= 1);
    QVERIFY(!queueTrend(*snapshot, snapshot->object(FigureRun::kFrontier)));
    QVERIFY(!lockTrend(*snapshot, snapshot->object(FigureRun::kParseQueue)));
}

void TestModels::logTellsWhatHappened()
{
    FigureRun run;
    run.grow(1'500'000'000);
    run.addMark(store::MarkKind::Knob, "per_domain", "8");
    run.addMark(store::MarkKind::Error, "parser-1", "broken page");
    LogModel model;
    model.setSnapshot(run.snapshot());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 3).data().toString(), QStringLiteral("per_domain set to 8"));
    QCOMPARE(model.index(0, 0).data(FigureModel::SortRole).toLongLong(), 1'500'000'000);
    QCOMPARE(model.momentNs(0), 2'500'000'000);
    QCOMPARE(model.index(1, 1).data(FigureModel::SeverityRole).toInt(), static_cast<int>(Severity::Alarm));
}

void TestModels::ownThreadsAndProcessesStayOut()
{
    FigureRun run;
    run.grow(1'000'000);
    auto own = std::make_shared<store::Snapshot>(*run.snapshot());
    auto threads = *own->threads;
    threads[2].isOurOwn = true;
    own->threads = std::make_shared<std::vector<store::Thread>>(threads);
    ThreadsModel model;
    model.setSnapshot(own);
    QCOMPARE(model.rowCount(), static_cast<int>(threads.size()) - 1);
    QCOMPARE(model.rowOf(2), -1);
}

void TestModels::rateMeterForgetsWhatIsOld()
{
    RateMeter meter;
    QCOMPARE(meter.perSecond(), 0.0);
    constexpr std::int64_t kSecond = 1'000'000'000;
    for (int second = 0; second <= 10; ++second)
        meter.add(second * kSecond, static_cast<std::uint64_t>(second) * 100);
    QCOMPARE(meter.perSecond(), 100.0);
    for (int second = 11; second <= 20; ++second)
        meter.add(second * kSecond, 1000);
    QCOMPARE(meter.perSecond(), 0.0);
    meter.add(5 * kSecond, 9999); // time does not run backwards
    QCOMPARE(meter.perSecond(), 0.0);
}

void TestModels::textsFollowTheLocale_data()
{
    QTest::addColumn<int>("unit");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("german");
    const auto row = [](const char* name, Unit unit, const QVariant& value, const char* english, const char* german) {
        QTest::newRow(name) << static_cast<int>(unit) << value << QString::fromUtf8(english)
                            << QString::fromUtf8(german);
    };
    row("count", Unit::Count, 61204, "61,204", "61.204");
    row("identifier", Unit::Identifier, 41870, "41870", "41870");
    row("moment", Unit::Moment, 1'234'500'000LL, "1.234 s", "1,234 s");
    row("rate", Unit::Rate, 12.34, "12.3/s", "12,3/s");
    row("whole depth", Unit::Depth, 58.0, "58", "58");
    row("mean depth", Unit::Depth, 3.21, "3.2", "3,2");
    row("bytes", Unit::Bytes, 88'000'000LL, "88.0 MB", "88,0 MB");
    row("nothing", Unit::Duration, QVariant(), "–", "–");
}

void TestModels::textsFollowTheLocale()
{
    QFETCH(int, unit);
    QFETCH(QVariant, value);
    QFETCH(QString, english);
    QFETCH(QString, german);
    QCOMPARE(figureText(static_cast<Unit>(unit), value, QLocale(QLocale::English)), english);
    QCOMPARE(figureText(static_cast<Unit>(unit), value, QLocale(QLocale::German)), german);
}

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
