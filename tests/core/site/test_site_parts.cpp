// SPDX-License-Identifier: GPL-3.0-or-later
// The pure parts behind the fault knobs: streams, compression, rate limit.
#include "core/site/body_stream.h"
#include "core/site/gzip.h"
#include "core/site/rate_limiter.h"

#include <QTest>

#include <random>

#include <zlib.h>

using namespace lanescope::site;
using namespace std::chrono_literals;

namespace {

QByteArray inflated(const QByteArray& packed)
{
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.constData()));
    stream.avail_in = static_cast<uInt>(packed.size());
    QByteArray out(qsizetype{8} << 20, '?');
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int state = inflate(&stream, Z_FINISH);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    inflateEnd(&stream);
    return state == Z_STREAM_END ? out : QByteArray("not whole");
}

QByteArray drained(BodyStream& stream, qsizetype most)
{
    QByteArray all;
    while (!stream.atEnd()) {
        const QByteArray bytes = stream.next(most);
        if (bytes.isEmpty() || bytes.size() > most) {
            return "broken";
        }
        all += bytes;
    }
    return all;
}

} // namespace

class TestSiteParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void streamIsCutAnywhere_data();
    void streamIsCutAnywhere();
    void endlessStreamGoesOn();
    void gzipGivesBackWhatItTook();
    void zeroesAreAWholeFile_data();
    void zeroesAreAWholeFile();
    void limiterKeepsItsRate();
    void limiterTellsClientsApart();
    void limiterForgetsBounded();
};

void TestSiteParts::streamIsCutAnywhere_data()
{
    QTest::addColumn<int>("most");
    for (const int most : {1, 2, 3, 7, 100}) {
        QTest::addRow("%d", most) << most;
    }
}

void TestSiteParts::streamIsCutAnywhere()
{
    QFETCH(const int, most);
    BodyStream stream(
        "<<", [](std::uint64_t number) { return QByteArray::number(qulonglong{number}) + ','; }, 12, ">>");
    QCOMPARE(drained(stream, most), QByteArray("<<0,1,2,3,4,5,6,7,8,9,10,11,>>"));
    BodyStream whole(QByteArray("abc"));
    QCOMPARE(drained(whole, most), QByteArray("abc"));
    BodyStream nothing{QByteArray()};
    QVERIFY(nothing.atEnd());
}

void TestSiteParts::endlessStreamGoesOn()
{
    BodyStream stream(
        {}, [](std::uint64_t) { return QByteArray("ab"); }, BodyStream::kEndless, "never");
    qsizetype got = 0;
    while (got < 1'000'000) {
        got += stream.next(1000).size();
        QVERIFY(!stream.atEnd());
    }
}

void TestSiteParts::gzipGivesBackWhatItTook()
{
    std::mt19937 random(5);
    for (const int size : {0, 1, 100, 70'000, 1'000'000}) {
        QByteArray plain;
        for (int index = 0; index < size; ++index) {
            plain += static_cast<char>(random() % 200);
        }
        QCOMPARE(inflated(gzipped(plain)), plain);
    }
}

void TestSiteParts::zeroesAreAWholeFile_data()
{
    QTest::addColumn<int>("mebibytes");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("five") << 5;
}

void TestSiteParts::zeroesAreAWholeFile()
{
    QFETCH(const int, mebibytes);
    const QByteArray packed = drained(*gzippedZeroes(static_cast<std::uint64_t>(mebibytes)), 1000);
    QCOMPARE(inflated(packed), QByteArray(qsizetype{mebibytes} << 20, '\0'));
    QVERIFY(packed.size() < 100 + mebibytes * 10'000);
}

void TestSiteParts::limiterKeepsItsRate()
{
    RateLimiter limiter;
    RateLimiter::Clock::time_point now{};
    int admitted = 0;
    for (int asked = 0; asked < 10'000; ++asked) { // one each millisecond
        admitted += limiter.admit(1, {20, 5}, now) ? 1 : 0;
        now += 1ms;
    }
    QVERIFY(admitted >= 204 && admitted <= 206); // 10 s at 20 a second, and the burst
    int atOnce = 0;
    now += 60s;
    while (limiter.admit(1, {20, 5}, now)) {
        ++atOnce;
    }
    QCOMPARE(atOnce, 5);
    QVERIFY(limiter.admit(1, {0, 5}, now)); // no limit
}

void TestSiteParts::limiterTellsClientsApart()
{
    RateLimiter limiter;
    QVERIFY(limiter.admit(1, {1, 1}, {}));
    QVERIFY(!limiter.admit(1, {1, 1}, {}));
    QVERIFY(limiter.admit(2, {1, 1}, {}));
}

void TestSiteParts::limiterForgetsBounded()
{
    RateLimiter limiter;
    for (std::uint32_t client = 0; client < 100'000; ++client) {
        QVERIFY(limiter.admit(client, {1, 2}, {}));
    }
    QVERIFY(limiter.clients() <= 4096);
}

QTEST_GUILESS_MAIN(TestSiteParts)
#include "test_site_parts.moc"
