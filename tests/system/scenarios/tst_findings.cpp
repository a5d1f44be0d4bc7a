// SPDX-License-Identifier: GPL-3.0-or-later
// Findings of real runs: each known cure is of something that is found, and makes it go; a run in good health shows none.
#include "core/control/cures.h"
#include "core/scenario/catalogue.h"
#include "tests/system/scenarios/other_site.h"
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QMap>
#include <QTest>

using namespace lanescope;
using analysis::FindingKind;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

constexpr double kSickS = 3.2;  // long enough to be found
constexpr double kChangedS = 7; // … and for its cause to be gone, for longer than a look goes back
constexpr double kGoneForS = 1.2;

struct Trigger {
    const char* scenario;
    FindingKind kind;
    const char* settings; // of a sick run; what is not there is as it comes
};

// Where a scenario is not sick as it comes, or where something else than the cure would stand in its way.
constexpr Trigger kTriggers[] = {
    {"threads.parallel", FindingKind::Oversubscription, "threads=8"},
    {"locks.mutex", FindingKind::SerialisedExecution, "threads=8 hold_us=10000"},
    {"locks.mutex", FindingKind::BusyWait, "lock=spin think_us=100"},
    {"locks.mutex", FindingKind::Oversubscription, "threads=8 lock=none"},
    {"locks.recursive", FindingKind::Deadlock, "kind=QMutex"},
    {"locks.recursive", FindingKind::LongHold, "hold_ms=100"},
    {"locks.rwlock", FindingKind::WriterStarvation, "readers=16 rest_us=100 lock=std::shared_mutex"},
    {"locks.philosophers", FindingKind::Deadlock, "think_ms=0 n=2"},
    {"locks.philosophers", FindingKind::PotentialDeadlock, "n=3 think_ms=100 reach_ms=2"},
    {"locks.condition", FindingKind::ThunderingHerd, "wake=all"},
    {"locks.inversion", FindingKind::Oversubscription, "hogs=4"},
    {"queues.pipeline", FindingKind::BottleneckStage, "service_ms_3=4"},
    {"queues.priority", FindingKind::GrowingQueue, "capacity=0 low_per_s=60"},
    {"async.reactor", FindingKind::EventLoopLag, "callback_ms=100"},
    {"crawl.site", FindingKind::DelayBinds, "download_delay=0.2"},
    {"crawl.site", FindingKind::DomainFillsSlots, "latency_per_host=20 hosts=2 concurrent_requests_per_domain=0"},
    {"crawl.url", FindingKind::DelayBinds, "closespider_pagecount=0"},
    {"crawl.url", FindingKind::DomainFillsSlots,
     "closespider_pagecount=0 depth_limit=0 download_delay=0 concurrent_requests_per_domain=0"},
    {"crawl.hostile", FindingKind::DelayBinds, "download_delay=0.2"},
};

// What a scenario needs to be in good health, where it is not as it comes.
const QMap<QString, const char*> kHealthy = {
    {QStringLiteral("threads.parallel"), "threads=2"},
    {QStringLiteral("threads.gil"), "io_fraction=0.9"},
    {QStringLiteral("locks.mutex"), "threads=2"},
    {QStringLiteral("locks.recursive"), "hold_ms=2"},
    {QStringLiteral("locks.rwlock"), "read_us=1000 write_us=1000"},
    {QStringLiteral("locks.deadlock"), "order=same"},
    {QStringLiteral("locks.philosophers"), "strategy=ordered"},
    {QStringLiteral("locks.livelock"), "insist=20"},
    {QStringLiteral("locks.convoy"), "handover=barging threads=2"},
    {QStringLiteral("locks.herd"), "wake=one"},
    {QStringLiteral("locks.inversion"), "cure=short hogs=0"},
    {QStringLiteral("locks.false-sharing"), "layout=apart"},
    {QStringLiteral("locks.barrier"), "share=on threads=2"},
    {QStringLiteral("queues.fifo"), "consumers=8 consume_ms=20"},
    {QStringLiteral("queues.producer-consumer"), "consumers=3"},
    {QStringLiteral("queues.pipeline"), "workers_2=3 service_ms_3=4"},
    {QStringLiteral("pools.deadlock"), "cure=releaseThread"},
    {QStringLiteral("pools.imbalance"), "policy=stealing workers=2"},
    {QStringLiteral("processes.lock"), "hold_ms=0"},
    {QStringLiteral("crawl.url"), "download_delay=0"},
};

QStringList words(const char* settings)
{
    return QString::fromLatin1(settings).split(u' ', Qt::SkipEmptyParts);
}

QStringList sickSettings(const QString& scenario, FindingKind kind)
{
    for (const Trigger& trigger : kTriggers) {
        if (trigger.kind == kind && scenario == QLatin1String(trigger.scenario))
            return words(trigger.settings);
    }
    return {};
}

QString nameOf(FindingKind kind)
{
    const std::string_view name = analysis::findingName(kind);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// The findings of that kind, the first ones first.
QList<QJsonObject> findingsOf(const Ran& ran, const QString& kind)
{
    QList<QJsonObject> all = ran.rows("findings");
    all.removeIf([&](const QJsonObject& finding) { return finding[QStringLiteral("kind")].toString() != kind; });
    std::ranges::sort(all, {},
                      [](const QJsonObject& finding) { return finding[QStringLiteral("start_s")].toDouble(); });
    return all;
}

/// Until when it was there, at the place where it was first: another stage of a pipeline may be the slowest one afterwards.
double lastEndS(const QList<QJsonObject>& found)
{
    const QJsonValue objects = found.first()[QStringLiteral("objects")];
    double endS = 0;
    for (const QJsonObject& finding : found) {
        if (finding[QStringLiteral("objects")] == objects)
            endS = std::max(endS, finding[QStringLiteral("end_s")].toDouble());
    }
    return endS;
}

QString textOf(const QList<QJsonObject>& findings)
{
    QString text;
    for (const QJsonObject& finding : findings)
        text += QStringLiteral("%1 [%2 … %3 s] %4\n")
                    .arg(finding[QStringLiteral("kind")].toString())
                    .arg(finding[QStringLiteral("start_s")].toDouble())
                    .arg(finding[QStringLiteral("end_s")].toDouble())
                    .arg(finding[QStringLiteral("text")].toString());
    return text;
}

// Another value of a knob that acts at once frees whoever waits; one that hangs for good it does not, and what can happen
// stays a possibility.
bool isCuredLive(const control::KnownCure& known)
{
    const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(known.scenario);
    const auto knob = std::ranges::find(info->knobs, known.cure.knob, &scenario::Knob::name);
    return knob != info->knobs.end() && knob->effect == scenario::KnobEffect::Live &&
           known.kind != FindingKind::Deadlock && known.kind != FindingKind::PotentialDeadlock;
}

} // namespace

class TestFindings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cureMakesItGo_data();
    void cureMakesItGo();
    void healthyRunShowsNone_data();
    void healthyRunShowsNone();
    void whatTheSettingsAreOfExists();
};

void TestFindings::cureMakesItGo_data()
{
    QTest::addColumn<qsizetype>("index");
    const auto known = control::knownCures();
    for (std::size_t i = 0; i < known.size(); ++i)
        QTest::newRow(qPrintable(known[i].scenario + u' ' + nameOf(known[i].kind))) << static_cast<qsizetype>(i);
}

void TestFindings::cureMakesItGo()
{
    QFETCH(qsizetype, index);
    const control::KnownCure known = control::knownCures()[static_cast<std::size_t>(index)];
    const QString kind = nameOf(known.kind);
    const QString cure = known.cure.knob + u'=' + known.cure.value;
    const bool isLive = isCuredLive(known);
    // What it crawls as it comes is equally fast everywhere.
    const bool isElsewhere =
        known.scenario == QStringLiteral("crawl.url") && known.kind == FindingKind::DomainFillsSlots;
    const testing::OtherSite site({QStringLiteral("hosts=2"), QStringLiteral("latency_per_host=20")});
    ScenarioRun run{known.scenario, sickSettings(known.scenario, known.kind), {}, isLive ? kChangedS : kSickS};
    run.mayDrop = true;
    if (isElsewhere)
        run.settings += QStringLiteral("urls=") + site.urls();
    if (isLive)
        run.changes = {QStringLiteral("%1:%2").arg(kSickS).arg(cure)};
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QList<QJsonObject> found = findingsOf(ran, kind);
    QVERIFY2(!found.isEmpty(), qPrintable(QStringLiteral("not found; but:\n") + textOf(ran.rows("findings"))));
    if (isLive) {
        QVERIFY2(lastEndS(found) < ran.report[QStringLiteral("duration_s")].toDouble() - kGoneForS,
                 qPrintable(textOf(found)));
        return;
    }
    run.settings += cure;
    const Ran cured = runScenario(run);
    QVERIFY2(cured.problem.isEmpty(), qPrintable(cured.problem));
    QVERIFY2(findingsOf(cured, kind).isEmpty(), qPrintable(textOf(cured.rows("findings"))));
}

void TestFindings::healthyRunShowsNone_data()
{
    QTest::addColumn<QString>("id");
    for (const scenario::ScenarioInfo& info : scenario::Catalogue::instance().all())
        QTest::newRow(qPrintable(info.id)) << info.id;
}

void TestFindings::healthyRunShowsNone()
{
    QFETCH(QString, id);
    const Ran ran = runScenario({id, words(kHealthy.value(id, "")), {}, kSickS});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY2(ran.rows("findings").isEmpty(), qPrintable(textOf(ran.rows("findings"))));
}

// A name that nobody has would be a row that tests nothing.
void TestFindings::whatTheSettingsAreOfExists()
{
    for (const QString& id : kHealthy.keys())
        QVERIFY2(scenario::Catalogue::instance().find(id) != nullptr, qPrintable(id));
    for (const Trigger& trigger : kTriggers)
        QVERIFY2(control::cureOf(QString::fromLatin1(trigger.scenario), trigger.kind).has_value(), trigger.scenario);
}

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
