// SPDX-License-Identifier: GPL-3.0-or-later
// Where redirects lead, and what they are called that lead nowhere.
#include "tests/core/crawl/engine_steps.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;
using trace::RequestOutcome;

class TestEngineRedirects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void redirectsPassTheGatesAgain();
    void endlessRedirectsEnd();
    void redirectsThatAreNotFollowedSayWhy_data();
    void redirectsThatAreNotFollowedSayWhy();
    void redirectsInACircleAreNamed_data();
    void redirectsInACircleAreNamed();
    void redirectsToNowhereAreNamed_data();
    void redirectsToNowhereAreNamed();
};

void TestEngineRedirects::redirectsPassTheGatesAgain()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/a")
            return s.answer(e, "", 302, "Location: b\r\n");
        s.answer(e, "<a href='/a'>back</a>");
    });
    Engine engine({});
    QVERIFY(runToEnd(engine, {server.url("/a")}));
    QCOMPARE(server.targets, (std::vector{"/a"_ba, "/b"_ba}));
    const Progress end = engine.progress();
    QCOMPARE(end.statistics.outcome(RequestOutcome::Redirected), quint64{1});
}

void TestEngineRedirects::endlessRedirectsEnd()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "", 302, "Location: /" + QByteArray::number(e.target.mid(1).toInt() + 1) + "\r\n");
    });
    Engine engine({.redirectLimit = 5});
    QVERIFY(runToEnd(engine, {server.url("/0")}));
    QCOMPARE(server.targets.size(), std::size_t{6});
    const Statistics statistics = engine.progress().statistics;
    QCOMPARE(statistics.finished(), quint64{5});
    QCOMPARE(statistics.failed(), quint64{1});
    QCOMPARE(statistics.toJson()["downloader/exception_type_count/too_many_redirects"_L1].toInt(), 1);
    QCOMPARE(statistics.retries(), quint64{0});
}

void TestEngineRedirects::redirectsThatAreNotFollowedSayWhy_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("note");
    QTest::newRow("elsewhere") << "http://else.test/"_ba << u"http://else.test/, which is filtered (offsite)."_s;
    QTest::newRow("to another start") << "/start"_ba << u"/start, which was found before."_s;
}

void TestEngineRedirects::redirectsThatAreNotFollowedSayWhy()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, note);
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        s.answer(e, "", e.target == "/" ? 302 : 200, "Location: " + location + "\r\n");
    });
    Engine engine({});
    QString told;
    connect(&engine, &Engine::urlDone, this, [&](const Response& r) { told += r.error; });
    QVERIFY(runToEnd(engine, {server.url(), server.url("/start")}));
    QVERIFY2(told.endsWith(note), qPrintable(told));
    QCOMPARE(engine.progress().statistics.finished(), quint64{2});
}

void TestEngineRedirects::redirectsInACircleAreNamed_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<bool>("filtersDuplicates");
    for (const int length : {1, 2, 3}) {
        QTest::addRow("%d", length) << length << true;
        QTest::addRow("%d, without duplicate filter", length) << length << false;
    }
}

void TestEngineRedirects::redirectsInACircleAreNamed()
{
    QFETCH(int, length);
    QFETCH(bool, filtersDuplicates);
    LoopbackServer server([&](LoopbackServer& s, const Exchange& e) {
        const int next = (e.target.mid(1).toInt() + 1) % length;
        s.answer(e, "", 302, "Location: /" + QByteArray::number(next) + "\r\n");
    });
    Engine engine({.filterDuplicates = filtersDuplicates});
    std::vector<Response> done;
    connect(&engine, &Engine::urlDone, this, [&](const Response& response) { done.push_back(response); });
    QVERIFY(runToEnd(engine, {server.url("/0")}));
    QCOMPARE(done.size(), static_cast<std::size_t>(length));
    QCOMPARE(outcomeWord(done.back()), "redirect_loop");
    QVERIFY2(done.back().error.endsWith(u"/0, and that led here."_s), qPrintable(done.back().error));
    const Statistics counted = engine.progress().statistics;
    QCOMPARE(counted.errors(), quint64{1});
    QCOMPARE(counted.toJson()["downloader/exception_type_count/redirect_loop"_L1].toInt(), 1);
    QCOMPARE(counted.retries(), quint64{0});
}

void TestEngineRedirects::redirectsToNowhereAreNamed_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("note");
    const QString scheme = u"only http and https are crawled"_s;
    QTest::newRow("javascript") << "javascript:alert(1)"_ba << scheme;
    QTest::newRow("file") << "file:///etc/passwd"_ba << scheme;
    QTest::newRow("mail") << "MAILTO:a@b.test"_ba << scheme;
    QTest::newRow("bad host") << "http://a..b/"_ba << u"“http://a..b/”, which is no URL"_s;
    QTest::newRow("no host") << "http://"_ba << u"which is no URL"_s;
    QTest::newRow("too long") << "/" + QByteArray(9000, 'x') << u"more than 8,000 characters"_s;
}

void TestEngineRedirects::redirectsToNowhereAreNamed()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, note);
    LoopbackServer server(
        [&](LoopbackServer& s, const Exchange& e) { s.answer(e, "", 301, "Location: " + location + "\r\n"); });
    Engine engine({});
    std::vector<Response> done;
    connect(&engine, &Engine::urlDone, this, [&](const Response& response) { done.push_back(response); });
    QVERIFY(runToEnd(engine, {server.url()}));
    QCOMPARE(done.size(), std::size_t{1}); // and is not tried again
    QCOMPARE(outcomeWord(done[0]), "bad_redirect");
    QVERIFY2(done[0].error.contains(note), qPrintable(done[0].error));
    const Statistics statistics = engine.progress().statistics;
    QCOMPARE(statistics.errors(), quint64{1});
    QCOMPARE(statistics.toJson()["downloader/exception_type_count/bad_redirect"_L1].toInt(), 1);
    QVERIFY(!statistics.toJson().contains("downloader/exception_type_count/bad_answer"_L1));
    QCOMPARE(server.targets.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestEngineRedirects)
#include "test_engine_redirects.moc"
