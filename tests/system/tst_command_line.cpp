// SPDX-License-Identifier: GPL-3.0-or-later
// The command line, as a person or a script uses it: the program's own figures must agree with each other.
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

struct Outcome {
    int code = -1;
    QByteArray out;
    QString err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Outcome lanescope(const QStringList& arguments)
{
    QProcess process;
    process.start(QStringLiteral(LANESCOPE_PROGRAM), arguments, QIODevice::ReadOnly);
    process.waitForFinished(120'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            QString::fromUtf8(process.readAllStandardError())};
}

QStringList words(const char* line)
{
    return QString::fromLatin1(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QJsonObject named(const QJsonValue& list, const char* name)
{
    for (const QJsonValue& item : list.toArray()) {
        if (item.toObject()[QStringLiteral("name")].toString() == QLatin1String(name))
            return item.toObject();
    }
    return {};
}

double at(const QJsonObject& object, const char* path)
{
    QJsonValue value = object;
    for (const QByteArray& key : QByteArray(path).split('/'))
        value = value.toObject()[QString::fromLatin1(key)];
    return value.toDouble(-1);
}

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listNamesEveryScenario();
    void badUsageIsOneLine_data();
    void badUsageIsOneLine();
    void mutexLosesNothing_data();
    void mutexLosesNothing();
    void whatAnUncontendedAcquireCostsIsTold();
    void noLockLosesUpdates();
    void producersAndConsumersAgree();
    void tablesNameWhatWasFound();
    void processesTalkAndEnd();
    void siteCrawlKeepsALoweredCap();
    void crawlOfNothingIsOneOfTheBuiltInSite();
    void refusedConnectionsAreOutcomes();
    void sessionsAreSavedAndExported();
    void everyPairThatExportHelpNamesIsTaken();
    void unwritableTargetsLeaveNothing_data();
    void unwritableTargetsLeaveNothing();
    void signalsEndTheRunAndLeaveNothing_data();
    void signalsEndTheRunAndLeaveNothing();
    void fullStandardOutputIsAnError_data();
    void fullStandardOutputIsAnError();
};

void TestCommandLine::listNamesEveryScenario()
{
    const Outcome list = lanescope(words("list --json"));
    QCOMPARE(list.code, 0);
    QStringList ids;
    for (const QJsonValue& scenario : list.json()[QStringLiteral("scenarios")].toArray())
        ids += scenario.toObject()[QStringLiteral("id")].toString();
    const QStringList catalogue = words(
        "threads.create threads.join threads.blocking threads.parallel threads.gil "
        "locks.mutex locks.recursive locks.condition locks.semaphore locks.event locks.timer locks.rwlock "
        "locks.deadlock "
        "locks.philosophers locks.convoy locks.herd locks.inversion locks.false-sharing locks.livelock locks.barrier "
        "queues.fifo queues.producer-consumer queues.priority queues.lifo queues.deque queues.pipeline "
        "pools.map pools.submit-map pools.deadlock pools.size pools.imbalance "
        "processes.pool processes.fork processes.spawn processes.object processes.inspect processes.queue "
        "processes.pipe processes.shared-memory processes.lock processes.crash "
        "async.reactor async.compare crawl.site crawl.url crawl.hostile");
    for (const QString& id : catalogue)
        QVERIFY2(ids.contains(id), qPrintable(id));
}

void TestCommandLine::badUsageIsOneLine_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("mentions");
    const auto row = [](const char* line, const QStringList& mentions) {
        QTest::newRow(line) << QString::fromLatin1(line) << mentions;
    };
    row("run locks.mutx", {QStringLiteral("locks.mutex")});
    row("run", {QStringLiteral("lanescope list")});
    row("run locks.mutex --duration 1 --at 5:threads=2",
        {QStringLiteral("after the end"), QStringLiteral("5:threads=2")});
    row("run locks.mutex --set threads=65", {QStringLiteral("threads"), QStringLiteral("64")});
    row("run locks.mutex --set threads=many", {QStringLiteral("threads"), QStringLiteral("many")});
    row("run locks.mutex --set threads=2.5", {QStringLiteral("threads"), QStringLiteral("whole number")});
    row("run locks.mutex --set treads=2", {QStringLiteral("threads")});
    row("run locks.mutex --set lock=glue", {QStringLiteral("QMutex")});
    row("run locks.mutex --at 1:lock=spin", {QStringLiteral("--set")});
    row("run locks.mutex --at soon:threads=2", {QStringLiteral("--at")});
    row("run locks.mutex --at nan:threads=2", {QStringLiteral("--at")});
    row("run locks.mutex --duration -1", {QStringLiteral("--duration")});
    row("run locks.mutex --seed x", {QStringLiteral("--seed")});
    row("run locks.mutex --frobnicate", {QStringLiteral("frobnicate")});
    row("crawl", {QStringLiteral("URL")});
    row("crawl http://127.0.0.1:9/ --set allow=(", {QStringLiteral("is not a pattern")});
    row("crawl http://127.0.0.1:9/ --at 1:deny=[", {QStringLiteral("is not a pattern")});
    row("crawl http://127.0.0.1:9/ --set retry_http_codes=5xx", {QStringLiteral("is no status")});
    row("crawl http://127.0.0.1:9/ --set user_agent=", {QStringLiteral("user_agent")});
    // Refused before anything is sent.
    const QStringList rude{QStringLiteral("example.org would get more than 5 requests a second"),
                           QStringLiteral("--yes")};
    row("crawl https://example.org/ --set download_delay=0", rude);
    row("run crawl.url --set urls=https://example.org/ --set download_delay=0", rude);
    row("run crawl.url --set urls=https://example.org/ --preset lab", rude);
    row("crawl https://example.org/ --at 2:download_delay=0 --at 1:download_delay=3",
        {QStringLiteral("requests a second from 2 s on"), QStringLiteral("--yes")});
    row("crawl https://example.org/ --set download_delay=0 --set welcome_at=example.net", rude);
    row("run crawl.url --set urls=ftp://example.org/", {QStringLiteral("ftp://example.org/")});
    row("list everything", {QStringLiteral("--json")});
    row("export", {QStringLiteral("export")});
}

void TestCommandLine::badUsageIsOneLine()
{
    QFETCH(QString, line);
    QFETCH(QStringList, mentions);
    const Outcome outcome = lanescope(line.split(QLatin1Char(' ')));
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.out.isEmpty());
    QCOMPARE(outcome.err.count(QLatin1Char('\n')), 1);
    for (const QString& word : mentions)
        QVERIFY2(outcome.err.contains(word), qPrintable(outcome.err));
}

void TestCommandLine::mutexLosesNothing_data()
{
    QTest::addColumn<QString>("lock");
    for (const char* lock : {"QMutex", "std::mutex", "spin", "ticket"})
        QTest::newRow(lock) << QString::fromLatin1(lock);
}

void TestCommandLine::mutexLosesNothing()
{
    QFETCH(QString, lock);
    const Outcome outcome = lanescope(words("run locks.mutex --set threads=4 --duration 1.5 --json --quiet --set") +
                                      QStringList{QStringLiteral("lock=") + lock});
    QCOMPARE(outcome.code, 0);
    const QJsonObject report = outcome.json();
    QCOMPARE(report[QStringLiteral("outcome")].toString(), QStringLiteral("completed"));
    QCOMPARE(at(report, "result/lost"), 0.0);
    QVERIFY(at(report, "result/actual") > 0);
    QCOMPARE(at(report, "recording/dropped"), 0.0);
    const QJsonObject counter = named(report[QStringLiteral("locks")], "counter");
    QVERIFY(at(counter, "contended") > 0);
    QVERIFY(at(counter, "contended") <= at(counter, "acquisitions"));
    QCOMPARE(at(counter, "acquisitions"), at(report, "result/actual"));
    QVERIFY(at(counter, "hold/total_s") <= at(report, "duration_s") + 0.2);
    QVERIFY(at(counter, "max_waiters") <= 4);
    // The lock's waits are the threads' waits, told by two different accounts of the same records.
    double threadWaits = 0;
    for (const QJsonValue& thread : report[QStringLiteral("threads")].toArray())
        threadWaits += at(thread.toObject(), "wait_s/lock");
    QVERIFY(threadWaits <= at(counter, "wait/total_s") * 1.001 + 0.001);
}

// By one thread alone: among several the ones that are measured may all have had to wait.
void TestCommandLine::whatAnUncontendedAcquireCostsIsTold()
{
    const Outcome outcome = lanescope(words("run locks.mutex --set threads=1 --duration 1.5 --json --quiet"));
    QCOMPARE(outcome.code, 0);
    const QJsonObject counter = named(outcome.json()[QStringLiteral("locks")], "counter");
    QCOMPARE(at(counter, "contended"), 0.0);
    QVERIFY(at(counter, "acquire_ns/measured") > 0);
    QVERIFY(at(counter, "acquire_ns/measured") < at(counter, "acquisitions") / 10); // some are, to know them all
    QVERIFY(at(counter, "acquire_ns/p50") <= at(counter, "acquire_ns/p99"));
    QVERIFY(at(counter, "acquire_ns/p99") <= at(counter, "acquire_ns/max"));
    QVERIFY(counter[QStringLiteral("address")].toString().startsWith(QStringLiteral("0x")));
}

void TestCommandLine::noLockLosesUpdates()
{
    const Outcome outcome =
        lanescope(words("run locks.mutex --set threads=4 --set lock=none --duration 1.5 --json --quiet"));
    QCOMPARE(outcome.code, 0);
    QVERIFY(at(outcome.json(), "result/lost") > 0);
    QCOMPARE(at(outcome.json(), "result/expected"),
             at(outcome.json(), "result/actual") + at(outcome.json(), "result/lost"));
}

void TestCommandLine::producersAndConsumersAgree()
{
    const Outcome outcome = lanescope(
        words("run queues.producer-consumer --set produce_ms=5 --set consume_ms=5 --duration 2 --json --quiet"));
    QCOMPARE(outcome.code, 0);
    const QJsonObject report = outcome.json();
    const QJsonObject queue = named(report[QStringLiteral("queues")], "queue");
    QCOMPARE(at(queue, "puts"), at(report, "result/puts"));
    QCOMPARE(at(queue, "gets"), at(report, "result/gets"));
    QVERIFY(at(queue, "gets") <= at(queue, "puts"));
    QVERIFY(at(queue, "depth_max") <= at(queue, "capacity"));
    QVERIFY(at(queue, "put_wait/total_s") > 0); // two producers outrun one consumer
}

void TestCommandLine::tablesNameWhatWasFound()
{
    const Outcome outcome = lanescope(words("run queues.producer-consumer --duration 3 --quiet"));
    QCOMPARE(outcome.code, 0);
    const QString text = QString::fromUtf8(outcome.out);
    QVERIFY2(text.contains(QStringLiteral("\nFindings\n  bottleneck stage, ")), qPrintable(text));
}

void TestCommandLine::processesTalkAndEnd()
{
    const Outcome outcome = lanescope(words("run processes.queue --set period_ms=50 --json --quiet"));
    QCOMPARE(outcome.code, 0);
    const QJsonObject report = outcome.json();
    QCOMPARE(report[QStringLiteral("result")].toObject()[QStringLiteral("received")].toString(),
             QStringLiteral("ABCD"));
    const QJsonValue processes = report[QStringLiteral("processes")];
    QVERIFY(processes.toArray().size() >= 3);
    QCOMPARE(at(named(processes, "writer"), "exit_code"), 0.0);
    QCOMPARE(at(named(processes, "reader"), "signal"), 15.0);
    QCOMPARE(at(named(processes, "reader"), "ppid"), at(named(processes, "lanescope-lab"), "pid"));
    QVERIFY(at(named(processes, "writer"), "end_s") >= at(named(processes, "writer"), "start_s"));
}

void TestCommandLine::siteCrawlKeepsALoweredCap()
{
    const Outcome outcome = lanescope(words("run crawl.site --duration 4 --at 2:concurrent_requests=4 --json --quiet"));
    QCOMPARE(outcome.code, 0);
    const QJsonObject report = outcome.json();
    QVERIFY(at(report, "result/pages") > 50);
    QVERIFY(at(report, "requests/count") > 50);
    const double serverSaw = at(report, "result/server_max_in_flight_after_change");
    QVERIFY2(serverSaw >= 1 && serverSaw <= 4, qPrintable(QString::number(serverSaw)));
    QCOMPARE(at(report, "recording/dropped"), 0.0);
    // What it began with, and beside it what was turned since.
    QCOMPARE(at(report, "parameters/concurrent_requests"), 16.0);
    const QJsonArray changes = report[QStringLiteral("changes")].toArray();
    QCOMPARE(changes.size(), 1);
    const QJsonObject change = changes.first().toObject();
    QCOMPARE(change[QStringLiteral("knob")].toString(), QStringLiteral("concurrent_requests"));
    QCOMPARE(at(change, "value"), 4.0);
    QVERIFY(at(change, "t_s") >= 1.99 && at(change, "t_s") <= at(report, "duration_s"));
}

void TestCommandLine::crawlOfNothingIsOneOfTheBuiltInSite()
{
    const Outcome outcome = lanescope(words("run crawl.url --duration 1 --json --quiet"));
    QCOMPARE(outcome.code, 0);
    QVERIFY(!named(outcome.json()[QStringLiteral("processes")], "lanescope-site").isEmpty());
    const Outcome welcome = lanescope(words("run crawl.url --duration 0.5 --yes --json --quiet"));
    QCOMPARE(welcome.code, 0);
    QCOMPARE(welcome.json()[QStringLiteral("parameters")][QStringLiteral("welcome_at")].toString(),
             QStringLiteral("*"));
    QCOMPARE(lanescope(words("crawl")).code, 2); // whoever says crawl, says what
    QCOMPARE(lanescope({QStringLiteral("crawl"), QString()}).code, 2);
}

void TestCommandLine::refusedConnectionsAreOutcomes()
{
    // Port 1 on loopback: nobody listens there. The name ends in .invalid, which never resolves (RFC 2606).
    const Outcome outcome =
        lanescope(words("crawl http://127.0.0.1:1/ http://nobody.invalid/ --duration 20 --json --quiet"));
    QCOMPARE(outcome.code, 1); // not one page, for errors alone
    const QString message = outcome.json()[QStringLiteral("message")].toString();
    QVERIFY2(message.startsWith(QStringLiteral("Nothing was reached: ")), qPrintable(message));
    QVERIFY2(message.endsWith(QStringLiteral("Of 2 hosts, none did better.")), qPrintable(message));
    QVERIFY(at(outcome.json(), "requests/outcomes/refused") >= 1);
    QVERIFY(at(outcome.json(), "requests/outcomes/host_not_found") >= 1);
}

void TestCommandLine::sessionsAreSavedAndExported()
{
    QTemporaryDir folder;
    const QString session = folder.filePath(QStringLiteral("run.lanescope"));
    const Outcome run = lanescope(words("run locks.mutex --duration 0.5 --quiet --save") + QStringList{session});
    QCOMPARE(run.code, 0);
    QVERIFY(QFileInfo(session).size() > 0);
    const QString trace = folder.filePath(QStringLiteral("trace.json"));
    const Outcome exported =
        lanescope({QStringLiteral("export"), session, QStringLiteral("--view"), QStringLiteral("timeline"),
                   QStringLiteral("--format"), QStringLiteral("chrome"), QStringLiteral("-o"), trace});
    QVERIFY2(exported.code == 0, qPrintable(exported.err));
    QFile file(trace);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    QVERIFY(json[QStringLiteral("traceEvents")].toArray().size() > 100);
}

// A session that is not there is what is wrong then, not the view or the format.
void TestCommandLine::everyPairThatExportHelpNamesIsTaken()
{
    const Outcome help = lanescope(words("export --help"));
    QCOMPARE(help.code, 0);
    int views = 0;
    for (const QByteArray& line : help.out.split('\n')) {
        const QList<QByteArray> parts = line.simplified().split(' ');
        if (!line.startsWith("  ") || parts[0] == "V")
            continue;
        ++views;
        const QString format = QString::fromUtf8(parts.last());
        const Outcome outcome = lanescope(words("export /nowhere.lanescope --view") +
                                          QStringList{QString::fromUtf8(parts[0]), QStringLiteral("--format"), format});
        QVERIFY2(outcome.code == 1 && outcome.err.contains(QStringLiteral("/nowhere.lanescope")),
                 qPrintable(outcome.err));
    }
    QCOMPARE(views, 16);
}

void TestCommandLine::unwritableTargetsLeaveNothing_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("name");
    QTest::newRow("session") << QStringLiteral("--save") << QStringLiteral("/run.lanescope");
    QTest::newRow("folder") << QStringLiteral("--out") << QStringLiteral("/folder");
}

void TestCommandLine::unwritableTargetsLeaveNothing()
{
    QFETCH(QString, option);
    QFETCH(QString, name);
    QTemporaryDir folder;
    QFile inTheWay(folder.filePath(QStringLiteral("file")));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const QString target = inTheWay.fileName() + name;
    // It is refused before the run, which would go on for a day.
    const Outcome outcome = lanescope(words("run locks.mutex --duration 86400 --quiet") + QStringList{option, target});
    QCOMPARE(outcome.code, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.contains(target), qPrintable(outcome.err));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestCommandLine::signalsEndTheRunAndLeaveNothing_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("interrupted") << SIGINT;
    QTest::newRow("terminated") << SIGTERM;
    QTest::newRow("its terminal is closed") << SIGHUP;
}

void TestCommandLine::signalsEndTheRunAndLeaveNothing()
{
    QFETCH(int, signal);
    std::signal(SIGHUP, SIG_DFL); // whoever started the tests may have had it ignored
    QProcess run;
    run.start(QStringLiteral(LANESCOPE_PROGRAM), words("run locks.mutex --json"), QIODevice::ReadOnly);
    const auto pid = run.processId();
    QByteArray told;
    QTRY_VERIFY_WITH_TIMEOUT((told += run.readAllStandardError()).contains("locks taken"), 30'000);
    ::kill(static_cast<pid_t>(pid), signal);
    QVERIFY(run.waitForFinished(30'000));
    QCOMPARE(run.exitStatus(), QProcess::NormalExit);
    const QJsonObject report = QJsonDocument::fromJson(run.readAllStandardOutput()).object();
    QCOMPARE(report[QStringLiteral("outcome")].toString(), QStringLiteral("stopped"));
    const QString mine = QStringLiteral("lanescope-%1-*").arg(pid);
    QVERIFY(QDir(QStringLiteral("/dev/shm")).entryList({mine}, QDir::Dirs).isEmpty());
}

void TestCommandLine::fullStandardOutputIsAnError_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::newRow("run") << QStringLiteral("run locks.mutex --duration 0.3 --json --quiet");
    QTest::newRow("list") << QStringLiteral("list");
}

void TestCommandLine::fullStandardOutputIsAnError()
{
    QFETCH(QString, arguments);
    QProcess process;
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(QStringLiteral(LANESCOPE_PROGRAM), arguments.split(QLatin1Char(' ')), QIODevice::ReadOnly);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("standard output: No space left on device"));
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
