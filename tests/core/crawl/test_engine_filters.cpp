// SPDX-License-Identifier: GPL-3.0-or-later
// What is followed may be turned while a crawl goes on, and acts on what waits.
#include "tests/core/crawl/engine_steps.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using namespace engine_steps;

namespace {

constexpr int kEach = 10;

/// The start links to one page, and that to ten of its own host, and then to ten of another.
struct TwoHosts {
    LoopbackServer server{[](LoopbackServer& s, const Exchange& e) {
        if (e.target == "/")
            return s.answer(e, "<a href='/middle'>x</a>");
        QByteArray links;
        for (int link = 0; link < kEach && e.target == "/middle"; ++link)
            links += "<a href='/own" + QByteArray::number(link) + "'>x</a>";
        for (int link = 0; link < kEach && e.target == "/middle"; ++link)
            links += "<a href='http://b.localhost:" + QByteArray::number(s.serverPort()) + "/other" +
                     QByteArray::number(link) + "'>x</a>";
        s.answer(e, links);
    }};
    qsizetype asked(const QByteArray& prefix) const
    {
        return std::ranges::count_if(server.targets, [&](const QByteArray& each) { return each.startsWith(prefix); });
    }
};

} // namespace

class TestEngineFilters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void actOnWhatWaits_data();
    void actOnWhatWaits();
    void wideningThemLeavesWhatWaits();
};

void TestEngineFilters::actOnWhatWaits_data()
{
    QTest::addColumn<Settings>("turned");
    QTest::addColumn<FilterReason>("why");
    QTest::addColumn<int>("own");
    const Settings before = quick({.concurrentRequests = 1, .scope = Scope::Any});
    const auto row = [&](const char* name, auto turn, FilterReason why, int own) {
        Settings turned = before;
        turn(turned);
        QTest::newRow(name) << turned << why << own;
    };
    row(
        "deny", [](Settings& s) { s.deny = u"/other"_s; }, FilterReason::Scope, kEach);
    row(
        "allow", [](Settings& s) { s.allow = u"/own"_s; }, FilterReason::Scope, kEach);
    row(
        "scope", [](Settings& s) { s.scope = Scope::SameHost; }, FilterReason::Scope, kEach);
    row(
        "domain", [](Settings& s) { s.scope = Scope::SameDomain; }, FilterReason::Scope, kEach);
    row(
        "depth", [](Settings& s) { s.depthLimit = 1; }, FilterReason::Depth, 1); // it came before
}

void TestEngineFilters::actOnWhatWaits()
{
    QFETCH(Settings, turned);
    QFETCH(FilterReason, why);
    QFETCH(int, own);
    TwoHosts hosts;
    Engine engine(quick({.concurrentRequests = 1, .scope = Scope::Any}));
    int told = 0;
    engine.onUnasked([&](const UnaskedUrl& url) { told += url.filtered == why ? 1 : 0; });
    // Hosts take turns: one of each has been asked for then.
    connect(&engine, &Engine::requestDone, this, [&](const Response&) {
        if (hosts.asked("/other") == 1)
            engine.setSettings(turned);
    });
    QVERIFY(runToEnd(engine, {hosts.server.url()}));
    QCOMPARE(hosts.asked("/other"), 1);
    QCOMPARE(hosts.asked("/own"), own);
    const Statistics counted = engine.progress().statistics;
    const int filtered = 2 * kEach - 1 - own;
    QCOMPARE(counted.filtered(why), static_cast<quint64>(filtered));
    QCOMPARE(told, filtered);
    QCOMPARE(counted.toJson()[u"scheduler/dequeued"_s].toInt(), static_cast<int>(counted.started()));
}

void TestEngineFilters::wideningThemLeavesWhatWaits()
{
    TwoHosts hosts;
    Settings settings = quick({.concurrentRequests = 1, .scope = Scope::Any});
    settings.depthLimit = 5;
    Engine engine(settings);
    settings.depthLimit = 0;
    connect(&engine, &Engine::requestDone, this, [&](const Response&) { engine.setSettings(settings); });
    QVERIFY(runToEnd(engine, {hosts.server.url()}));
    QCOMPARE(hosts.asked("/other") + hosts.asked("/own"), 2 * kEach);
}

QTEST_GUILESS_MAIN(TestEngineFilters)
#include "test_engine_filters.moc"
