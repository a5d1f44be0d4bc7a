// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/responder.h"

#include <QTest>

#include <set>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

namespace {

HttpRequest get(const QByteArray& path)
{
    HttpRequest request;
    request.path = path;
    return request;
}

Verdict decide(Responder& responder, int host, const HttpRequest& request)
{
    return responder.decide({host, 1, {}}, request);
}

const QList<QByteArray> kHosts{"http://127.0.0.2:1"_qba, "http://127.0.0.3:1"_qba};

} // namespace

class TestResponder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void statusFollowsTheRequest();
    void errorRateIsKept_data();
    void errorRateIsKept();
    void drawsDependOnPageAndVisitNotOnOrder();
    void oneKnobDoesNotMoveTheDrawsOfAnother();
    void settingsActOnTheNextRequest();
    void waitingPageOutlivesAShrunkSite();
};

void TestResponder::statusFollowsTheRequest()
{
    const SiteSettings settings;
    Responder responder(settings, 1, kHosts);
    QCOMPARE(decide(responder, 0, get("/")).status, 200);
    QCOMPARE(decide(responder, 0, get("/none")).status, 404);
    HttpRequest post = get("/");
    post.method = HttpRequest::Method::Post;
    QCOMPARE(decide(responder, 0, post).status, 405);
    QVERIFY(responder.render(decide(responder, 0, post)).extraHeaders.contains("Allow"));
    QVERIFY(responder.render(decide(responder, 0, get("/none"))).body.contains("404"));
    QCOMPARE(responder.render(decide(responder, 0, get("/"))).body, responder.graph().html({0, 0}));
}

void TestResponder::errorRateIsKept_data()
{
    QTest::addColumn<double>("rate");
    for (const double rate : {0.0, 0.1, 0.5, 1.0}) {
        QTest::addRow("%g", rate) << rate;
    }
}

void TestResponder::errorRateIsKept()
{
    QFETCH(const double, rate);
    SiteSettings settings;
    QVERIFY(!settings.set(u"error_rate", QString::number(rate)));
    Responder responder(settings, 1, kHosts);
    constexpr int kRequests = 20'000;
    int errors = 0;
    for (int i = 0; i < kRequests; ++i) {
        const QByteArray path = WebGraph::pathOf(i % 1000);
        HttpRequest request = get(path.split('?').at(0));
        request.query = path.split('?').value(1);
        errors += decide(responder, 0, request).status == 500 ? 1 : 0;
    }
    const double expected = rate * kRequests;
    // Five standard deviations of a binomial; with the fixed seed it is the same number each time.
    QVERIFY(std::abs(errors - expected) <= 5 * std::sqrt(expected * (1 - rate)));
}

void TestResponder::drawsDependOnPageAndVisitNotOnOrder()
{
    const SiteSettings settings;
    Responder forward(settings, 5, kHosts);
    Responder backward(settings, 5, kHosts);
    std::vector<std::chrono::nanoseconds> there(5);
    std::vector<std::chrono::nanoseconds> back(5);
    for (int i = 1; i < 5; ++i) {
        there[static_cast<std::size_t>(i)] = decide(forward, 0, get(WebGraph::pathOf(i))).delay;
    }
    for (int i = 4; i > 0; --i) {
        back[static_cast<std::size_t>(i)] = decide(backward, 0, get(WebGraph::pathOf(i))).delay;
    }
    QVERIFY(there == back);
    std::set<std::chrono::nanoseconds> visits{there[1]};
    for (int visit = 0; visit < 9; ++visit) {
        visits.insert(decide(forward, 0, get(WebGraph::pathOf(1))).delay);
    }
    QCOMPARE(visits.size(), std::size_t{10});
}

void TestResponder::oneKnobDoesNotMoveTheDrawsOfAnother()
{
    const SiteSettings plain;
    SiteSettings failing;
    QVERIFY(!failing.set(u"error_rate", u"0.5"));
    Responder one(plain, 5, kHosts);
    Responder other(failing, 5, kHosts);
    for (int i = 0; i < 50; ++i) {
        QCOMPARE(decide(one, 1, get("/")).delay.count(), decide(other, 1, get("/")).delay.count());
    }
}

void TestResponder::settingsActOnTheNextRequest()
{
    SiteSettings settings;
    Responder responder(settings, 1, kHosts);
    QCOMPARE(responder.render(decide(responder, 0, get("/"))).body.size(), 8192);
    QVERIFY(!settings.set(u"page_size", u"20000"));
    QVERIFY(!settings.set(u"latency_ms", u"0"));
    QVERIFY(!settings.set(u"body_rate", u"1000"));
    QVERIFY(!settings.set(u"reset_rate", u"1"));
    const Verdict verdict = decide(responder, 0, get("/"));
    QCOMPARE(responder.render(verdict).body.size(), 20'000);
    QCOMPARE(verdict.delay.count(), 0);
    QCOMPARE(verdict.bodyBytesPerSecond, 1000);
    QVERIFY(verdict.reset == ResetPlace::BeforeAnswer);
}

void TestResponder::waitingPageOutlivesAShrunkSite()
{
    SiteSettings settings;
    Responder responder(settings, 1, kHosts);
    const Verdict waiting = decide(responder, 1, get("/s20/p801.html"));
    QCOMPARE(waiting.status, 200);
    QVERIFY(!settings.set(u"pages", u"1"));
    QCOMPARE(decide(responder, 1, get("/s20/p801.html")).status, 404);
    QVERIFY(responder.render(waiting).body.endsWith("</html>\n"));
}

QTEST_GUILESS_MAIN(TestResponder)
#include "test_responder.moc"
