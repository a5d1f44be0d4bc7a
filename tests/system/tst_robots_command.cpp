// SPDX-License-Identifier: GPL-3.0-or-later
// `lanescope robots`, as a person or a script uses it.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome {
    int code = -1;
    QString out;
    QString err;
};

Outcome robots(const QStringList& words, const QByteArray& input = {})
{
    QProcess process;
    process.start(QStringLiteral(LANESCOPE_PROGRAM), QStringList{QStringLiteral("robots")} + words);
    process.write(input);
    process.closeWriteChannel();
    process.waitForFinished(60'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

class TestRobotsCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void printsVerdictAndLine();
    void readsStandardInput();
    void keepsControlCharactersFromTheTerminal();
    void saysWhatDidNotCount();
    void badInputIsOneSentence_data();
    void badInputIsOneSentence();

private:
    [[nodiscard]] QString write(const QString& name, const QByteArray& content) const;

    QTemporaryDir m_folder;
};

void TestRobotsCommand::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

QString TestRobotsCommand::write(const QString& name, const QByteArray& content) const
{
    QFile file(m_folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
}

void TestRobotsCommand::printsVerdictAndLine()
{
    const QString file =
        write(QStringLiteral("robots.txt"), "# rules\nUser-agent: *\nDisallow: /\n\nUser-agent: Lanescope\n"
                                            "Crawl-delay: 2.5\nDisallow: /private\nAllow: /private/open\n");
    const Outcome outcome =
        robots({file, QStringLiteral("lanescope/0.1"), QStringLiteral("https://a.example/private/x"),
                QStringLiteral("http://b.example:81/private/open?q#f"), QStringLiteral("/other"),
                QStringLiteral("/robots.txt")});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out,
             QStringLiteral("disallow  https://a.example/private/x  line 7: Disallow: /private\n"
                            "allow     http://b.example:81/private/open?q#f  line 8: Allow: /private/open\n"
                            "allow     /other  no line is about it\n"
                            "allow     /robots.txt  a robots.txt may always be read\n"));
    QCOMPARE(outcome.err, QStringLiteral("Crawl-delay: 2.5 s (line 6)\n"));
}

void TestRobotsCommand::readsStandardInput()
{
    const Outcome outcome =
        robots({QStringLiteral("-"), QStringLiteral("fido"), QStringLiteral("/a")}, "User-agent: fido\nDisallow: /a\n");
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, QStringLiteral("disallow  /a  line 2: Disallow: /a\n"));
}

void TestRobotsCommand::keepsControlCharactersFromTheTerminal()
{
    const Outcome outcome = robots({QStringLiteral("-"), QStringLiteral("fido"), QStringLiteral("/a")},
                                   "User-agent: fido\nDisallow: /a # \x1b[31m\n");
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.out.startsWith(QStringLiteral("disallow")));
    QVERIFY(!outcome.out.contains(QChar(0x1b)));
}

void TestRobotsCommand::saysWhatDidNotCount()
{
    const QString file =
        write(QStringLiteral("huge.txt"), "User-agent: *\n" + QByteArray(2 << 20, '#') + "\nDisallow: /\n");
    const Outcome outcome = robots({file, QStringLiteral("fido"), QStringLiteral("/a")});
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.out.startsWith(QStringLiteral("allow ")));
    QVERIFY2(outcome.err.contains(QStringLiteral("1048576")), qPrintable(outcome.err));
}

void TestRobotsCommand::badInputIsOneSentence_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("mentions");
    const auto row = [](const char* name, const QStringList& words, const char* mentions) {
        QTest::newRow(name) << words << QString::fromLatin1(mentions);
    };
    const QString file = write(QStringLiteral("some.txt"), "User-agent: *\n");
    row("nothing", {}, "FILE AGENT URL");
    row("no URL", {file, QStringLiteral("fido")}, "FILE AGENT URL");
    row("no such file", {QStringLiteral("/nowhere/robots.txt"), QStringLiteral("fido"), QStringLiteral("/")},
        "/nowhere/robots.txt");
    row("a folder", {m_folder.path(), QStringLiteral("fido"), QStringLiteral("/")}, "cannot be read");
    row("no agent", {file, QStringLiteral("007"), QStringLiteral("/")}, "007");
    row("empty agent", {file, QString(), QStringLiteral("/")}, "agent");
    row("no scheme", {file, QStringLiteral("fido"), QStringLiteral("example.org/a")}, "http");
    row("another scheme", {file, QStringLiteral("fido"), QStringLiteral("ftp://example.org/a")}, "ftp");
    row("one bad URL of two", {file, QStringLiteral("fido"), QStringLiteral("/a"), QStringLiteral("b")}, "\"b\"");
}

void TestRobotsCommand::badInputIsOneSentence()
{
    QFETCH(QStringList, words);
    QFETCH(QString, mentions);
    const Outcome outcome = robots(words);
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.out.isEmpty());
    QCOMPARE(outcome.err.count(QLatin1Char('\n')), 1);
    QVERIFY2(outcome.err.contains(mentions), qPrintable(outcome.err));
}

QTEST_GUILESS_MAIN(TestRobotsCommand)
#include "tst_robots_command.moc"
