// SPDX-License-Identifier: GPL-3.0-or-later
// Readers share, writers are alone, whichever lock is inside.
#include "core/sync/read_write_lock.h"

#include "tests/core/sync/recording.h"
#include "tests/core/sync/threads.h"

#include <QTest>

#include <latch>
#include <mutex>

using namespace lanescope;
using testing::joinAll;
using testing::startAll;
using trace::HoldKind;
using trace::RecordType;

namespace {

// A pair that is equal whenever nobody writes; not atomic: only the lock keeps it right.
struct Pair {
    qint64 a = 0;
    qint64 b = 0;
};

template <class Lock>
bool readersNeverSeeHalfAWrite()
{
    constexpr int kRounds = 2'000;
    Lock lock("lock");
    Pair pair;
    std::atomic<int> torn{0};
    joinAll(startAll(5, [&](int index) {
        for (int i = 0; i < kRounds; ++i) {
            if (index < 2) {
                const std::unique_lock guard(lock);
                ++pair.a;
                ++pair.b;
            } else {
                const std::shared_lock guard(lock);
                torn += pair.a == pair.b ? 0 : 1;
            }
        }
    }));
    return torn.load() == 0 && pair.a == 2 * kRounds;
}

template <class Lock>
bool readersMeetInside()
{
    Lock lock("lock");
    std::latch all(3);
    joinAll(startAll(3, [&](int) {
        const std::shared_lock guard(lock);
        all.arrive_and_wait(); // for ever if one kept the others out
    }));
    return all.try_wait();
}

} // namespace

class TestReadWriteLock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writersAreAlone();
    void readersShare();
    void tryDoesNotWait();
    void recordsWhoSharedAndWhoDidNot();
};

void TestReadWriteLock::writersAreAlone()
{
    QVERIFY(readersNeverSeeHalfAWrite<sync::ReadWriteLock>());
    QVERIFY(readersNeverSeeHalfAWrite<sync::SharedMutex>());
}

void TestReadWriteLock::readersShare()
{
    QVERIFY(readersMeetInside<sync::ReadWriteLock>());
    QVERIFY(readersMeetInside<sync::SharedMutex>());
}

void TestReadWriteLock::tryDoesNotWait()
{
    sync::ReadWriteLock lock("lock");
    const auto asOther = [](const std::function<bool()>& attempt) {
        bool got = false;
        joinAll(startAll(1, [&](int) { got = attempt(); }));
        return got;
    };
    const auto write = [&] { return lock.try_lock() && (lock.unlock(), true); };
    const auto read = [&] { return lock.try_lock_shared() && (lock.unlock_shared(), true); };
    lock.lock_shared();
    QVERIFY(asOther(read));
    QVERIFY(!asOther(write));
    lock.unlock_shared();
    lock.lock();
    QVERIFY(!asOther(read));
    QVERIFY(!asOther(write));
    lock.unlock();
    QVERIFY(asOther(write));
}

void TestReadWriteLock::recordsWhoSharedAndWhoDidNot()
{
    testing::Recording recording;
    QVERIFY(recording.started());
    {
        sync::ReadWriteLock lock("lock");
        joinAll(startAll(4, [&](int index) {
            for (int i = 0; i < 50; ++i) {
                if (index == 0) {
                    const std::unique_lock guard(lock);
                    QThread::yieldCurrentThread();
                } else {
                    const std::shared_lock guard(lock);
                    QThread::yieldCurrentThread();
                }
            }
        }));
    }
    const auto holds = recording.stop(RecordType::Hold);
    QCOMPARE(holds.size(), 4 * 50);
    const auto isShared = [](const trace::Record& hold) {
        return hold.detail == static_cast<quint8>(HoldKind::Shared);
    };
    QCOMPARE(std::count_if(holds.begin(), holds.end(), isShared), 3 * 50);
    // Whoever writes overlaps nobody.
    for (std::size_t i = 0; i < holds.size(); ++i) {
        for (std::size_t k = i + 1; k < holds.size(); ++k) {
            if (!isShared(holds[i]) || !isShared(holds[k]))
                QVERIFY(holds[i].start + holds[i].duration <= holds[k].start);
        }
    }
}

QTEST_GUILESS_MAIN(TestReadWriteLock)
#include "tst_read_write_lock.moc"
