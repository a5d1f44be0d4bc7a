// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies as they come: decoded a piece at a time, bounded before and after, and named when they are not what they say.
#include "core/crawl/wire/body_intake.h"

#include <QBuffer>
#include <QTest>

#include <zlib.h>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using Step = BodyIntake::Step;

namespace {

constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;
constexpr int kRaw = -15;

QByteArray deflated(const QByteArray& plain, int window)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

QByteArray text(qsizetype bytes)
{
    QByteArray result;
    for (int word = 0; result.size() < bytes; ++word)
        result += "word " + QByteArray::number(word * 7919) + ' ';
    return result.first(bytes);
}

/// Takes pieces until it has enough.
class Bucket : public PieceTaker {
public:
    explicit Bucket(qint64 enough)
        : m_enough(enough)
    {
    }
    void take(QByteArray&& piece) override
    {
        largest = std::max<qint64>(largest, piece.size());
        content += piece;
        held += piece.size();
    }
    bool isBehind() override { return held >= m_enough; }

    QByteArray content;
    qint64 held = 0;
    qint64 largest = 0;

private:
    const qint64 m_enough;
};

/// Everything at once on the wire; the outcome of reading it.
struct Intake {
    BodyIntake intake;
    Response response;
    QBuffer wire;
    std::shared_ptr<PieceTaker> taker;

    Intake(const QByteArray& sent, const QByteArray& encoding, qint64 most = 1'000'000)
    {
        intake.begin(most, BodyIntake::Beyond::IsTooLarge);
        intake.expect(encoding);
        wire.setData(sent);
        wire.open(QIODevice::ReadOnly);
    }
    Step read()
    {
        return intake.read(wire, response, [this](const Response&) { return taker; });
    }
};

} // namespace

class TestBodyIntake : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
    void decodesByteByByte();
    void severalFilesInARowAreOneBody();
    void whatFollowsTheEndIsLeftOut();
    void aBombEndsAtTheLimit();
    void aBombWaitsForItsTaker();
    void neverMoreThanAllowed_data();
    void neverMoreThanAllowed();
    void brokenBodiesAreNamed_data();
    void brokenBodiesAreNamed();
    void anEncodingNobodyAskedForIsNamed();
};

void TestBodyIntake::decodes_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<int>("window");
    QTest::addColumn<qsizetype>("bytes");
    for (const qsizetype bytes : {qsizetype{0}, qsizetype{1}, qsizetype{50'000}, qsizetype{400'000}}) {
        const auto row = [bytes](const char* name, const QByteArray& encoding, int window) {
            QTest::addRow("%s, %lld", name, static_cast<long long>(bytes)) << encoding << window << bytes;
        };
        row("gzip", "gzip", kGzip);
        row("x-gzip", " X-GZIP", kGzip);
        row("deflate as zlib", "deflate", kZlib);
        row("deflate as it is", "deflate", kRaw);
    }
}

void TestBodyIntake::decodes()
{
    QFETCH(const QByteArray, encoding);
    QFETCH(const int, window);
    QFETCH(const qsizetype, bytes);
    const QByteArray plain = text(bytes);
    Intake it(deflated(plain, window), encoding);
    QCOMPARE(it.read(), Step::ReadAll);
    QVERIFY(it.intake.endsWell());
    QCOMPARE(it.response.body, plain);
    QVERIFY(it.response.wasEncoded);
    QCOMPARE(it.response.wireBytes, it.wire.size());
}

void TestBodyIntake::decodesByteByByte()
{
    const QByteArray plain = text(3000);
    const QByteArray sent = deflated(plain, kGzip);
    Intake it({}, "gzip");
    for (const char byte : sent) {
        QVERIFY(!it.intake.endsWell() || it.response.body.isEmpty());
        it.wire.buffer().append(byte);
        QCOMPARE(it.read(), Step::ReadAll);
    }
    QVERIFY(it.intake.endsWell());
    QCOMPARE(it.response.body, plain);
}

void TestBodyIntake::severalFilesInARowAreOneBody()
{
    Intake it(deflated("one ", kGzip) + deflated("and two", kGzip), "gzip");
    QCOMPARE(it.read(), Step::ReadAll);
    QVERIFY(it.intake.endsWell());
    QCOMPARE(it.response.body, "one and two"_ba);
}

void TestBodyIntake::whatFollowsTheEndIsLeftOut()
{
    Intake it(deflated("all", kGzip) + QByteArray(300, '\0'), "gzip");
    QCOMPARE(it.read(), Step::ReadAll);
    QVERIFY(it.intake.endsWell());
    QCOMPARE(it.response.body, "all"_ba);
}

void TestBodyIntake::aBombEndsAtTheLimit()
{
    const QByteArray bomb = deflated(QByteArray(200'000'000, '\0'), kGzip);
    QVERIFY(bomb.size() < 1'000'000);
    Intake it(bomb, "gzip", 5'000'000);
    QCOMPARE(it.read(), Step::TooLarge);
    QCOMPARE(it.response.received(), 5'000'000);
    QVERIFY(it.response.body.capacity() < 12'000'000); // not what it would have become
}

void TestBodyIntake::aBombWaitsForItsTaker()
{
    const QByteArray bomb = deflated(QByteArray(20'000'000, '\0'), kGzip);
    const auto bucket = std::make_shared<Bucket>(256 * 1024);
    Intake it(bomb, "gzip", 100'000'000);
    it.taker = bucket;
    qint64 most = 0;
    for (int rounds = 0; it.read() == Step::Behind; ++rounds) {
        QVERIFY(rounds < 1000);
        most = std::max(most, bucket->held);
        bucket->held = 0;
    }
    QVERIFY(most <= 256 * 1024 + BodyIntake::kPieceBytes);
    QVERIFY(bucket->largest <= 2 * BodyIntake::kPieceBytes);
    QVERIFY(it.intake.endsWell());
    QCOMPARE(it.response.received(), 20'000'000);
    QCOMPARE(it.response.wireBytes, bomb.size());
    QCOMPARE(bucket->content + it.response.body, QByteArray(20'000'000, '\0'));
}

void TestBodyIntake::neverMoreThanAllowed_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<bool>("fits");
    QTest::newRow("plain, all") << text(1000) << QByteArray() << true;
    QTest::newRow("plain, one more") << text(1001) << QByteArray() << false;
    QTest::newRow("identity") << text(1000) << "identity"_ba << true;
    QTest::newRow("decoded, all") << deflated(text(1000), kGzip) << "gzip"_ba << true;
    QTest::newRow("decoded, one more") << deflated(text(1001), kGzip) << "gzip"_ba << false;
    // Empty blocks: nothing comes out of them, however long they are.
    QByteArray blocks;
    for (int block = 0; block < 300; ++block)
        blocks += "\0\0\0\xff\xff"_ba;
    QTest::newRow("encoded, more than allowed") << blocks << "deflate"_ba << false;
}

void TestBodyIntake::neverMoreThanAllowed()
{
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, encoding);
    QFETCH(const bool, fits);
    Intake it(sent, encoding, 1000);
    QCOMPARE(it.read(), fits ? Step::ReadAll : Step::TooLarge);
    QVERIFY(it.response.received() <= 1000);
    QCOMPARE(it.response.wasEncoded, !encoding.isEmpty() && encoding != "identity");
}

void TestBodyIntake::brokenBodiesAreNamed_data()
{
    QTest::addColumn<QByteArray>("sent");
    const QByteArray whole = deflated(text(5000), kGzip);
    QByteArray turned = whole;
    turned[turned.size() - 6] = static_cast<char>(~turned[turned.size() - 6]);
    QTest::newRow("not gzip") << "<html>this was never compressed</html>"_ba;
    QTest::newRow("cut off") << whole.first(whole.size() / 2);
    QTest::newRow("wrong checksum") << turned;
}

void TestBodyIntake::brokenBodiesAreNamed()
{
    QFETCH(const QByteArray, sent);
    Intake it(sent, "gzip");
    const Step step = it.read();
    QVERIFY(step == Step::Broken || (step == Step::ReadAll && !it.intake.endsWell()));
    QVERIFY(it.intake.error().contains(u"body"_s));
}

void TestBodyIntake::anEncodingNobodyAskedForIsNamed()
{
    Intake it("whatever", "br");
    QCOMPARE(it.read(), Step::Broken);
    QVERIFY(it.intake.error().contains(u"br"_s));
}

QTEST_GUILESS_MAIN(TestBodyIntake)
#include "test_body_intake.moc"
