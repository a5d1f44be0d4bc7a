// SPDX-License-Identifier: GPL-3.0-or-later
// Traced primitives: they exclude, wake and bound as the bare ones do, and what they record is what happened.
#include "core/sync/handover_mutex.h"
#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <algorithm>

using namespace lanescope;

namespace {

using testing::joinAll;
using testing::recordsIn;
using testing::startAll;
using trace::Record;
using trace::RecordType;

constexpr int kThreads = 4;
constexpr int kRounds = 2'000;

template <class Lock>
void countUnder(Lock& lock, qint64& counter)
{
    joinAll(startAll(kThreads, [&](int) {
        for (int i = 0; i < kRounds; ++i) {
            const std::lock_guard guard(lock);
            ++counter; // not atomic: only the lock keeps it right
        }
    }));
}

} // namespace

class TestSync : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void locksExclude();
    void handoverMayChangeUnderLoad();
    void holdsOfOneLockNeverOverlap();
};

void TestSync::locksExclude()
{
    qint64 counter = 0;
    sync::Mutex mutex("mutex");
    countUnder(mutex, counter);
    sync::StdMutex standard("std::mutex");
    countUnder(standard, counter);
    sync::SpinLock spin("spin");
    countUnder(spin, counter);
    sync::TicketLock ticket("ticket");
    countUnder(ticket, counter);
    sync::HandoverMutex strict("strict");
    countUnder(strict, counter);
    sync::HandoverMutex barging("barging");
    barging.bare().setHandover(sync::Handover::Barging);
    countUnder(barging, counter);
    QCOMPARE(counter, 6 * kThreads * kRounds);
}

void TestSync::handoverMayChangeUnderLoad()
{
    sync::HandoverMutex mutex("mutex");
    std::atomic<bool> over{false};
    const auto turner = startAll(1, [&](int) {
        while (!over) {
            mutex.bare().setHandover(sync::Handover::Barging);
            mutex.bare().setHandover(sync::Handover::Strict);
        }
    });
    qint64 counter = 0;
    countUnder(mutex, counter);
    over = true;
    joinAll(turner);
    QCOMPARE(counter, kThreads * kRounds);
    QVERIFY(mutex.try_lock()); // nobody was left in the queue
    mutex.unlock();
}

void TestSync::holdsOfOneLockNeverOverlap()
{
    const QTemporaryDir folder;
    QVERIFY(trace::Recorder::start(folder.path().toStdString(), "test").ok());
    qint64 counter = 0;
    {
        sync::Mutex mutex("mutex");
        countUnder(mutex, counter);
    }
    trace::Recorder::stop();

    std::vector<Record> holds = recordsIn(folder);
    const auto contended = std::count_if(holds.begin(), holds.end(), [](const Record& r) {
        return r.type == RecordType::Hold && r.value == 1;
    });
    const auto waits = std::count_if(holds.begin(), holds.end(), [](const Record& r) { return r.type == RecordType::Wait; });
    QCOMPARE(waits, contended);
    std::erase_if(holds, [](const Record& r) { return r.type != RecordType::Hold; });
    // Without a reader the rings keep what fits and drop the rest; what was kept is true.
    QVERIFY(!holds.empty());
    std::sort(holds.begin(), holds.end(), [](const Record& a, const Record& b) { return a.start < b.start; });
    for (std::size_t i = 1; i < holds.size(); ++i)
        QVERIFY(holds[i - 1].start + holds[i - 1].duration <= holds[i].start);
}

QTEST_GUILESS_MAIN(TestSync)
#include "tst_sync.moc"
