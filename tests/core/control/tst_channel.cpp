// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/channel.h"
#include "core/control/exit_words.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace lanescope::control;

class TestChannel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void messagesArriveWholeAndInOrder();
    void brokenFramesEndTheChannel_data();
    void brokenFramesEndTheChannel();
    void noiseNeverGetsThrough();
    void endsAreToldApartInWords();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<QLocalServer> m_server;
    std::unique_ptr<Channel> m_channel;   // the end under test
    std::unique_ptr<QLocalSocket> m_peer; // writes bytes as it likes
};

void TestChannel::init()
{
    m_channel.reset();
    m_server = std::make_unique<QLocalServer>();
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    const QString name = m_folder.filePath(QString::number(QRandomGenerator::global()->generate()));
    QVERIFY(m_server->listen(name));
    m_peer = std::make_unique<QLocalSocket>();
    m_peer->connectToServer(name);
    QTRY_VERIFY(m_server->hasPendingConnections());
    m_channel = std::make_unique<Channel>(m_server->nextPendingConnection());
}

void TestChannel::messagesArriveWholeAndInOrder()
{
    QSignalSpy received(m_channel.get(), &Channel::received);
    Channel sender(m_peer.release());
    constexpr int kMessages = 200;
    for (int i = 0; i < kMessages; ++i)
        sender.send({{QStringLiteral("n"), i}, {QStringLiteral("fill"), QString(i * 50, QLatin1Char('x'))}});
    QTRY_COMPARE(received.size(), kMessages);
    for (int i = 0; i < kMessages; ++i)
        QCOMPARE(received[i][0].value<QCborMap>()[QStringLiteral("n")].toInteger(), i);
}

void TestChannel::brokenFramesEndTheChannel_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("huge length") << QByteArray::fromHex("ffffffff");
    QTest::newRow("no map") << QByteArray::fromHex("0000000105");
    QTest::newRow("half a value") << QByteArray::fromHex("00000002a101");
    QTest::newRow("nothing") << QByteArray::fromHex("00000000");
}

void TestChannel::brokenFramesEndTheChannel()
{
    QFETCH(QByteArray, bytes);
    QSignalSpy received(m_channel.get(), &Channel::received);
    QSignalSpy broken(m_channel.get(), &Channel::broken);
    m_peer->write(bytes + QByteArray(100, '\0'));
    QTRY_COMPARE(broken.size(), 1);
    QCOMPARE(received.size(), 0);
}

void TestChannel::noiseNeverGetsThrough()
{
    const quint32 seed = QRandomGenerator::global()->generate();
    qInfo("seed %u", seed);
    QRandomGenerator random(seed);
    QSignalSpy received(m_channel.get(), &Channel::received);
    QSignalSpy broken(m_channel.get(), &Channel::broken);
    QSignalSpy closed(m_channel.get(), &Channel::closed);
    QByteArray noise(64 * 1024, Qt::Uninitialized);
    for (char& byte : noise)
        byte = static_cast<char>(random.bounded(256));
    noise[0] = '\x7f'; // the first length is too long, whatever follows
    m_peer->write(noise);
    m_peer->flush();
    QTRY_COMPARE(broken.size(), 1);
    m_peer->disconnectFromServer();
    QTRY_COMPARE(closed.size(), 1);
    QCOMPARE(received.size(), 0);
}

void TestChannel::endsAreToldApartInWords()
{
    QVERIFY(exitWords(3, 0).contains(QLatin1Char('3')));
    QVERIFY(exitWords(0, SIGKILL).contains(QStringLiteral("SIGKILL")));
    QVERIFY(exitWords(0, SIGSEGV).contains(QStringLiteral("crashed")));
    QVERIFY(!exitWords(0, SIGTERM).contains(QStringLiteral("crashed")));
}

QTEST_GUILESS_MAIN(TestChannel)
#include "tst_channel.moc"
