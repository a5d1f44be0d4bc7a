// SPDX-License-Identifier: GPL-3.0-or-later
// A public host gets five requests a second at most, whatever the other settings say, until it is named as one that the
// crawl is welcome at. Hosts of this machine are taken for public ones here; nothing leaves it.
#include "core/crawl/frontier/manners.h"
#include "tests/core/crawl/engine_steps.h"
#include "tests/core/crawl/frontier_steps.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace frontier_steps;
using Exchange = LoopbackServer::Exchange;

namespace {

constexpr auto kPublic = "news.example";

Settings unwelcome(Settings settings = {})
{
    settings = quiet(std::move(settings));
    settings.welcomeAt.clear();
    return settings;
}

/// When pages start, in milliseconds, if somebody asks for the next every millisecond and each is answered at once.
std::vector<std::int64_t> startsOf(Frontier& frontier, std::int64_t fromMs, std::int64_t untilMs)
{
    std::vector<std::int64_t> starts;
    for (std::int64_t ms = fromMs; ms < untilMs; ++ms) {
        while (const auto request = frontier.next(ms * kMs)) {
            starts.push_back(ms);
            finish(frontier, *request, ms * kMs);
        }
    }
    return starts;
}

std::int64_t leastSpacing(const std::vector<std::int64_t>& starts)
{
    std::int64_t least = INT64_MAX;
    for (std::size_t index = 1; index < starts.size(); ++index)
        least = std::min(least, starts[index] - starts[index - 1]);
    return least;
}

void fill(Frontier& frontier, const QString& host, int pages = 200)
{
    for (int page = 0; page < pages; ++page)
        frontier.push(url(u"%1/%2"_s.arg(host).arg(page)), {}, 0);
}

} // namespace

class TestManners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void urlsAreTypedInARow_data();
    void urlsAreTypedInARow();
    void namesAreWelcome_data();
    void namesAreWelcome();
    void publicHostIsHeld_data();
    void publicHostIsHeld();
    void othersAreNot();
    void welcomeActsAtOnceAndBack();
    void eachHostIsToldOnce();
    void whoeverComesByARedirectIsHeldToo();
};

void TestManners::urlsAreTypedInARow_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QStringList>("urls");
    const QString a = u"http://a.test/"_s;
    const QString b = u"https://b.test/"_s;
    QTest::newRow("none") << u" "_s << QStringList();
    QTest::newRow("blanks") << a + u"  "_s + b << QStringList{a, b};
    QTest::newRow("lines") << a + u'\n' + b + u'\n' << QStringList{a, b};
    QTest::newRow("a comma") << a + u',' + b << QStringList{a, b};
    QTest::newRow("a comma and a blank") << a + u", "_s + b << QStringList{a, b};
    QTest::newRow("a blank and a comma") << a + u" , "_s + b << QStringList{a, b};
    QTest::newRow("a comma in one") << a + u"x,y.html?z=1,2 "_s + b << QStringList{a + u"x,y.html?z=1,2"_s, b};
}

void TestManners::urlsAreTypedInARow()
{
    QFETCH(QString, typed);
    QFETCH(QStringList, urls);
    const auto read = urlsFrom(typed);
    QVERIFY(read.ok());
    QStringList texts;
    for (const Url& url : read.value())
        texts += QString::fromLatin1(url.text());
    QCOMPARE(texts, urls);
}

void TestManners::namesAreWelcome_data()
{
    QTest::addColumn<QString>("welcomeAt");
    QTest::addColumn<bool>("guarded");
    QTest::newRow("nobody") << QString() << true;
    QTest::newRow("itself") << u"news.example"_s << false;
    QTest::newRow("among others") << u"a.test, News.Example"_s << false;
    QTest::newRow("another") << u"example"_s << true;
    QTest::newRow("all") << u"*"_s << false;
}

void TestManners::namesAreWelcome()
{
    QFETCH(QString, welcomeAt);
    QFETCH(bool, guarded);
    Settings settings;
    settings.welcomeAt = welcomeAt;
    QCOMPARE(isGuarded(kPublic, settings), guarded);
    QVERIFY(!isGuarded("127.0.0.1", settings));
    settings.trustsOwnHosts = false;
    QCOMPARE(isGuarded("127.0.0.1", settings), welcomeAt != u"*"_s);
}

void TestManners::publicHostIsHeld_data()
{
    QTest::addColumn<Settings>("settings");
    QTest::newRow("no delay") << unwelcome({});
    QTest::newRow("a short one") << unwelcome({.downloadDelayMs = 50});
    Settings random = unwelcome({.downloadDelayMs = 200});
    random.randomDelay = RandomDelay::Unbiased;
    QTest::newRow("a random one") << random;
    random.randomDelay = RandomDelay::Scrapy;
    QTest::newRow("as Scrapy draws it") << random;
    QTest::newRow("as Scrapy counts") << unwelcome({.countWaiting = CountWaiting::Scrapy});
    QTest::newRow("by domain") << unwelcome({.slotBy = SlotBy::RegistrableDomain});
    QTest::newRow("AutoThrottle") << unwelcome(
        {.autoThrottle = true, .autoThrottleStartMs = 1, .autoThrottleMaxMs = 1});
}

void TestManners::publicHostIsHeld()
{
    QFETCH(Settings, settings);
    Frontier frontier;
    frontier.configure(settings, 0);
    fill(frontier, QString::fromLatin1(kPublic));
    const std::vector<std::int64_t> starts = startsOf(frontier, 0, 10'000);
    QVERIFY2(starts.size() > 25 && starts.size() <= 50, qPrintable(QString::number(starts.size())));
    QVERIFY2(leastSpacing(starts) >= 200, qPrintable(QString::number(leastSpacing(starts))));
    QVERIFY(frontier.slotStatus(1, 10'000 * kMs)[0].delayBy == DelayBy::Manners || settings.downloadDelayMs == 200);
}

void TestManners::othersAreNot()
{
    Frontier frontier;
    frontier.configure(unwelcome({}), 0);
    fill(frontier, u"127.0.0.1"_s);
    QCOMPARE(startsOf(frontier, 0, 1).size(), std::size_t{200});
    QVERIFY(frontier.takeGuardedHosts().empty());
}

void TestManners::welcomeActsAtOnceAndBack()
{
    Frontier frontier;
    Settings settings = unwelcome({});
    frontier.configure(settings, 0);
    fill(frontier, QString::fromLatin1(kPublic));
    QCOMPARE(startsOf(frontier, 0, 100).size(), std::size_t{1});
    settings.welcomeAt = QString::fromLatin1(kPublic);
    settings.maxRequestsPerMinute = 60'000; // one a millisecond
    frontier.configure(settings, 100 * kMs);
    QVERIFY(startsOf(frontier, 100, 150).size() >= 49);
    settings.welcomeAt.clear();
    frontier.configure(settings, 150 * kMs);
    QCOMPARE(startsOf(frontier, 150, 300).size(), std::size_t{0});
    QCOMPARE(startsOf(frontier, 300, 400).size(), std::size_t{1});
}

void TestManners::eachHostIsToldOnce()
{
    Frontier frontier;
    Settings settings = unwelcome({.downloadDelayMs = 1000});
    frontier.configure(settings, 0);
    fill(frontier, QString::fromLatin1(kPublic), 1);
    QVERIFY(frontier.takeGuardedHosts().empty()); // it gets no less than the settings say
    settings.downloadDelayMs = 100;
    frontier.configure(settings, 0);
    fill(frontier, u"other.example"_s, 3);
    QCOMPARE(frontier.takeGuardedHosts(), (std::vector<QByteArray>{kPublic, "other.example"}));
    frontier.configure(settings, 0);
    fill(frontier, u"other.example:8080"_s, 3);
    QVERIFY(frontier.takeGuardedHosts().empty());
}

void TestManners::whoeverComesByARedirectIsHeldToo()
{
    LoopbackServer target([](LoopbackServer& s, const Exchange& e) { s.answer(e, "end"); }, "127.0.0.2");
    LoopbackServer source([&](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/")
            return s.answer(e, engine_steps::kLinks);
        s.answer(e, "", 302, "Location: " + target.url(e.target).text() + "\r\n");
    });
    Settings settings = engine_steps::quick({.scope = Scope::Any});
    settings.trustsOwnHosts = false;
    settings.welcomeAt = u"127.0.0.1"_s; // where it begins, as a person would say yes to
    Engine engine(settings);
    std::vector<std::int64_t> starts;
    QStringList noted;
    connect(&engine, &Engine::urlDone, this, [&](const Response& response) {
        if (response.request.url.host() == "127.0.0.2")
            starts.push_back(response.startedNs);
    });
    connect(&engine, &Engine::noted, this, [&](const QString& line) { noted += line; });
    QVERIFY(engine_steps::runToEnd(engine, {source.url()}));
    QCOMPARE(starts.size(), std::size_t{4});
    std::ranges::sort(starts);
    // The gate's clock is read a moment before the start is stamped.
    QVERIFY2(leastSpacing(starts) >= kPoliteSpacingNs * 9 / 10, qPrintable(QString::number(leastSpacing(starts))));
    QCOMPARE(noted.filter(u"127.0.0.2 is a public host"_s).size(), 1);
    QCOMPARE(noted.filter(u"127.0.0.1 is a public host"_s).size(), 0);
}

QTEST_GUILESS_MAIN(TestManners)
#include "test_manners.moc"
