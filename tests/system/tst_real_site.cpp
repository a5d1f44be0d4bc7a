// SPDX-License-Identifier: GPL-3.0-or-later
// A web site that nobody here wrote: the HTML of a Debian -doc package, served by Debian's nginx on loopback. The set
// of pages that a crawl finds must be that of `wget2 -r`. The server's own log tells who fetched what.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr const char* kDocumentation = "/usr/share/doc/python3.11/html";

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

/// nginx with one server per client, so that each has a log of its own.
QByteArray nginxConfiguration(const QString& folder, const QList<quint16>& ports)
{
    const QByteArray at = folder.toUtf8();
    QByteArray text = "daemon off;\nworker_processes 1;\nerror_log " + at + "/error.log;\npid " + at +
                      "/nginx.pid;\nevents { worker_connections 256; }\nhttp {\n  include /etc/nginx/mime.types;\n"
                      "  log_format page '$status $sent_http_content_type $request_uri';\n";
    for (const char* kind : {"client_body", "fastcgi", "proxy", "scgi", "uwsgi"})
        text += "  " + QByteArray(kind) + "_temp_path " + at + "/" + kind + ";\n";
    for (const quint16 port : ports) {
        const QByteArray number = QByteArray::number(port);
        text += "  server {\n    listen 127.0.0.1:" + number + ";\n    root " + kDocumentation +
                ";\n    charset utf-8;\n    access_log " + at + "/" + number + ".log page;\n  }\n";
    }
    return text + "}\n";
}

/// The pages in HTML that the log of this port tells of.
QSet<QByteArray> pagesServed(const QString& folder, quint16 port)
{
    QFile log(QStringLiteral("%1/%2.log").arg(folder).arg(port));
    QSet<QByteArray> pages;
    if (!log.open(QIODevice::ReadOnly))
        return pages;
    for (const QByteArray& line : log.readAll().split('\n')) {
        if (line.startsWith("200 text/html"))
            pages.insert(line.mid(line.lastIndexOf(' ') + 1));
    }
    return pages;
}

struct Outcome {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Outcome run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.start(program, arguments, QIODevice::ReadOnly);
    const bool ended = process.waitForFinished(240'000);
    if (!ended)
        process.kill();
    process.waitForFinished(5000);
    return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

/// Everything is wanted, and at once.
QStringList unlimited()
{
    QStringList words;
    for (const char* knob :
         {"download_delay", "depth_limit", "closespider_pagecount", "concurrent_requests_per_domain"})
        words << QStringLiteral("--set") << QLatin1String(knob) + QStringLiteral("=0");
    return words;
}

QByteArray firstFew(const QSet<QByteArray>& pages)
{
    QList<QByteArray> sorted(pages.begin(), pages.end());
    std::sort(sorted.begin(), sorted.end());
    return QByteArray::number(sorted.size()) + ": " + QList<QByteArray>(sorted.mid(0, 10)).join(' ');
}

} // namespace

class TestRealSite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void findsThePagesThatWgetFinds();

private:
    QString m_nginxProgram;
    QString m_wgetProgram;
    QTemporaryDir m_folder;
    quint16 m_wgetPort = 0;
    quint16 m_crawlPort = 0;
    QProcess m_nginx;
};

void TestRealSite::initTestCase()
{
    const QStringList places =
        qEnvironmentVariable("PATH").split(QLatin1Char(':')) + QStringList{QStringLiteral("/usr/sbin")};
    m_nginxProgram = QStandardPaths::findExecutable(QStringLiteral("nginx"), places);
    m_wgetProgram = QStandardPaths::findExecutable(QStringLiteral("wget2"));
    if (m_nginxProgram.isEmpty() || m_wgetProgram.isEmpty() || !QFile::exists(QString::fromLatin1(kDocumentation)))
        QSKIP("Not installed: nginx-light, wget2 or python3-doc (./dev bench installs them).");
    m_wgetPort = freePort();
    m_crawlPort = freePort();
    QVERIFY(m_folder.isValid() && m_wgetPort != 0 && m_crawlPort != 0 && m_wgetPort != m_crawlPort);
    QFile configuration(m_folder.filePath(QStringLiteral("nginx.conf")));
    QVERIFY(configuration.open(QIODevice::WriteOnly));
    configuration.write(nginxConfiguration(m_folder.path(), {m_wgetPort, m_crawlPort}));
    configuration.close();
    m_nginx.setProcessChannelMode(QProcess::MergedChannels);
    m_nginx.start(m_nginxProgram,
                  {QStringLiteral("-p"), m_folder.path(), QStringLiteral("-c"), configuration.fileName(),
                   QStringLiteral("-e"), m_folder.filePath(QStringLiteral("error.log"))});
    const auto answers = [this] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_crawlPort);
        return socket.waitForConnected(1000);
    };
    QTRY_VERIFY2_WITH_TIMEOUT(answers(), m_nginx.readAll().constData(), 20'000);
}

void TestRealSite::cleanupTestCase()
{
    m_nginx.terminate();
    if (!m_nginx.waitForFinished(5000))
        m_nginx.kill();
    m_nginx.waitForFinished(5000);
}

void TestRealSite::findsThePagesThatWgetFinds()
{
    const auto start = [](quint16 port) { return QStringLiteral("http://127.0.0.1:%1/index.html").arg(port); };
    const Outcome wget = run(m_wgetProgram, {QStringLiteral("-r"), QStringLiteral("-l"), QStringLiteral("0"),
                                             QStringLiteral("--no-robots"), QStringLiteral("-q"), QStringLiteral("-P"),
                                             m_folder.filePath(QStringLiteral("wget")), start(m_wgetPort)});
    // 8: the server has answered something with an error; broken links are what real sites have.
    QVERIFY2(wget.code == 0 || wget.code == 8, wget.err);
    const Outcome crawl =
        run(QStringLiteral(LANESCOPE_PROGRAM), QStringList{QStringLiteral("crawl"), start(m_crawlPort),
                                                           QStringLiteral("--quiet"), QStringLiteral("--json")} +
                                                   unlimited());
    QVERIFY2(crawl.code == 0, crawl.err);
    const QSet<QByteArray> byWget = pagesServed(m_folder.path(), m_wgetPort);
    const QSet<QByteArray> byUs = pagesServed(m_folder.path(), m_crawlPort);
    QVERIFY2(byWget.size() > 400, QByteArray::number(byWget.size()));
    QVERIFY2((byWget - byUs).isEmpty(), "only wget2 found " + firstFew(byWget - byUs));
    QVERIFY2((byUs - byWget).isEmpty(), "only the crawl found " + firstFew(byUs - byWget));
}

QTEST_GUILESS_MAIN(TestRealSite)
#include "tst_real_site.moc"
