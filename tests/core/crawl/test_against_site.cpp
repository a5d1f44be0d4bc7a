// SPDX-License-Identifier: GPL-3.0-or-later
// The engine against the built-in site as a process: what both say of the same requests must agree, and none of the
// site's traps may hold the crawl up, end without a name, or fill the memory.
#include "core/crawl/engine.h"
#include "core/crawl/scenarios/site_process.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

Settings quick()
{
    Settings settings;
    settings.obeyRobots = false;
    settings.randomDelay = RandomDelay::Off;
    settings.retryTimes = 0;
    return settings;
}

Status start(SiteProcess& site, const QStringList& knobs)
{
    QStringList arguments{u"--quiet"_s};
    for (const QString& knob : knobs)
        arguments << u"--set"_s << knob;
    return site.start(QStringLiteral(LANESCOPE_SITE_PROGRAM), arguments);
}

/// Every request that was sent, as the client saw it.
std::vector<Response> responsesOf(Engine& engine, const std::vector<Url>& urls)
{
    std::vector<Response> responses;
    QObject::connect(&engine, &Engine::requestDone, &engine,
                     [&responses](const Response& response) { responses.push_back(response); });
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    if (finished.isEmpty() && !finished.wait(60'000))
        return {};
    QObject::disconnect(&engine, &Engine::requestDone, nullptr, nullptr);
    return responses;
}

QByteArray bodyOf(const Url& url)
{
    Downloader downloader;
    std::optional<QByteArray> body;
    QObject::connect(&downloader, &Downloader::finished, &downloader,
                     [&body](const Response& response) { body = response.body; });
    downloader.start({.id = 1, .url = url}, quick());
    return QTest::qWaitFor([&body] { return body.has_value(); }, 20'000) ? *body : QByteArray();
}

Url at(const Url& host, const QString& path)
{
    return Url::fromUser(QString::fromLatin1(host.origin().data(), qsizetype(host.origin().size())) + path).value();
}

/// The largest that this process ever was, in MiB.
int peakMemoryMiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toInt() / 1024;
    }
    return -1;
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kMemoryTells = false; // what is freed stays for a while
#else
constexpr bool kMemoryTells = true;
#endif

} // namespace

class TestAgainstSite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void connectionsAndPhasesAgreeWithTheServersLog();
    void startsKeepTheirDistanceInEverySlot();
    void everyTrapEndsWithAName_data();
    void everyTrapEndsWithAName();
    void hugeRobotsDoesNotHoldTheCrawlUp();
};

void TestAgainstSite::connectionsAndPhasesAgreeWithTheServersLog()
{
    SiteProcess site;
    QVERIFY(start(site, {u"hosts=2"_s, u"pages=400"_s, u"latency_ms=4"_s, u"log_requests=5000"_s}).ok());
    Settings settings = quick();
    settings.concurrentRequests = 24;
    settings.perDomain = 12; // more than six connections to a host
    Engine engine(settings);
    const std::vector<Response> responses = responsesOf(engine, site.urls());
    QCOMPARE(responses.size(), std::size_t{400});

    const QJsonObject json = QJsonDocument::fromJson(bodyOf(at(site.urls()[0], u"/_lanescope/log"_s))).object();
    QHash<QByteArray, QJsonObject> log; // by host and target: each was asked for once
    QSet<qint64> connections;
    for (const QJsonValue& entry : json["requests"_L1].toArray()) {
        const auto host = static_cast<std::size_t>(entry["host"_L1].toInt());
        log.insert(at(site.urls()[host], entry["target"_L1].toString()).text(), entry.toObject());
        connections.insert(entry["connection"_L1].toInteger());
    }
    QCOMPARE(log.size(), 400);
    QVERIFY(connections.size() > 12 && connections.size() <= 24);

    qsizetype opened = 0;
    for (const Response& response : responses) {
        const QByteArray url = response.request.url.text();
        QVERIFY2(log.contains(url), url.constData());
        const QJsonObject seen = log[url];
        // It was sent on a new connection if, and only if, the server saw it first on one.
        const bool isNew = response.stamps.connecting != 0;
        opened += isNew ? 1 : 0;
        QVERIFY2(isNew == (seen["number_on_connection"_L1].toInt() == 1), url.constData());
        // Both clocks are one: it arrived after it had started, and the first byte came after it had arrived.
        const std::int64_t beganNs = seen["began_us"_L1].toInteger() * 1000;
        QVERIFY2(response.startedNs <= beganNs + 1000, url.constData());
        QVERIFY2(beganNs <= response.headersNs, url.constData());
        QVERIFY2(seen["ended_us"_L1].toInteger() * 1000 <= response.finishedNs, url.constData());
    }
    QCOMPARE(opened, connections.size());
}

void TestAgainstSite::startsKeepTheirDistanceInEverySlot()
{
    SiteProcess site;
    QVERIFY(start(site, {u"hosts=3"_s, u"pages=60"_s, u"latency_ms=1"_s}).ok());
    Settings settings = quick();
    settings.downloadDelayMs = 20;
    Engine engine(settings);
    std::vector<Response> responses;
    connect(&engine, &Engine::requestDone, this, [&](const Response& response) {
        responses.push_back(response);
        // Half way a larger one: it counts for all that start from then on.
        if (responses.size() == 30) {
            settings.downloadDelayMs = 40;
            engine.setSettings(settings);
        }
    });
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(site.urls());
    QVERIFY(finished.wait(60'000));
    QCOMPARE(responses.size(), std::size_t{60});
    QHash<QByteArray, std::vector<std::int64_t>> starts;
    const std::int64_t turnedNs = responses[29].finishedNs;
    for (const Response& response : responses) {
        const std::string_view host = response.request.url.host();
        starts[QByteArray(host.data(), qsizetype(host.size()))].push_back(response.startedNs);
    }
    QCOMPARE(starts.size(), 3);
    // A stamp is taken a moment after the scheduler's clock was read; on a busy machine that may be a long one, which
    // makes the distance before it longer and the one behind it shorter. So none may be missing from the whole.
    constexpr std::int64_t kMomentNs = 50'000'000;
    int shorter = 0;
    for (auto& slot : starts) {
        std::ranges::sort(slot);
        std::int64_t leastNs = 0;
        for (std::size_t index = 1; index < slot.size(); ++index) {
            const std::int64_t delayNs = slot[index - 1] > turnedNs ? 40'000'000 : 20'000'000;
            leastNs += delayNs;
            shorter += slot[index] - slot[index - 1] < delayNs - 2'000'000 ? 1 : 0;
        }
        QVERIFY(slot.back() - slot.front() >= leastNs - kMomentNs);
    }
    QVERIFY2(shorter <= 57 / 4, qPrintable(QString::number(shorter)));
}

void TestAgainstSite::everyTrapEndsWithAName_data()
{
    QTest::addColumn<QString>("trap");
    QTest::addColumn<QList<int>>("outcomes"); // of the trap itself, any of these
    const auto row = [](const char* trap, const QList<RequestOutcome>& outcomes) {
        QList<int> numbers;
        for (const RequestOutcome outcome : outcomes)
            numbers.append(static_cast<int>(outcome));
        QTest::newRow(trap) << QString::fromLatin1(trap) << numbers;
    };
    using enum RequestOutcome;
    row("redirect-loop/1", {Redirected}); // without end
    row("redirect-loop/2", {Redirected}); // in a circle
    row("calendar/1", {Ok});
    row("many-links/1", {Ok});
    row("huge-link/1", {TooLarge});
    row("nesting/1", {Ok});
    row("endless-headers/1", {TooLarge});
    row("endless-body/1", {TooLarge});
    row("bomb/1", {TooLarge});
    row("wrong-length/1", {Ok});    // Qt does not tell what is behind it
    row("wrong-length/2", {Reset}); // less than it says
    for (const char* charset : {"wrong-charset/0", "wrong-charset/1", "wrong-charset/2", "wrong-charset/4"})
        row(charset, {Ok});
    row("not-http/1", {Reset, BadAnswer});
}

void TestAgainstSite::everyTrapEndsWithAName()
{
    QFETCH(const QString, trap);
    QFETCH(const QList<int>, outcomes);
    SiteProcess site;
    QVERIFY(start(site, {u"hosts=1"_s, u"pages=3"_s, u"latency_ms=0"_s}).ok());
    Settings settings = quick();
    settings.depthLimit = 4;
    settings.redirectLimit = 5;
    settings.pageBudget = 200;
    settings.maxBodyBytes = qint64{8} << 20;
    settings.timeoutMs = 30'000; // far away: size, depth or count must end it
    Engine engine(settings);
    const Url start = at(site.urls()[0], u"/trap/%1/0"_s.arg(trap));
    const std::vector<Response> responses = responsesOf(engine, {start, site.urls()[0]});
    QVERIFY(!responses.empty());
    const auto itself =
        std::ranges::find_if(responses, [&start](const Response& response) { return response.request.url == start; });
    QVERIFY(itself != responses.end());
    QVERIFY2(outcomes.contains(static_cast<int>(itself->outcome)),
             qPrintable(QLatin1StringView(outcomeWord(itself->outcome)) + u": "_s + itself->error));
    const Progress end = engine.progress();
    QVERIFY(end.statistics.balanced(end.pending()));
    QVERIFY(end.statistics.pages() >= 3); // the healthy pages beside it
    QVERIFY(itself->finishedNs - itself->startedNs < std::int64_t{settings.timeoutMs} * 1'000'000);
    if (kMemoryTells)
        QVERIFY2(peakMemoryMiB() < 250, qPrintable(QString::number(peakMemoryMiB())));
}

void TestAgainstSite::hugeRobotsDoesNotHoldTheCrawlUp()
{
    SiteProcess site;
    QVERIFY(start(site, {u"hosts=1"_s, u"pages=20"_s, u"latency_ms=0"_s, u"robots=huge"_s}).ok());
    Settings settings = quick();
    settings.obeyRobots = true;
    Engine engine(settings);
    const std::vector<Response> responses = responsesOf(engine, site.urls());
    const Progress end = engine.progress();
    QCOMPARE(end.statistics.robotsRequests(), quint64{1});
    QVERIFY(end.statistics.pages() + end.statistics.filtered(FilterReason::Robots) >= 20);
    QVERIFY(end.statistics.balanced(end.pending()));
    for (const Response& response : responses)
        QVERIFY(response.received() <= qint64{8} << 20);
}

QTEST_GUILESS_MAIN(TestAgainstSite)
#include "test_against_site.moc"
