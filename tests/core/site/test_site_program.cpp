// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/site/raw_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

namespace {

struct Finished {
    int exitCode = -1;
    QString out;
    QString error;
};

Finished runToEnd(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(LANESCOPE_SITE_PROGRAM), arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished() || process.exitStatus() != QProcess::NormalExit) {
        return {};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// A running site; its destructor ends it.
class RunningSite {
public:
    explicit RunningSite(const QStringList& arguments)
    {
        m_process.start(QStringLiteral(LANESCOPE_SITE_PROGRAM), arguments + QStringList{u"--quiet"_s});
    }
    ~RunningSite()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    QJsonObject readLine()
    {
        while (!m_process.canReadLine() && m_process.waitForReadyRead()) {
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }
    QJsonObject command(const QByteArray& line)
    {
        m_process.write(line + '\n');
        return readLine();
    }
    QProcess& process() { return m_process; }

private:
    QProcess m_process;
};

} // namespace

class TestSiteProgram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badUsageExits2WithOneLine_data();
    void badUsageExits2WithOneLine();
    void helpNamesEveryKnob();
    void announcesItsHostsAndObeysCommands();
    void endsWithItsInput();
    void quitEnds();
    void stayOutlivesItsInput();
};

void TestSiteProgram::badUsageExits2WithOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("expected");
    QTest::newRow("value") << QStringList{u"--set"_s, u"latency_ms=fast"_s} << u"latency_ms must be a number from 0"_s;
    QTest::newRow("range") << QStringList{u"--host-count"_s, u"0"_s} << u"hosts must be a whole number from 1 to 200"_s;
    QTest::newRow("knob") << QStringList{u"--set"_s, u"colour=red"_s} << u"no knob \"colour\""_s;
    QTest::newRow("no value") << QStringList{u"--set"_s, u"pages"_s} << u"KNOB=VALUE"_s;
    QTest::newRow("port") << QStringList{u"--port"_s, u"70000"_s} << u"--port must be a whole number from 0 to 65535"_s;
    QTest::newRow("option") << QStringList{u"--bogus"_s} << u"bogus"_s;
    QTest::newRow("argument") << QStringList{u"there"_s} << u"there"_s;
}

void TestSiteProgram::badUsageExits2WithOneLine()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, expected);
    const Finished finished = runToEnd(arguments);
    QCOMPARE(finished.exitCode, 2);
    QCOMPARE(finished.out, QString());
    QVERIFY2(finished.error.contains(expected), qPrintable(finished.error));
    QCOMPARE(finished.error.count(u'\n'), 1);
}

void TestSiteProgram::helpNamesEveryKnob()
{
    const Finished finished = runToEnd({u"--help"_s});
    QCOMPARE(finished.exitCode, 0);
    for (const auto& name : {u"pages"_s, u"latency_ms"_s, u"server_concurrency"_s, u"body_rate"_s, u"--seed"_s}) {
        QVERIFY2(finished.out.contains(name), qPrintable(name));
    }
    QVERIFY(finished.out.contains(u"fixed, uniform or lognormal; default lognormal"_s));
}

void TestSiteProgram::announcesItsHostsAndObeysCommands()
{
    RunningSite site({u"--host-count"_s, u"2"_s, u"--set"_s, u"latency_ms=0"_s, u"--seed"_s, u"9"_s});
    const QJsonObject greeting = site.readLine();
    QCOMPARE(greeting.value("schema"_L1).toInt(), 1);
    QCOMPARE(greeting.value("pid"_L1).toInteger(), site.process().processId());
    const QJsonArray hosts = greeting.value("hosts"_L1).toArray();
    QCOMPARE(hosts.size(), 2);

    RawClient client(QUrl(hosts.at(1).toObject().value("url"_L1).toString()));
    client.get("/");
    QTRY_COMPARE(client.count(), 1);
    QVERIFY(client.answers().at(0).body.contains("of host 1"));

    const QJsonObject counters = site.command("counters");
    QCOMPARE(counters.value("total"_L1).toObject().value("max_in_flight"_L1).toInt(), 1);
    QVERIFY(site.command("set error_rate 1").value("ok"_L1).toBool());
    client.get("/");
    QTRY_COMPARE(client.count(), 2);
    QCOMPARE(client.answers().at(1).status, 500);
    QVERIFY(site.command("mark").value("ok"_L1).toBool());
    QVERIFY(site.command("set error_rate 2").value("error"_L1).toString().contains(u"from 0 to 1"_s));
    QVERIFY(site.command("set hosts 4").value("error"_L1).toString().contains(u"fixed"_s));
    QVERIFY(!site.command("dance").value("ok"_L1).toBool(true));
}

void TestSiteProgram::endsWithItsInput()
{
    RunningSite site({});
    QVERIFY(!site.readLine().isEmpty());
    site.process().closeWriteChannel();
    QVERIFY(site.process().waitForFinished());
    QCOMPARE(site.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(site.process().exitCode(), 0);
}

void TestSiteProgram::quitEnds()
{
    RunningSite site({u"--stay"_s});
    QVERIFY(!site.readLine().isEmpty());
    site.process().write("quit\n");
    QVERIFY(site.process().waitForFinished());
    QCOMPARE(site.process().exitCode(), 0);
}

void TestSiteProgram::stayOutlivesItsInput()
{
    RunningSite site({u"--stay"_s, u"--set"_s, u"latency_ms=0"_s});
    const QJsonArray hosts = site.readLine().value("hosts"_L1).toArray();
    site.process().write("counters\n");
    site.process().closeWriteChannel();
    QVERIFY(!site.readLine().isEmpty());
    for (int i = 0; i < 3; ++i) { // the end of the input lies behind it by now, or comes in between
        RawClient client(QUrl(hosts.at(0).toObject().value("url"_L1).toString()));
        client.get("/");
        QTRY_COMPARE(client.count(), 1);
    }
    QCOMPARE(site.process().state(), QProcess::Running);
}

QTEST_GUILESS_MAIN(TestSiteProgram)
#include "test_site_program.moc"
