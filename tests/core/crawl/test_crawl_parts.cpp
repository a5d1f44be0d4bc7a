// SPDX-License-Identifier: GPL-3.0-or-later
// What describes a crawl from outside: knobs, presets, limits that bind.
#include "core/crawl/effective_limits.h"
#include "core/crawl/frontier/manners.h"
#include "core/crawl/frontier/recent_limits.h"
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"
#include "core/crawl/scenarios/text_knobs.h"

#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

SlotStatus slot(const char* key, std::size_t waiting, int cap, double delayS, double latencyS)
{
    SlotStatus status;
    status.key = key;
    status.waiting = waiting;
    status.cap = cap;
    status.delayS = delayS;
    status.flow.latencyS = latencyS;
    return status;
}

const KnobLimit* find(const EffectiveLimits& limits, std::string_view knob)
{
    for (const KnobLimit& limit : limits.limits()) {
        if (limit.knob == knob)
            return &limit;
    }
    return nullptr;
}

WaitCounts waitingAt(RequestGate gate, std::size_t count)
{
    WaitCounts counts;
    counts[gate] = count;
    return counts;
}

} // namespace

class TestCrawlParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knobsAndSettingsAgree();
    void presetsFitTheKnobs();
    void publicHostsAreConfirmed();
    void capOfTheSlotsBinds();
    void fullGlobalCapBindsBeforeThoseOfSlots();
    void theRateBindsWhereBodiesWaitForIt();
    void delayLimitsWhatIsOnTheWire();
    void delayBindsWhereWaitingCountsAsActive();
    void crawlDelayIsTold();
    void whatTheProcessMayOpenIsALimit();
    void laterKnobsHaveTheirValues_data();
    void laterKnobsHaveTheirValues();
    void whatBoundMostOfTheTimeIsTold();
    void everyGateHasAKnobThatExists();
    void textsThatChangeAreQuoted();
};

void TestCrawlParts::knobsAndSettingsAgree()
{
    for (const Settings& standard : {Settings{}, politeSettings(), scrapyTemplateSettings(), broadCrawlSettings()}) {
        const std::vector<scenario::Knob> knobs = crawlKnobs(standard);
        std::vector<scenario::KnobValue> values;
        QSet<QString> names;
        for (const scenario::Knob& knob : knobs) {
            QVERIFY2(knob.check(knob.standard).ok(), qPrintable(knob.name));
            QVERIFY2(!knob.section.isEmpty() && knob.help.endsWith(u'.'), qPrintable(knob.name));
            values.push_back(knob.standard);
            names.insert(knob.name);
        }
        QCOMPARE(names.size(), static_cast<qsizetype>(knobs.size()));
        const scenario::Context context(knobs, values, standard.seed);
        // Out as knobs and back again: nothing is lost or mixed up.
        QVERIFY(settingsFrom(context, Settings{.parseBacklogBytes = standard.parseBacklogBytes}) == standard);
    }
}

void TestCrawlParts::presetsFitTheKnobs()
{
    const std::vector<scenario::Knob> knobs = crawlKnobs({});
    for (const scenario::Preset& preset : crawlPresets()) {
        QVERIFY(!preset.values.empty() && !preset.help.isEmpty());
        for (const auto& [name, value] : preset.values) {
            const int index = scenario::indexOf(knobs, name);
            QVERIFY2(index >= 0, qPrintable(name));
            QVERIFY2(knobs[static_cast<std::size_t>(index)].check(value).ok(), qPrintable(name));
        }
    }
    QCOMPARE(scrapyTemplateSettings().perDomain, 1);
    QCOMPARE(scrapyTemplateSettings().downloadDelayMs, 1000);
    QCOMPARE(scrapyFallbackSettings().perDomain, 8);
}

void TestCrawlParts::publicHostsAreConfirmed()
{
    for (const char* host :
         {"localhost", "a.localhost", "localhost.", "127.0.0.9", "10.1.2.3", "192.168.1.1", "[::1]", "[fe80::1]"})
        QVERIFY2(isOwnHost(host), host);
    for (const char* host : {"example.org", "8.8.8.8", "[2001:db8::1]", "localhost.example.org"})
        QVERIFY2(!isOwnHost(host), host);
    const std::vector<Url> urls{Url::fromUser(u"http://127.0.0.1/"_s).value(),
                                Url::fromUser(u"https://example.org/"_s).value()};
    QCOMPARE(firstToConfirm(urls, politeSettings()), nullptr);
    QCOMPARE(firstToConfirm(urls, labSettings()), &urls[1]);
    QCOMPARE(firstToConfirm({urls[0]}, labSettings()), nullptr);
    Settings quick = politeSettings();
    quick.downloadDelayMs = 199;
    QCOMPARE(firstToConfirm(urls, quick), &urls[1]);
    quick.downloadDelayMs = 200;
    QCOMPARE(firstToConfirm(urls, quick), nullptr);
}

void TestCrawlParts::capOfTheSlotsBinds()
{
    const Settings settings{.concurrentRequests = 16, .perDomain = 1};
    const EffectiveLimits limits(settings, waitingAt(RequestGate::SlotCap, 100),
                                 {slot("a", 50, 1, 0, 0.1), slot("b", 50, 1, 0, 0.1), slot("idle", 0, 1, 0, 0.1)});
    QCOMPARE(QByteArray(limits.bindingKnob()), QByteArray("concurrent_requests_per_domain"));
    QCOMPARE(find(limits, "concurrent_requests")->effective, 2.0);
    QVERIFY(!find(limits, "concurrent_requests")->binding);
    QVERIFY(find(limits, "concurrent_requests_per_domain")->binding);
    const QJsonObject json = limitsToJson(limits);
    QCOMPARE(json["gate"_L1].toString(), u"slot cap"_s);
    QCOMPARE(json["knobs"_L1].toArray().size(), 3);
}

void TestCrawlParts::fullGlobalCapBindsBeforeThoseOfSlots()
{
    // Three slots could have 6 each, and 16 are all there are: the third waits for the rest.
    WaitCounts waiting = waitingAt(RequestGate::SlotCap, 800);
    waiting[RequestGate::GlobalCap] = 300;
    const Settings settings{.concurrentRequests = 16, .perDomain = 6};
    const EffectiveLimits limits(settings, waiting, {slot("a", 500, 6, 0, 0.1)});
    QCOMPARE(QByteArray(limits.bindingKnob()), "concurrent_requests"_ba);
    QVERIFY(!find(limits, "concurrent_requests_per_domain")->binding);
}

void TestCrawlParts::theRateBindsWhereBodiesWaitForIt()
{
    const Settings settings{.maxRequestsPerMinute = 600, .maxKbPerS = 300};
    const auto knob = [&](const WaitCounts& waiting, int pacedBodies) {
        const EffectiveLimits limits(settings, waiting, {}, RateLimit::Requests, 0, pacedBodies);
        return QByteArray(limits.bindingKnob());
    };
    QCOMPARE(knob({}, 0), ""_ba);
    QCOMPARE(knob({}, 1), "max_kb_per_s"_ba);
    QCOMPARE(knob(waitingAt(RequestGate::SlotCap, 50), 0), "concurrent_requests_per_domain"_ba);
    QCOMPARE(knob(waitingAt(RequestGate::SlotCap, 50), 1), "max_kb_per_s"_ba);
    QCOMPARE(knob(waitingAt(RequestGate::GlobalCap, 50), 1), "max_kb_per_s"_ba);
    // What a person holds goes on being held however much may be received.
    QCOMPARE(knob(waitingAt(RequestGate::Paused, 50), 1), "paused"_ba);
    const EffectiveLimits limits(settings, {}, {}, RateLimit::Requests, 0, 1);
    QVERIFY(find(limits, "max_kb_per_s") != nullptr && find(limits, "max_kb_per_s")->binding);
}

void TestCrawlParts::delayLimitsWhatIsOnTheWire()
{
    const SlotStatus limited = slot("a", 50, 8, 0.5, 1.0);
    QCOMPARE(SlotForecast::of(limited).onTheWire, 2.0);
    QCOMPARE(SlotForecast::of(limited).ratePerS, 2.0);
    const SlotStatus capped = slot("a", 50, 1, 0.5, 1.0);
    QCOMPARE(SlotForecast::of(capped).onTheWire, 1.0);
    QCOMPARE(SlotForecast::of(capped).ratePerS, 1.0);
    const EffectiveLimits limits({.concurrentRequests = 16, .perDomain = 8, .downloadDelayMs = 500},
                                 waitingAt(RequestGate::Delay, 50), {limited});
    QCOMPARE(QByteArray(limits.bindingKnob()), QByteArray("download_delay"));
    QCOMPARE(find(limits, "concurrent_requests")->effective, 2.0);
    QCOMPARE(find(limits, "concurrent_requests_per_domain")->effective, 2.0);
    QCOMPARE(find(limits, "download_delay")->effective, 0.5);
}

void TestCrawlParts::delayBindsWhereWaitingCountsAsActive()
{
    // Sixteen are admitted, one of them is on the wire, and the others wait for the delay of their slot.
    WaitCounts waiting = waitingAt(RequestGate::GlobalCap, 500);
    waiting[RequestGate::Delay] = 15;
    SlotStatus delayed = slot("a", 515, 8, 0.5, 0.1);
    delayed.onTheWire = 1;
    Settings settings{.concurrentRequests = 16, .perDomain = 8, .countWaiting = CountWaiting::Scrapy};
    QCOMPARE(QByteArray(EffectiveLimits(settings, waiting, {delayed}).bindingKnob()), "download_delay"_ba);
    // Where they are on the wire, the cap itself binds.
    waiting[RequestGate::Delay] = 2;
    delayed.onTheWire = 14;
    QCOMPARE(QByteArray(EffectiveLimits(settings, waiting, {delayed}).bindingKnob()), "concurrent_requests"_ba);
}

void TestCrawlParts::crawlDelayIsTold()
{
    SlotStatus asked = slot("a", 50, 8, 5, 1.0);
    asked.gate = RequestGate::Delay;
    asked.delayBy = DelayBy::Robots;
    SlotStatus own = slot("b", 20, 8, 1, 1.0);
    own.gate = RequestGate::Delay;
    const Settings settings{.downloadDelayMs = 1000, .crawlDelayMaxS = 30};
    const EffectiveLimits limits(settings, waitingAt(RequestGate::Delay, 70), {asked, own});
    QCOMPARE(QByteArray(limits.bindingKnob()), QByteArray("crawl_delay_max"));
    QCOMPARE(find(limits, "crawl_delay_max")->set, 30.0);
    QCOMPARE(find(limits, "crawl_delay_max")->effective, 5.0);
    QVERIFY(!find(limits, "download_delay")->binding);
    asked.delayBy = DelayBy::Manners;
    const EffectiveLimits guarded(settings, waitingAt(RequestGate::Delay, 70), {asked, own});
    QCOMPARE(QByteArray(guarded.bindingKnob()), QByteArray("welcome_at"));
    own.waiting = 60;
    const EffectiveLimits others(settings, waitingAt(RequestGate::Delay, 110), {asked, own});
    QCOMPARE(QByteArray(others.bindingKnob()), QByteArray("download_delay"));
}

void TestCrawlParts::whatTheProcessMayOpenIsALimit()
{
    const WaitCounts waiting = waitingAt(RequestGate::GlobalCap, 50);
    const auto limitsAt = [&](int cap) {
        return EffectiveLimits({.concurrentRequests = cap, .perDomain = 0}, waiting, {}, RateLimit::Requests, 72);
    };
    for (const int beyond : {0, 73, 100'000}) {
        const EffectiveLimits limits = limitsAt(beyond);
        QCOMPARE(QByteArray(limits.bindingKnob()), "open_files"_ba);
        QCOMPARE(find(limits, "open_files")->effective, 72.0);
        QVERIFY(find(limits, "open_files")->binding);
        QCOMPARE(find(limits, "concurrent_requests")->effective, 72.0);
        QVERIFY(!find(limits, "concurrent_requests")->binding);
    }
    QCOMPARE(QByteArray(limitsAt(72).bindingKnob()), "concurrent_requests"_ba);
    QVERIFY(find(limitsAt(72), "open_files") == nullptr);
}

void TestCrawlParts::laterKnobsHaveTheirValues_data()
{
    QTest::addColumn<RequestGate>("gate");
    QTest::addColumn<QByteArray>("knob");
    QTest::addColumn<double>("value");
    QTest::newRow("rate") << RequestGate::RateCap << "max_requests_per_minute"_ba << 90.0;
    QTest::newRow("parsers") << RequestGate::ParseBacklog << "parse_threads"_ba << 3.0;
    QTest::newRow("pause") << RequestGate::Paused << "paused"_ba << 1.0;
    QTest::newRow("Retry-After") << RequestGate::RetryAfter << "retry_after_max"_ba << 40.0;
    QTest::newRow("back-off") << RequestGate::Backoff << "retry_backoff"_ba << 2.5;
    QTest::newRow("breaker") << RequestGate::Breaker << "breaker_failures"_ba << 7.0;
    QTest::newRow("robots") << RequestGate::Robots << "robotstxt_obey"_ba << 1.0;
    QTest::newRow("AutoThrottle") << RequestGate::Delay << "autothrottle_enabled"_ba << 1.0;
    QTest::newRow("control") << RequestGate::SlotCap << "concurrency_control"_ba << 2.0;
}

void TestCrawlParts::laterKnobsHaveTheirValues()
{
    QFETCH(RequestGate, gate);
    QFETCH(QByteArray, knob);
    QFETCH(double, value);
    const Settings settings{.parseThreads = 3,
                            .autoThrottle = true,
                            .control = ConcurrencyControl::Gradient,
                            .maxRequestsPerMinute = 90,
                            .backoffMs = 2500,
                            .retryAfterMaxS = 40,
                            .breakerFailures = 7,
                            .obeyRobots = true,
                            .paused = true};
    const EffectiveLimits limits(settings, waitingAt(gate, 5), {});
    QCOMPARE(QByteArray(limits.bindingKnob()), knob);
    const KnobLimit* limit = find(limits, knob.toStdString());
    QVERIFY(limit != nullptr && limit->binding);
    QCOMPARE(limit->set, value);
    QCOMPARE(limit->effective, value);
}

void TestCrawlParts::whatBoundMostOfTheTimeIsTold()
{
    RecentLimits recent;
    QVERIFY(recent.told().isEmpty());
    int looks = 0;
    const auto look = [&](const QString& knob) { recent.look({{u"knob"_s, knob}, {u"look"_s, ++looks}}); };
    for (const QString& knob : {u"delay"_s, u"cap"_s, u"delay"_s, u"delay"_s, u"cap"_s})
        look(knob);
    QCOMPARE(recent.told(), (QJsonObject{{u"knob"_s, u"delay"_s}, {u"look"_s, 4}}));
    look(u"cap"_s); // as often, and now
    QCOMPARE(recent.told(), (QJsonObject{{u"knob"_s, u"cap"_s}, {u"look"_s, 6}}));
    for (std::size_t later = 0; later < RecentLimits::kLooks; ++later)
        look(u"pause"_s);
    QCOMPARE(recent.told()[u"knob"_s].toString(), u"pause"_s);
}

void TestCrawlParts::everyGateHasAKnobThatExists()
{
    const std::vector<scenario::Knob> knobs = crawlKnobs({});
    for (std::size_t gate = 0; gate < kGates; ++gate) {
        for (const Settings& settings :
             {Settings{}, Settings{.perIp = 1, .maxRequestsPerMinute = 1}, Settings{.autoThrottle = true},
              Settings{.control = ConcurrencyControl::Aimd}}) {
            const QString knob = QString::fromLatin1(EffectiveLimits::knobOf(static_cast<RequestGate>(gate), settings));
            QVERIFY2(knob.isEmpty() || scenario::indexOf(knobs, knob) >= 0, qPrintable(knob));
        }
    }
    QVERIFY(EffectiveLimits::heaviest(waitingAt(RequestGate::None, 5)) == RequestGate::None);
    QVERIFY(EffectiveLimits::heaviest(waitingAt(RequestGate::Robots, 1)) == RequestGate::Robots);
}

void TestCrawlParts::textsThatChangeAreQuoted()
{
    const std::vector<scenario::Knob> knobs = crawlKnobs({});
    const auto knob = [&](const char* name) {
        return knobs[static_cast<std::size_t>(scenario::indexOf(knobs, QString::fromLatin1(name)))];
    };
    const KnobChange text = changeOf(knob("welcome_at"), {}, u"a.example"_s);
    QCOMPARE(text.before, u"“”"_s);
    QCOMPARE(text.now, u"“a.example”"_s);
    QCOMPARE(changeOf(knob("depth_limit"), u"0"_s, u"3"_s).now, u"3"_s);
}

QTEST_GUILESS_MAIN(TestCrawlParts)
#include "test_crawl_parts.moc"
