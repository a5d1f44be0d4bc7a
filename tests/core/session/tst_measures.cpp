// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/measures.h"

#include "tests/core/session/sample_run.h"

#include <QTest>

#include <numeric>
#include <random>

namespace lanescope::session {
namespace {

using namespace store;

/// One row of a kind behind one object, for measures of hand-made rows.
std::shared_ptr<Snapshot> oneObject(RowKind kind, const std::vector<Interval>& intervals,
                                    const std::vector<Sample>& samples = {})
{
    auto snapshot = std::make_shared<Snapshot>(*Snapshot::empty());
    IntervalSeries series;
    SampleSeries counter;
    for (const Interval& interval : intervals)
        series.append(interval);
    for (const Sample& sample : samples)
        counter.append(sample);
    snapshot->rows.resize(1);
    snapshot->rows[0].kind = kind;
    snapshot->rows[0].intervals = series.view();
    snapshot->rows[0].samples = counter.view();
    auto objects = std::make_shared<std::vector<Object>>(1);
    objects->front().name = "it";
    objects->front().row = RowIndex{0};
    snapshot->objects = objects;
    snapshot->processes = std::make_shared<std::vector<Process>>(1);
    return snapshot;
}

std::int64_t overlap(const Interval& interval, std::int64_t from, std::int64_t to)
{
    return std::max<std::int64_t>(std::min(interval.endNs(), to) - std::max(interval.startNs, from), 0);
}

class TestMeasures : public QObject {
    Q_OBJECT

private:
    SnapshotPtr m_snapshot = sample::run({21, 2, 3, 4, false});

    template <class Check>
    void atRandomStretches(Check&& check) const
    {
        std::mt19937_64 random(5);
        const auto span = static_cast<std::uint64_t>(m_snapshot->endNs - m_snapshot->beginNs);
        for (int i = 0; i < 100; ++i) {
            const auto from = m_snapshot->beginNs + static_cast<std::int64_t>(random() % span);
            check(from, from + 1 + static_cast<std::int64_t>(random() % (span / 4)));
        }
    }

private Q_SLOTS:
    void stateTimesAgreeWithAdding()
    {
        atRandomStretches([&](std::int64_t from, std::int64_t to) {
            std::array<double, kThreadStateCount> wanted{};
            for (const Thread& thread : *m_snapshot->threads) {
                const Row& row = m_snapshot->row(thread.stateRow);
                for (std::size_t i = 0; i < row.intervals.size(); ++i)
                    wanted[row.intervals[i].stateBits] += static_cast<double>(overlap(row.intervals[i], from, to));
                wanted[static_cast<std::size_t>(row.open->state)] += static_cast<double>(
                    overlap(Interval::make(row.open->startNs, row.knownUntilNs, row.open->state), from, to));
            }
            const auto times = stateTimes(*m_snapshot, from, to);
            for (std::size_t i = 0; i < times.size(); ++i)
                QCOMPARE(times[i], wanted[i]);
        });
    }

    void lockWaitsAddUpToTheLockWaitState()
    {
        atRandomStretches([&](std::int64_t from, std::int64_t to) {
            std::vector<double> waits(m_snapshot->objects->size() + 1);
            addLockWaits(*m_snapshot, from, to, waits);
            QCOMPARE(std::accumulate(waits.begin(), waits.end(), 0.0),
                     stateTimes(*m_snapshot, from, to)[static_cast<std::size_t>(State::LockWait)]);
        });
    }

    void ownThreadsDoNotCount()
    {
        auto snapshot = std::make_shared<Snapshot>(*m_snapshot);
        auto threads = *m_snapshot->threads;
        for (Thread& thread : threads)
            thread.isOurOwn = true;
        snapshot->threads = std::make_shared<std::vector<Thread>>(threads);
        const auto times = stateTimes(*snapshot, snapshot->beginNs, snapshot->endNs);
        QCOMPARE(std::accumulate(times.begin(), times.end(), 0.0), 0.0);
    }

    void sumsOfNeighboursAddUp()
    {
        for (const RateSource& source : rateSources(*m_snapshot)) {
            const std::int64_t begin = m_snapshot->beginNs - 1'000'000'000;
            const std::int64_t end = m_snapshot->endNs + 1;
            const std::int64_t step = (end - begin) / 37;
            double sum = 0;
            for (std::int64_t from = begin; from < end; from += step)
                sum += countOf(*m_snapshot, source, from, std::min(from + step, end));
            QCOMPARE(sum, countOf(*m_snapshot, source, begin, end));
            QVERIFY2(sum > 0, rateName(*m_snapshot, source).c_str());
        }
    }

    void putsAndGetsAreTheQueuesOwn()
    {
        for (const RateSource& source : rateSources(*m_snapshot)) {
            if (source.kind != RateSource::Kind::QueuePuts && source.kind != RateSource::Kind::QueueGets)
                continue;
            const QueueFigures& figures = *m_snapshot->object(source.object).queue;
            const bool puts = source.kind == RateSource::Kind::QueuePuts;
            QCOMPARE(countOf(*m_snapshot, source, m_snapshot->beginNs, m_snapshot->endNs + 1),
                     static_cast<double>(puts ? figures.puts : figures.gets));
        }
    }

    void aHoldThatBecomesContendedIsOneAcquisition()
    {
        const auto snapshot =
            oneObject(RowKind::LockOwner,
                      {Interval::make(0, 10, State::Held, 1), Interval::make(10, 20, State::HeldContended, 1),
                       Interval::make(20, 30, State::HeldContended, 2), Interval::make(40, 50, State::Held, 2)});
        const RateSource source{RateSource::Kind::LockAcquisitions, ObjectIndex{0}};
        QCOMPARE(countOf(*snapshot, source, 0, 100), 3.0);
        QCOMPARE(countOf(*snapshot, source, 5, 20), 0.0);
        QCOMPARE(countOf(*snapshot, source, 20, 40), 1.0);
    }

    void anOpenHoldCounts()
    {
        const auto snapshot = oneObject(RowKind::LockOwner, {Interval::make(0, 10, State::Held, 1)});
        snapshot->rows[0].open = OpenInterval{10, State::HeldContended, 1};
        snapshot->rows[0].knownUntilNs = 50;
        const RateSource source{RateSource::Kind::LockAcquisitions, ObjectIndex{0}};
        QCOMPARE(countOf(*snapshot, source, 0, 100), 1.0);
        snapshot->rows[0].open->subject = 2;
        QCOMPARE(countOf(*snapshot, source, 0, 100), 2.0);
    }

    void aRequestFinishesWithItsLastPhase()
    {
        const auto snapshot = oneObject(RowKind::RequestSlot, {Interval::make(0, 10, State::RequestQueued, 7),
                                                               Interval::make(10, 20, State::RequestBody, 7),
                                                               Interval::make(20, 30, State::RequestBody, 8)});
        const RateSource source{};
        QCOMPARE(countOf(*snapshot, source, 0, 20), 0.0);
        QCOMPARE(countOf(*snapshot, source, 20, 21), 1.0);
        QCOMPARE(countOf(*snapshot, source, 0, 31), 2.0);
        snapshot->rows[0].open = OpenInterval{30, State::RequestParse, 8};
        QCOMPARE(countOf(*snapshot, source, 0, 31), 1.0);
    }

    void bucketsCoverTheStretch_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::newRow("from the start") << qint64(1000) << qint64(1000 + 1'000'000);
        QTest::newRow("odd edges") << qint64(1003) << qint64(77'777);
        QTest::newRow("before the start") << qint64(-5000) << qint64(999);
        QTest::newRow("one nanosecond") << qint64(1234) << qint64(1235);
        QTest::newRow("days") << qint64(1000) << qint64(3'000'000'000'000'000);
    }
    void bucketsCoverTheStretch()
    {
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        Snapshot snapshot = *Snapshot::empty();
        snapshot.beginNs = 1000;
        const BucketGrid grid = bucketGrid(snapshot, from, to, 50);
        QVERIFY(grid.startNs(grid.first) <= from);
        QVERIFY(grid.startNs(grid.first + 1) > from);
        QVERIFY(grid.startNs(grid.first + grid.count) >= to);
        QVERIFY(grid.startNs(grid.first + grid.count - 1) < to);
        QVERIFY(grid.count <= 51);
        QCOMPARE(grid.widthNs & (grid.widthNs - 1), 0);
    }
    void emptyStretchHasNoBuckets() { QCOMPARE(bucketGrid(*Snapshot::empty(), 10, 10, 50).count, 0); }
};

} // namespace
} // namespace lanescope::session

QTEST_GUILESS_MAIN(lanescope::session::TestMeasures)
#include "tst_measures.moc"
