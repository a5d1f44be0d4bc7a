// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/parse_pool.h"

#include <QSemaphore>
#include <QTest>
#include <QThread>

#include <mutex>
#include <set>

using namespace lanescope::crawl;

namespace {

ParseJob job(int depth)
{
    ParseJob result;
    result.depth = depth;
    result.body = QByteArray(100, 'x');
    return result;
}

} // namespace

class TestParsePool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPageIsParsedOnce();
    void asManyAtOnceAsAskedFor();
    void loweringLetsPagesEnd();
    void fullByPagesAndByBytes();
    void clearDropsWhatWaits();
    void endsWithPagesInHand();
    void turningUpAndDownLosesNobody();
};

void TestParsePool::everyPageIsParsedOnce()
{
    constexpr int kPages = 20'000;
    std::vector<std::atomic<int>> seen(kPages);
    std::atomic<int> done{0};
    ParsePool pool(
        [&](const ParseJob& j) {
            ++seen[static_cast<std::size_t>(j.depth)];
            ++done;
        },
        3, 100);
    for (int page = 0; page < kPages; ++page)
        pool.queue().put(job(page));
    QTRY_COMPARE(done.load(), kPages);
    QVERIFY(std::ranges::all_of(seen, [](const auto& count) { return count.load() == 1; }));
    QCOMPARE(pool.queue().size(), std::size_t{0});
}

void TestParsePool::asManyAtOnceAsAskedFor()
{
    std::atomic<int> inside{0};
    QSemaphore gate;
    ParsePool pool(
        [&](const ParseJob&) {
            ++inside;
            gate.acquire();
        },
        2, 100);
    for (int page = 0; page < 10; ++page)
        pool.queue().put(job(page));
    QTRY_COMPARE(inside.load(), 2);
    pool.setThreads(5);
    QTRY_COMPARE(inside.load(), 5);
    QCOMPARE(pool.queue().size(), std::size_t{5});
    gate.release(100);
    QTRY_COMPARE(inside.load(), 10);
}

void TestParsePool::loweringLetsPagesEnd()
{
    std::atomic<int> inside{0};
    std::atomic<int> done{0};
    QSemaphore early;
    QSemaphore late;
    ParsePool pool(
        [&](const ParseJob& j) {
            ++inside;
            (j.depth < 4 ? early : late).acquire();
            --inside;
            ++done;
        },
        4, 100);
    for (int page = 0; page < 8; ++page)
        pool.queue().put(job(page));
    QTRY_COMPARE(inside.load(), 4);
    pool.setThreads(1);
    early.release(4);
    QTRY_COMPARE(done.load(), 4);
    QTRY_COMPARE(inside.load(), 1);
    QCOMPARE(pool.queue().size(), std::size_t{3});
    late.release(4);
    QTRY_COMPARE(done.load(), 8);
}

void TestParsePool::fullByPagesAndByBytes()
{
    QSemaphore gate;
    std::atomic<int> inside{0};
    ParsePool pool(
        [&](const ParseJob&) {
            ++inside;
            gate.acquire();
        },
        1, 3);
    pool.queue().put(job(0));
    QTRY_COMPARE(inside.load(), 1);
    pool.queue().put(job(1));
    pool.queue().put(job(2));
    QVERIFY(!pool.queue().isFull(3, 1000));
    QVERIFY(pool.queue().isFull(3, 200));
    pool.queue().put(job(3));
    QVERIFY(pool.queue().isFull(3, 1000));
    gate.release(4);
    QTRY_COMPARE(pool.queue().size(), std::size_t{0});
    QVERIFY(!pool.queue().isFull(3, 200));
}

void TestParsePool::clearDropsWhatWaits()
{
    QSemaphore gate;
    std::atomic<int> inside{0};
    ParsePool pool(
        [&](const ParseJob&) {
            ++inside;
            gate.acquire();
        },
        1, 100);
    for (int page = 0; page < 6; ++page)
        pool.queue().put(job(page));
    QTRY_COMPARE(inside.load(), 1);
    QCOMPARE(pool.queue().clear(), std::size_t{5});
    QCOMPARE(pool.queue().size(), std::size_t{0});
    gate.release(1);
}

void TestParsePool::endsWithPagesInHand()
{
    std::atomic<int> finished{0};
    std::atomic<int> started{0};
    QSemaphore gate;
    std::unique_ptr<QThread> opener;
    {
        ParsePool pool(
            [&](const ParseJob&) {
                ++started;
                gate.acquire();
                ++finished;
            },
            2, 100);
        for (int page = 0; page < 6; ++page)
            pool.queue().put(job(page));
        QTRY_COMPARE(started.load(), 2);
        opener.reset(QThread::create([&] { gate.release(100); }));
        opener->start();
    }
    opener->wait();
    // The two in hand were finished; how many more were taken before the end depends on the moment.
    QVERIFY(finished.load() >= 2);
    QCOMPARE(finished.load(), started.load());
}

void TestParsePool::turningUpAndDownLosesNobody()
{
    std::atomic<int> done{0};
    ParsePool pool([&](const ParseJob&) { ++done; }, 1, 100);
    int put = 0;
    for (int round = 0; round < 3000; ++round) {
        pool.setThreads(1 + round * 7 % 8);
        pool.queue().put(job(round));
        ++put;
    }
    QTRY_COMPARE(done.load(), put);
    // All eight are there: each waits inside until all have come.
    std::atomic<int> together{0};
    QSemaphore all;
    ParsePool other(
        [&](const ParseJob&) {
            if (++together == 8)
                all.release(8);
            all.acquire();
        },
        1, 100);
    for (int round = 0; round < 500; ++round)
        other.setThreads(1 + round % 8);
    other.setThreads(8);
    for (int page = 0; page < 8; ++page)
        other.queue().put(job(page));
    QTRY_COMPARE(together.load(), 8);
}

QTEST_GUILESS_MAIN(TestParsePool)
#include "test_parse_pool.moc"
