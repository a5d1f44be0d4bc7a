// SPDX-License-Identifier: GPL-3.0-or-later
// Frames come out of a stream as they went in, however it was cut; what is no frame is refused.
#include "core/sync/task_frame.h"

#include <QTest>

#include <random>

using namespace lanescope;
using sync::TaskFrame;
using sync::TaskFrameReader;

namespace {

std::vector<TaskFrame> randomFrames(std::mt19937& random)
{
    std::vector<TaskFrame> frames;
    for (int i = 0; i < 200; ++i) {
        QByteArray payload(static_cast<qsizetype>(random() % 100), ' ');
        for (char& byte : payload)
            byte = static_cast<char>(random() % 4 == 0 ? '\n' : random() % 256);
        frames.push_back({(quint64{random()} << 32) | random(), payload});
    }
    return frames;
}

} // namespace

class TestTaskFrame : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesOutAsItWentIn_data();
    void comesOutAsItWentIn();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();
};

void TestTaskFrame::comesOutAsItWentIn_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U})
        QTest::addRow("seed %u", seed) << seed;
}

void TestTaskFrame::comesOutAsItWentIn()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    const std::vector<TaskFrame> sent = randomFrames(random);
    QByteArray stream;
    for (const TaskFrame& frame : sent)
        stream += frame.bytes();
    TaskFrameReader reader;
    std::size_t received = 0;
    while (!stream.isEmpty()) {
        const auto piece = static_cast<qsizetype>(1 + random() % 150);
        reader.take(stream.left(piece));
        stream.remove(0, piece);
        for (auto frame = reader.next(); frame.value(); frame = reader.next()) {
            QCOMPARE(frame.value()->number, sent[received].number);
            QCOMPARE(frame.value()->payload, sent[received].payload);
            ++received;
        }
    }
    QCOMPARE(received, sent.size());
}

void TestTaskFrame::refusesWhatIsNone_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("no numbers") << QByteArray("not an answer\n");
    QTest::newRow("an empty line") << QByteArray("\n");
    QTest::newRow("one number") << QByteArray("1\n");
    QTest::newRow("three numbers") << QByteArray("1 2 3\n");
    QTest::newRow("a negative size") << QByteArray("1 -2\n");
    QTest::newRow("a size beyond any") << QByteArray("1 99999999999999999999\n");
    QTest::newRow("too large") << QByteArray("1 " + QByteArray::number(TaskFrameReader::kLargest + 1) + '\n');
    QTest::newRow("a line without end") << QByteArray(1000, '1');
}

void TestTaskFrame::refusesWhatIsNone()
{
    QFETCH(QByteArray, bytes);
    TaskFrameReader reader;
    reader.take(bytes);
    QVERIFY(!reader.next().ok());
    reader.take(TaskFrame{1, "more"}.bytes());
    QVERIFY(!reader.next().ok()); // for good
}

QTEST_GUILESS_MAIN(TestTaskFrame)
#include "tst_task_frame.moc"
