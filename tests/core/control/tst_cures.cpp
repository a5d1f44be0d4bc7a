// SPDX-License-Identifier: GPL-3.0-or-later
// What to try against a finding follows from how the knobs stand; without any run.
#include "core/control/cure_rules.h"
#include "core/control/cures.h"
#include "core/control/standing_knobs.h"
#include "core/scenario/catalogue.h"

#include <QRandomGenerator>
#include <QTest>

using namespace lanescope;
using namespace lanescope::control;
using analysis::FindingKind;
using scenario::Knob;
using scenario::KnobValue;
using scenario::ScenarioInfo;

namespace {

const ScenarioInfo& infoOf(const QString& id)
{
    return *scenario::Catalogue::instance().find(id);
}

std::vector<KnobValue> standardOf(const ScenarioInfo& info)
{
    std::vector<KnobValue> values;
    for (const Knob& knob : info.knobs)
        values.push_back(knob.standard);
    return values;
}

std::size_t placeOf(const ScenarioInfo& info, const QString& knob)
{
    return static_cast<std::size_t>(scenario::indexOf(info.knobs, knob));
}

/// The standard values but for these: "consumers=4 producers=10".
std::vector<KnobValue> valuesOf(const ScenarioInfo& info, const QString& settings)
{
    std::vector<KnobValue> values = standardOf(info);
    for (const QString& setting : settings.split(u' ', Qt::SkipEmptyParts)) {
        const std::size_t place = placeOf(info, setting.section(u'=', 0, 0));
        values[place] = info.knobs[place].parse(setting.section(u'=', 1)).value();
    }
    return values;
}

QString textOf(const std::optional<Cure>& cure)
{
    return cure ? cure->knob + u'=' + cure->value : QString();
}

/// A complaint about whatever the rules of that scenario and kind are about.
Complaint complaintFor(const CureRule& rule)
{
    return {rule.kind, {rule.about ? QString::fromLatin1(rule.about) : QStringLiteral("queue 1-2")}, {}};
}

KnobValue anyValue(const Knob& knob, QRandomGenerator& random)
{
    const double number = knob.minimum + random.generateDouble() * (knob.maximum - knob.minimum);
    return {knob.kind == scenario::KnobKind::Real ? number : std::round(number), knob.standard.text};
}

} // namespace

class TestCures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rulesNameWhatThereIs();
    void nextValueFollowsFromHowTheKnobsStand_data();
    void nextValueFollowsFromHowTheKnobsStand();
    void everyPathOfAdviceEnds();
    void whereNoKnobHelpsWordsDo_data();
    void whereNoKnobHelpsWordsDo();
    void wordsWithoutARuleDoNotSayThatNoKnobHelps();
    void textNamesTheStage();
    void knobsStandAsTheyWereTurnedLast();
    void whatWasTurnedFurtherIsDone();
};

void TestCures::rulesNameWhatThereIs()
{
    for (const CureRule& rule : cureRules()) {
        const ScenarioInfo* info = scenario::Catalogue::instance().find(QString::fromLatin1(rule.scenario));
        QVERIFY2(info, rule.scenario);
        const QString name = QString::fromLatin1(rule.knob).replace(u'%', QStringLiteral("2"));
        QVERIFY2(scenario::indexOf(info->knobs, name) >= 0, qPrintable(info->id + u' ' + name));
        if (rule.goal.word != nullptr)
            QVERIFY2(info->knobs[placeOf(*info, name)].parse(QString::fromLatin1(rule.goal.word)), rule.goal.word);
    }
}

void TestCures::nextValueFollowsFromHowTheKnobsStand_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("about");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<QString>("cure");
    const auto row = [](const char* scenario, FindingKind kind, const char* about, const char* settings,
                        const char* cure) {
        QTest::addRow("%s %s %s", scenario, settings, about)
            << QString::fromLatin1(scenario) << static_cast<int>(kind) << QString::fromLatin1(about)
            << QString::fromLatin1(settings) << QString::fromLatin1(cure);
    };
    using enum FindingKind;
    row("queues.pipeline", BottleneckStage, "queue 1-2", "", "workers_2=3");
    row("queues.pipeline", BottleneckStage, "queue 2-3", "service_ms_2=10 service_ms_3=45", "workers_3=5");
    row("queues.pipeline", BottleneckStage, "queue 2-3", "service_ms_2=10 service_ms_3=20", "workers_3=3");
    row("queues.pipeline", BottleneckStage, "queue 1-2", "workers_2=3", "service_ms_2=24");
    row("queues.pipeline", BottleneckStage, "queue 1-2", "service_ms_2=500", "workers_2=16");
    row("queues.pipeline", BottleneckStage, "queue 1-2", "service_ms_2=500 workers_2=16", "service_ms_2=120");
    row("queues.producer-consumer", BottleneckStage, "queue", "", "consumers=3");
    row("queues.producer-consumer", BottleneckStage, "queue", "consumers=4", "consumers=8");
    row("queues.producer-consumer", BottleneckStage, "queue", "consumers=4 producers=10", "consumers=11");
    row("queues.producer-consumer", BottleneckStage, "queue", "consumers=32 producers=32", "consume_ms=40");
    row("queues.priority", GrowingQueue, "queue", "low_per_s=65 capacity=0", "service_ms=5");
    row("queues.priority", GrowingQueue, "queue", "low_per_s=65 capacity=0 service_ms=3", "capacity=100");
    row("queues.priority", GrowingQueue, "queue", "low_per_s=65 capacity=100 service_ms=3", "service_ms=1.5");
    row("locks.mutex", SerialisedExecution, "counter", "threads=8 hold_us=10000", "hold_us=20");
    row("locks.mutex", SerialisedExecution, "counter", "threads=8 hold_us=20 think_us=0", "think_us=300");
    row("locks.mutex", SerialisedExecution, "counter", "threads=8 hold_us=0 think_us=0", "threads=2");
    row("locks.mutex", LockConvoy, "counter", "lock=ticket", "lock=QMutex");
    row("locks.mutex", LockConvoy, "counter", "lock=QMutex threads=8", "threads=2");
    row("locks.mutex", LockConvoy, "counter", "lock=std::mutex threads=8", "threads=2");
    row("locks.rwlock", WriterStarvation, "the book", "lock=std::shared_mutex", "lock=QReadWriteLock");
    row("locks.rwlock", WriterStarvation, "the book", "lock=QReadWriteLock", "rest_us=100000");
    row("locks.rwlock", LongHold, "reader-1", "", "read_us=2000");
    row("locks.rwlock", LongHold, "writer-1", "", "write_us=2000");
    row("locks.rwlock", LongHold, "writer-1", "write_us=2000", "write_us=1000");
    row("locks.philosophers", LongHold, "waiter", "strategy=arbiter", "strategy=ordered");
    row("locks.philosophers", LongHold, "fork 1", "strategy=ordered", "reach_ms=1");
    row("locks.livelock", Livelock, "progress", "insist=20", "insist=40");
    row("threads.gil", SerialisedExecution, "GIL", "io_fraction=0.95", "gil=off");
    row("crawl.site", DelayBinds, "", "download_delay=0.2", "download_delay=0");
    row("crawl.site", DelayBinds, "", "download_delay=0 autothrottle_enabled=on", "autothrottle_enabled=off");
    row("crawl.site", DelayBinds, "", "download_delay=0 autothrottle_enabled=off robots=delay", "crawl_delay_max=0");
    row("crawl.site", DomainFillsSlots, "", "concurrent_requests_per_domain=0", "concurrent_requests_per_domain=4");
    row("crawl.site", DomainFillsSlots, "", "concurrent_requests_per_domain=4", "concurrent_requests_per_domain=2");
    row("pools.deadlock", PoolStarved, "pool", "cure=help width=6", "size=7");
    row("pools.deadlock", PoolStarved, "pool", "", "cure=releaseThread");
    row("locks.livelock", SerialisedExecution, "spoon", "diners=16 think_ms=0 insist=20", "diners=3");
    row("processes.shared-memory", SerialisedExecution, "lock", "writers=8 work_us=10000 pause_ms=1", "work_us=50");
    row("processes.shared-memory", SerialisedExecution, "lock", "writers=8 work_us=50", "writers=2");
}

void TestCures::nextValueFollowsFromHowTheKnobsStand()
{
    QFETCH(QString, scenario);
    QFETCH(int, kind);
    QFETCH(QString, about);
    QFETCH(QString, settings);
    QFETCH(QString, cure);
    const ScenarioInfo& info = infoOf(scenario);
    const bool isThread = about.contains(u'-') && !about.startsWith(QStringLiteral("queue"));
    const Complaint complaint{static_cast<FindingKind>(kind), isThread ? QStringList() : QStringList{about},
                              isThread ? QStringList{about} : QStringList()};
    const Advice advice = adviceFor(info, valuesOf(info, settings), complaint);
    QCOMPARE(textOf(advice.cure), cure);
    QCOMPARE(advice.words, QString());
}

// Whatever the knobs stand at: each piece of advice is another value within its range, and who follows all of them is at the
// end before long.
void TestCures::everyPathOfAdviceEnds()
{
    constexpr int kStarts = 40;
    constexpr int kMostSteps = 100;
    const quint32 seed = QRandomGenerator::global()->generate();
    QRandomGenerator random(seed);
    const QString seedText = QStringLiteral("seed %1: ").arg(seed);
    for (const CureRule& rule : cureRules()) {
        const ScenarioInfo& info = infoOf(QString::fromLatin1(rule.scenario));
        for (int start = 0; start < kStarts; ++start) {
            std::vector<KnobValue> values;
            for (const Knob& knob : info.knobs)
                values.push_back(anyValue(knob, random));
            int steps = 0;
            while (const auto cure = adviceFor(info, values, complaintFor(rule)).cure) {
                const QString what = seedText + info.id + u' ' + textOf(cure);
                const std::size_t place = placeOf(info, cure->knob);
                const auto value = info.knobs[place].parse(cure->value);
                QVERIFY2(value, qPrintable(what));
                QVERIFY2(info.knobs[place].plain(values[place]) != cure->value, qPrintable(what));
                values[place] = value.value();
                QVERIFY2(++steps < kMostSteps, qPrintable(what));
            }
        }
    }
}

void TestCures::whereNoKnobHelpsWordsDo_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("settings");
    using enum FindingKind;
    QTest::newRow("hangs already") << QStringLiteral("locks.deadlock") << static_cast<int>(Deadlock)
                                   << QStringLiteral("order=same");
    QTest::newRow("all turned") << QStringLiteral("pools.deadlock") << static_cast<int>(PoolStarved)
                                << QStringLiteral("cure=help size=32 width=64");
    QTest::newRow("robots.txt asks for it") << QStringLiteral("crawl.url") << static_cast<int>(DelayBinds)
                                            << QStringLiteral("download_delay=0 autothrottle_enabled=off");
    QTest::newRow("no rule") << QStringLiteral("locks.event") << static_cast<int>(LockConvoy) << QString();
    QTest::newRow("dropped") << QStringLiteral("locks.event") << static_cast<int>(DroppedRecords) << QString();
}

void TestCures::whereNoKnobHelpsWordsDo()
{
    QFETCH(QString, scenario);
    QFETCH(int, kind);
    QFETCH(QString, settings);
    const ScenarioInfo& info = infoOf(scenario);
    const Advice advice =
        adviceFor(info, valuesOf(info, settings), {static_cast<FindingKind>(kind), {QStringLiteral("x")}, {}});
    QCOMPARE(textOf(advice.cure), QString());
    QVERIFY(!advice.words.isEmpty());
}

// Where there is no rule, nobody has looked whether a knob helps.
void TestCures::wordsWithoutARuleDoNotSayThatNoKnobHelps()
{
    for (const Remedy& remedy : remedies()) {
        const auto isFor = [&](const CureRule& rule) {
            return rule.kind == remedy.kind && remedy.scenario != nullptr &&
                   QLatin1String(rule.scenario) == QLatin1String(remedy.scenario);
        };
        if (std::ranges::none_of(cureRules(), isFor))
            QVERIFY2(!QString::fromUtf8(remedy.words).contains(QStringLiteral("No knob")), remedy.words);
    }
}

void TestCures::textNamesTheStage()
{
    QCOMPARE(cureText(infoOf(QStringLiteral("queues.pipeline")), {QStringLiteral("workers_3"), QStringLiteral("5")}),
             QStringLiteral("Stage 3 · Workers → 5 threads"));
    QCOMPARE(cureText(infoOf(QStringLiteral("locks.mutex")), {QStringLiteral("hold_us"), QStringLiteral("20")}),
             QStringLiteral("Work under the lock → 20 µs"));
    QCOMPARE(cureText(infoOf(QStringLiteral("locks.mutex")), {QStringLiteral("lock"), QStringLiteral("QMutex")}),
             QStringLiteral("Lock → QMutex"));
}

void TestCures::knobsStandAsTheyWereTurnedLast()
{
    const ScenarioInfo& info = infoOf(QStringLiteral("locks.mutex"));
    store::Snapshot snapshot = *store::Snapshot::empty();
    auto marks = std::make_shared<std::vector<store::Mark>>();
    const auto turn = [&](std::int64_t timeNs, const char* knob, double value) {
        store::Mark mark;
        mark.timeNs = timeNs;
        mark.kind = store::MarkKind::Knob;
        mark.subject = knob;
        mark.value = value;
        marks->push_back(mark);
    };
    turn(100, "hold_us", 50);
    turn(200, "nobody's", 7);
    turn(300, "hold_us", 20);
    snapshot.marks = marks;
    const std::size_t hold = placeOf(info, QStringLiteral("hold_us"));
    const auto holdAt = [&](std::int64_t timeNs) {
        return valuesAt(info, standardOf(info), snapshot, timeNs)[hold].number;
    };
    QCOMPARE(holdAt(99), info.knobs[hold].standard.number);
    QCOMPARE(holdAt(299), 50.0);
    QCOMPARE(holdAt(300), 20.0);
    QCOMPARE(valuesAt(info, standardOf(info), snapshot, 300).size(), info.knobs.size());
    const std::vector<TimedChange> changes{{1, QStringLiteral("hold_us"), {50, {}}},
                                           {2, QStringLiteral("nobody's"), {7, {}}},
                                           {3, QStringLiteral("hold_us"), {20, {}}}};
    QCOMPARE(valuesAfter(info, standardOf(info), changes)[hold].number, 20.0);
    QCOMPARE(valuesAfter(info, standardOf(info), {})[hold].number, info.knobs[hold].standard.number);
}

void TestCures::whatWasTurnedFurtherIsDone()
{
    const ScenarioInfo& info = infoOf(QStringLiteral("locks.mutex"));
    const auto done = [&](const Cure& cure, const char* then, const char* now) {
        return isDone(cure, info, valuesOf(info, QLatin1String(then)), valuesOf(info, QLatin1String(now)));
    };
    const Cure less{QStringLiteral("hold_us"), QStringLiteral("66")};
    QVERIFY(done(less, "hold_us=3000", "hold_us=20"));
    QVERIFY(done(less, "hold_us=3000", "hold_us=66"));
    QVERIFY(!done(less, "hold_us=3000", "hold_us=67"));
    QVERIFY(!done(less, "hold_us=3000", "hold_us=3000"));
    const Cure more{QStringLiteral("think_us"), QStringLiteral("500")};
    QVERIFY(done(more, "think_us=100", "think_us=1000"));
    QVERIFY(!done(more, "think_us=100", "think_us=499"));
    const Cure lock{QStringLiteral("lock"), QStringLiteral("QMutex")};
    QVERIFY(done(lock, "lock=spin", "lock=QMutex"));
    QVERIFY(!done(lock, "lock=spin", "lock=ticket"));
}

QTEST_GUILESS_MAIN(TestCures)
#include "tst_cures.moc"
