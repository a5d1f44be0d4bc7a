// SPDX-License-Identifier: GPL-3.0-or-later
// A crawl that gets nothing says why, and says that it is an error.
#include "core/crawl/engine.h"
#include "core/crawl/failures.h"
#include "tests/core/crawl/loopback_server.h"

#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

using Exchange = LoopbackServer::Exchange;

Response failure(const char* url, RequestOutcome outcome, int status = 0, RequestKind kind = RequestKind::Page)
{
    Response response;
    response.request.url = Url::fromUser(QLatin1StringView(url)).value();
    response.request.kind = kind;
    response.outcome = outcome;
    response.status = status;
    return response;
}

struct Ended {
    Statistics statistics;
    QString trouble;
};

/// Crawls with one try a request, to the end.
Ended crawlOf(const Url& url)
{
    Engine engine({.retryTimes = 0, .backoffMs = 0});
    QSignalSpy finished(&engine, &Engine::finished);
    QSignalSpy sampled(&engine, &Engine::sampled);
    engine.start({url});
    if (finished.isEmpty() && !finished.wait(30'000))
        return {};
    return {engine.progress().statistics, sampled.last().first().toJsonObject()[u"trouble"_s].toString()};
}

} // namespace

class TestFailures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsTheFirstAndHowManyMore();
    void tellsWhetherAnybodyAnswered();
    void everyOutcomeHasASentence();
    void aHostThatRefuses();
    void aNameThatIsNone();
    void anAddressWithoutAWay();
    void aRobotsFileThatCannotBeHad();
    void aRobotsFileThatForbids();
    void aPageThatIsNotThere();
    void nothingIsSaidOnceThereIsAPage();
};

void TestFailures::tellsTheFirstAndHowManyMore()
{
    Failures failures;
    QCOMPARE(failures.told(), QString());
    failures.failed(failure("http://a.test/", RequestOutcome::HostNotFound));
    QCOMPARE(failures.told(), u"Nothing was reached: a.test could not be resolved."_s);
    failures.failed(failure("http://a.test/2", RequestOutcome::HostNotFound));
    QCOMPARE(failures.told(), u"Nothing was reached: a.test could not be resolved."_s);
    failures.failed(failure("http://b.test/", RequestOutcome::Refused));
    failures.failed(failure("http://c.test/", RequestOutcome::Refused));
    QCOMPARE(failures.told(), u"Nothing was reached: a.test could not be resolved. Of 3 hosts, none did better."_s);
    failures.clear();
    QCOMPARE(failures.told(), QString());
}

void TestFailures::tellsWhetherAnybodyAnswered()
{
    Failures failures;
    failures.failed(failure("http://a.test/x", RequestOutcome::HttpError, 503));
    QCOMPARE(failures.told(), u"Not one page was fetched: http://a.test/x answered 503."_s);
    failures.clear();
    failures.failed(failure("http://a.test/robots.txt", RequestOutcome::HttpError, 503, RequestKind::Robots));
    QCOMPARE(failures.told(), u"The crawl did nothing, because everything is forbidden while robots.txt cannot be had: "
                              "http://a.test/robots.txt answered 503."_s);
    failures.failed(failure("http://b.test/", RequestOutcome::Refused));
    QCOMPARE(failures.told(),
             u"Not one page was fetched: http://a.test/robots.txt answered 503. Of 2 hosts, none did better."_s);
    failures.clear();
    failures.failed(failure("http://a.test/robots.txt", RequestOutcome::Refused, 0, RequestKind::Robots));
    failures.forbidden(failure("http://a.test/", RequestOutcome::Filtered));
    QCOMPARE(failures.told(), u"Nothing was reached: http://a.test refused the connection."_s);
}

void TestFailures::everyOutcomeHasASentence()
{
    QSet<QString> told;
    for (int outcome = 0; outcome <= static_cast<int>(trace::kLastRequestOutcome); ++outcome) {
        Failures failures;
        failures.failed(failure("http://a.test/", static_cast<RequestOutcome>(outcome), 1));
        QVERIFY(failures.told().contains(u"a.test"_s));
        told.insert(failures.told());
    }
    QVERIFY(told.size() >= 9);
}

void TestFailures::aHostThatRefuses()
{
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost, 0));
    const Url url = Url::fromUser(u"http://127.0.0.1:%1/"_s.arg(closed.serverPort())).value();
    closed.close();
    const Ended ended = crawlOf(url);
    QVERIFY(ended.statistics.errors() > 0);
    QVERIFY2(ended.trouble.startsWith(u"Nothing was reached: "_s) && ended.trouble.contains(u"refused"_s),
             qPrintable(ended.trouble));
}

void TestFailures::aNameThatIsNone()
{
    // Longer than a name may be, so that no name server is asked for it.
    const QString name = (QString(60, u'a') + u'.').repeated(5) + u"invalid"_s;
    const Ended ended = crawlOf(Url::fromUser(u"http://"_s + name + u'/').value());
    QCOMPARE(ended.statistics.errors(), quint64{1}); // its robots.txt
    QCOMPARE(ended.statistics.filtered(FilterReason::Robots), quint64{1});
    QVERIFY2(ended.trouble.contains(u"could not be resolved"_s), qPrintable(ended.trouble));
}

void TestFailures::anAddressWithoutAWay()
{
    // TCP to a broadcast address: the kernel says so without sending anything.
    const Ended ended = crawlOf(Url::fromUser(u"http://255.255.255.255/"_s).value());
    QCOMPARE(ended.statistics.errors(), quint64{1});
    QVERIFY2(ended.trouble.contains(u"no way to"_s), qPrintable(ended.trouble));
}

void TestFailures::aRobotsFileThatCannotBeHad()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "busy", 503); });
    server.handlesRobots = true;
    const Ended ended = crawlOf(server.url());
    QCOMPARE(ended.statistics.errors(), quint64{1});
    QVERIFY(ended.statistics.balanced(0));
    QVERIFY2(ended.trouble.endsWith(u"/robots.txt answered 503."_s), qPrintable(ended.trouble));
}

void TestFailures::aRobotsFileThatForbids()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "User-agent: *\nDisallow: /\n"); });
    server.handlesRobots = true;
    const Ended ended = crawlOf(server.url());
    QCOMPARE(ended.statistics.errors(), quint64{0}); // that is how it should be
    QVERIFY2(ended.trouble.contains(u"robots.txt forbids all of it"_s), qPrintable(ended.trouble));
    QVERIFY2(ended.trouble.contains(u"line 2: Disallow: /"_s), qPrintable(ended.trouble));
}

void TestFailures::aPageThatIsNotThere()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) { s.answer(e, "no", 404); });
    const Ended ended = crawlOf(server.url("/gone"));
    QCOMPARE(ended.statistics.errors(), quint64{1});
    QVERIFY2(ended.trouble.contains(u"/gone answered 404"_s), qPrintable(ended.trouble));
}

void TestFailures::nothingIsSaidOnceThereIsAPage()
{
    LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/")
            return s.answer(e, "<a href='/gone'>x</a>");
        s.answer(e, "no", 404);
    });
    const Ended ended = crawlOf(server.url());
    QCOMPARE(ended.statistics.errors(), quint64{1});
    QCOMPARE(ended.trouble, QString());
}

QTEST_GUILESS_MAIN(TestFailures)
#include "test_failures.moc"
