// SPDX-License-Identifier: GPL-3.0-or-later
// The table of URLs: what stands in a line, and that its lines add up to what the crawl counted.
#include "core/crawl/url_table.h"
#include "tests/core/crawl/engine_steps.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

namespace {

QByteArray read(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Row {
    QByteArray url;
    QByteArray outcome;
    QByteArray reason;
    quint64 times = 0;
    QByteArray status = {};
};

/// Of tables whose first cells hold no comma.
std::vector<Row> rowsOf(const QString& path)
{
    std::vector<Row> rows;
    const QList<QByteArray> lines = read(path).split('\n');
    for (const QByteArray& line : lines.mid(1)) {
        const QList<QByteArray> cells = line.split(',');
        if (cells.size() > 4)
            rows.push_back({cells[0], cells[1], cells[2], cells[3].toULongLong(), cells[4]});
    }
    return rows;
}

struct Sums {
    quint64 all = 0;
    std::map<QByteArray, quint64> byOutcome;
    std::map<QByteArray, quint64> byReason; // of filtered ones
};

Sums sumsOf(const std::vector<Row>& rows)
{
    Sums sums;
    for (const Row& row : rows) {
        sums.all += row.times;
        sums.byOutcome[row.outcome] += row.times;
        if (row.outcome == "filtered")
            sums.byReason[row.reason] += row.times;
    }
    return sums;
}

/// Crawls with a table, and holds its sums to the statistics.
void crawlAndCheck(const Settings& settings, const Url& start, const QString& path, quint64 mostFiltered,
                   std::vector<Row>& rows)
{
    UrlTable table(mostFiltered);
    QVERIFY(table.open(path).ok());
    Engine engine(settings);
    QObject::connect(&engine, &Engine::urlDone, &engine, [&](const Response& r) { table.add(r); });
    engine.onUnasked([&](const UnaskedUrl& url) { table.add(url); });
    QVERIFY(runToEnd(engine, {start}));
    const Progress end = engine.progress();
    const Statistics& counted = end.statistics;
    QVERIFY(table.close(counted).ok());
    rows = rowsOf(path);
    Sums sums = sumsOf(rows);
    QCOMPARE(sums.all, counted.found());
    QCOMPARE(sums.byOutcome["pending"], quint64{end.pending()});
    QCOMPARE(sums.byOutcome["filtered"], counted.filtered());
    QCOMPARE(sums.byOutcome["ok"] + sums.byOutcome["redirected"], counted.finished());
    for (std::size_t index = 0; index < kFilterReasons; ++index) {
        const auto reason = static_cast<FilterReason>(index);
        QCOMPARE(sums.byReason[filterWord(reason)], counted.filtered(reason));
    }
}

quint64 rowsFor(const std::vector<Row>& rows, const QByteArray& reason)
{
    return static_cast<quint64>(std::ranges::count(rows, reason, &Row::reason));
}

} // namespace

class TestUrlTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quotesWhatServersSay();
    void cannotBeWritten();
    void addsUpWithEveryKindOfFilter();
    void addsUpAtAStop_data();
    void addsUpAtAStop();
    void addsUpWhenAHostIsGivenUp();
    void keepsTheLastTryOfWhatIsDropped();
    void isBounded();

private:
    QTemporaryDir m_folder;
    const QString m_path = m_folder.filePath(u"urls.csv"_s);
};

void TestUrlTable::quotesWhatServersSay()
{
    UrlTable table;
    QVERIFY(table.open(m_path).ok());
    Response response;
    response.request.url = Url::fromUser(u"http://example.org/a,b"_s).value();
    response.request.waited[RequestGate::Delay] = 1'500'000'000;
    response.status = 404;
    response.outcome = RequestOutcome::HttpError;
    response.contentType = "=cmd|' /C calc'!A0";
    response.error = u"He said \"no\",\nand left."_s;
    table.add(response);
    QVERIFY(table.close({}).ok());
    const QByteArray text = read(m_path);
    QCOMPARE(text.count("\r\n"), 2);
    const QByteArray line = text.mid(text.indexOf("\r\n") + 2);
    QVERIFY2(line.startsWith("\"http://example.org/a,b\",http_error,,1,404,0,0,0,0,1500.000,delay,"), line.constData());
    QVERIFY2(line.contains(",'=cmd|"), line.constData());
    QVERIFY2(line.endsWith(",\"He said \"\"no\"\",\nand left.\"\r\n"), line.constData());
}

void TestUrlTable::cannotBeWritten()
{
    UrlTable table;
    const Status opened = table.open(u"/no/such/folder/urls.csv"_s);
    QVERIFY(!opened.ok());
    QVERIFY(QString::fromStdString(opened.error()).contains(u"/no/such/folder/urls.csv"_s));
}

void TestUrlTable::addsUpWithEveryKindOfFilter()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/robots.txt")
            return s.answer(e, "User-agent: *\nDisallow: /private\n");
        if (e.target == "/hop")
            return s.answer(e, "", 302, "Location: /hop2\r\n");
        s.answer(e, "<a href='/a'>a</a><a href='/b'>b</a><a href='/private'>p</a><a href='http://else.test/'>e</a>"
                    "<a href='http://else.test/'>e</a><a href='/hop'>h</a><a rel=nofollow href='/n'>n</a>"
                    "<a href='" +
                        e.target + "x'>deeper</a><a href='mailto:a@b.test'>no URL</a>");
    });
    server.handlesRobots = true;
    Settings settings = quick({.depthLimit = 2, .obeyNofollow = true});
    settings.obeyRobots = true;
    std::vector<Row> rows;
    crawlAndCheck(settings, server.url(), m_path, 1000, rows);
    for (const char* reason : {"duplicate", "offsite", "depth", "robots", "nofollow"})
        QVERIFY2(rowsFor(rows, reason) > 0, reason);
    QCOMPARE(rowsFor(rows, "duplicate"), quint64{1});
    QCOMPARE(rowsFor(rows, "offsite"), quint64{2}); // the URL, and how often it was found again
}

void TestUrlTable::addsUpAtAStop_data()
{
    QTest::addColumn<CountWaiting>("counting");
    QTest::newRow("counted on the wire") << CountWaiting::Wire;
    QTest::newRow("counted as Scrapy does") << CountWaiting::Scrapy;
}

void TestUrlTable::addsUpAtAStop()
{
    QFETCH(CountWaiting, counting);
    int page = 0;
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/9")
            return s.answer(e, "later", 503); // waits for its back-off at the end
        QByteArray links;
        for (int link = 0; link < 10; ++link)
            links += "<a href='/" + QByteArray::number(++page) + "'>x</a>";
        s.answer(e, links);
    });
    Settings settings = quick({.pageBudget = 12, .order = Order::Fifo, .countWaiting = counting});
    settings.backoffMs = 60'000;
    std::vector<Row> rows;
    crawlAndCheck(settings, server.url(), m_path, 1000, rows);
    QVERIFY(std::ranges::any_of(rows, [](const Row& row) { return row.outcome == "pending"; }));
    QVERIFY2(read(m_path).contains("backoff") || read(m_path).contains("back-off"), read(m_path).constData());
}

void TestUrlTable::addsUpWhenAHostIsGivenUp()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target != "/")
            return s.reset(e);
        QByteArray links;
        for (int link = 0; link < 20; ++link)
            links += "<a href='/" + QByteArray::number(link) + "'>x</a>";
        s.answer(e, links);
    });
    Settings settings = quick({.concurrentRequests = 1, .retryTimes = 0, .breakerFailures = 1, .breakerPauseS = 0});
    std::vector<Row> rows;
    crawlAndCheck(settings, server.url(), m_path, 1000, rows);
    QVERIFY(rowsFor(rows, "breaker") > 0);
}

void TestUrlTable::keepsTheLastTryOfWhatIsDropped()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        QByteArray links;
        for (int link = 0; link < 20; ++link)
            links += "<a href='/" + QByteArray::number(link) + "'>x</a>";
        s.answer(e, links, e.target == "/" ? 200 : 503);
    });
    Settings settings = quick({.concurrentRequests = 1, .breakerFailures = 1, .breakerPauseS = 0});
    settings.backoffMs = 60'000; // longer than their host is borne
    std::vector<Row> rows;
    crawlAndCheck(settings, server.url(), m_path, 1000, rows);
    const auto dropped = [&rows](const QByteArray& status) {
        return std::ranges::count_if(rows,
                                     [&](const Row& row) { return row.reason == "breaker" && row.status == status; });
    };
    QCOMPARE(dropped("503"), 3); // the fourth failed for good
    QCOMPARE(dropped(""), 16);
    QCOMPARE(read(m_path).count("its last try: http_error"), 3);
}

void TestUrlTable::isBounded()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        QByteArray links;
        for (int host = 0; host < 50; ++host)
            links += "<a href='http://h" + QByteArray::number(host) + ".test/'>x</a>";
        s.answer(e, links);
    });
    std::vector<Row> rows;
    crawlAndCheck(quick(), server.url(), m_path, 10, rows);
    QCOMPARE(rowsFor(rows, "offsite"), quint64{11});
    QCOMPARE(rows.back().times, quint64{40});
}

QTEST_GUILESS_MAIN(TestUrlTable)
#include "test_url_table.moc"
