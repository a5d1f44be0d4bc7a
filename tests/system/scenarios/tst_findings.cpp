// SPDX-License-Identifier: GPL-3.0-or-later
// Findings of real runs: each known cure is of something that is found, and makes it go; a run in good health shows none.
// The first argument is a group, "locks": then only what is asked of each of its scenarios; without one, all else.
#include "core/control/run_controller.h"
#include "core/control/run_findings.h"
#include "core/scenario/catalogue.h"
#include "tests/system/scenarios/finding_rows.h"
#include "tests/system/scenarios/other_site.h"
#include "tests/system/scenarios/scenario_run.h"

#include <QJsonArray>
#include <QTest>

using namespace lanescope;
using analysis::FindingKind;
using testing::Ran;
using testing::runScenario;
using testing::ScenarioRun;

namespace {

// For so long a run in good health is looked at: some five looks.
constexpr double kHealthyS = 3;
// Within this time a sick run is found to be so, and a cured one well again; each ends as soon as it is.
constexpr double kPatienceS = 25;

QString nameOf(FindingKind kind)
{
    const std::string_view name = analysis::findingName(kind);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QList<QJsonObject> findingsOf(const Ran& ran, const QString& kind)
{
    QList<QJsonObject> all = ran.rows("findings");
    all.removeIf([&](const QJsonObject& finding) { return finding[QStringLiteral("kind")].toString() != kind; });
    return all;
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

bool isDeadlock(FindingKind kind)
{
    return kind == FindingKind::Deadlock || kind == FindingKind::PoolStarved;
}

/// Follows a run until it shows a finding, turns the knob that is offered against it if that acts at once, and follows it
/// until the finding is gone from where it was: another stage of a pipeline may be the slowest one afterwards.
class Patient {
public:
    explicit Patient(const control::KnownCure& known)
        : m_known(known)
        , m_info(scenario::Catalogue::instance().find(known.scenario))
    {
    }

    // Another value of a knob that acts at once frees whoever waits; one that hangs for good it does not, and what can
    // happen stays a possibility.
    bool isCuredLive() const
    {
        return m_knob != nullptr && m_knob->effect == scenario::KnobEffect::Live &&
               m_known.kind != FindingKind::Deadlock && m_known.kind != FindingKind::PotentialDeadlock;
    }
    bool wasSick() const { return m_found.has_value(); }
    bool isWell() const { return m_isWell; }
    const std::optional<control::Cure>& cure() const { return m_cure; }

    void look(control::RunController& controller)
    {
        if (!m_found) {
            find(controller);
            if (m_found && isCuredLive())
                controller.setKnob(m_cure->knob, m_knob->parse(m_cure->value).value());
            else if (m_found)
                controller.stop();
        } else if (isCuredLive() && !m_isWell && !isThere(controller, *m_found)) {
            m_isWell = true;
            controller.stop();
        }
    }

private:
    void find(const control::RunController& controller)
    {
        if (isDeadlock(m_known.kind)) {
            if (!controller.deadlocks().empty())
                take(controller, control::complaintOf(controller.deadlocks().front()),
                     controller.deadlocks().front().identity);
            return;
        }
        const auto& now = controller.watch().findings().current();
        const auto found = std::ranges::find(now, m_known.kind, &analysis::Finding::kind);
        if (found != now.end())
            take(controller, control::complaintOf(*controller.snapshot(), *found), found->identity);
    }
    void take(const control::RunController& controller, const control::Complaint& complaint, quint64 identity)
    {
        m_found = identity;
        m_cure = control::adviceFor(*m_info, controller.knobs().now, complaint).cure;
        if (m_cure)
            m_knob = &m_info->knobs[static_cast<std::size_t>(scenario::indexOf(m_info->knobs, m_cure->knob))];
    }
    bool isThere(const control::RunController& controller, quint64 identity) const
    {
        if (isDeadlock(m_known.kind))
            return std::ranges::find(controller.deadlocks(), identity, &control::DeadlockFacts::identity) !=
                   controller.deadlocks().end();
        const auto& now = controller.watch().findings().current();
        return std::ranges::find(now, identity, &analysis::Finding::identity) != now.end();
    }

    const control::KnownCure m_known;
    const scenario::ScenarioInfo* m_info;
    const scenario::Knob* m_knob = nullptr;
    std::optional<quint64> m_found;
    std::optional<control::Cure> m_cure; ///< what is offered
    bool m_isWell = false;
};

} // namespace

class TestFindings : public QObject {
    Q_OBJECT

public:
    explicit TestFindings(const QString& group)
        : m_group(group)
    {
    }

private Q_SLOTS:
    void cureMakesItGo_data();
    void cureMakesItGo();
    void healthyRunShowsNone_data();
    void healthyRunShowsNone();
    void theRecordingAloneShowsTheSame();
    void everyScenarioHasItsRow();

private:
    bool isMine(const QString& scenario) const { return !m_group.isEmpty() && scenario.startsWith(m_group + u'.'); }

    const QString m_group;
};

void TestFindings::cureMakesItGo_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("settings");
    for (const control::KnownCure& known : control::knownCures()) {
        if (!isMine(known.scenario))
            continue;
        const QList<QStringList> all = testing::sickSettings(known.scenario, known.kind);
        for (qsizetype i = 0; i < all.size(); ++i) {
            const QString which = i == 0 ? QString() : QStringLiteral(" with ") + all[i].join(u' ');
            QTest::newRow(qPrintable(known.scenario + u' ' + nameOf(known.kind) + which))
                << known.scenario << static_cast<int>(known.kind) << all[i];
        }
    }
}

void TestFindings::cureMakesItGo()
{
    if (m_group.isEmpty())
        return;
    QFETCH(QString, scenario);
    QFETCH(int, kind);
    QFETCH(QStringList, settings);
    const control::KnownCure known{scenario, static_cast<FindingKind>(kind)};
    Patient patient(known);
    // What it crawls as it comes is equally fast everywhere.
    std::optional<testing::OtherSite> site;
    ScenarioRun run{known.scenario, settings, {}, kPatienceS};
    run.mayDrop = true;
    run.watching = [&patient](control::RunController& controller) { patient.look(controller); };
    if (known.scenario == QStringLiteral("crawl.url") && known.kind == FindingKind::DomainFillsSlots) {
        site.emplace(QStringList{QStringLiteral("hosts=2"), QStringLiteral("latency_per_host=20")});
        run.settings += QStringLiteral("urls=") + site->urls();
    }
    const Ran ran = runScenario(run);
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    const QList<QJsonObject> found = findingsOf(ran, nameOf(known.kind));
    QVERIFY2(patient.wasSick() && !found.isEmpty(),
             qPrintable(QStringLiteral("not found; but:\n") + textOf(ran.rows("findings"))));
    QVERIFY2(patient.cure(), qPrintable(textOf(found)));
    const control::Cure cure = *patient.cure();
    const QJsonObject offered = found.first()[QStringLiteral("try")].toObject();
    if (patient.isCuredLive()) {
        const QString tried = cure.knob + u'=' + cure.value + u'\n';
        QVERIFY2(patient.isWell(), qPrintable(tried + textOf(found)));
        const bool isOfferedAgain = offered[QStringLiteral("knob")].toString() == cure.knob &&
                                    offered[QStringLiteral("value")].toString() == cure.value;
        QVERIFY2(!isOfferedAgain, qPrintable(tried));
        return;
    }
    QCOMPARE(offered[QStringLiteral("knob")].toString(), cure.knob);
    QCOMPARE(offered[QStringLiteral("value")].toString(), cure.value);
    run.settings.removeIf([&](const QString& setting) { return setting.startsWith(cure.knob + u'='); });
    run.settings += cure.knob + u'=' + cure.value;
    run.watching = {};
    run.durationS = kHealthyS;
    const Ran cured = runScenario(run);
    QVERIFY2(cured.problem.isEmpty(), qPrintable(cured.problem));
    QVERIFY2(findingsOf(cured, nameOf(known.kind)).isEmpty(), qPrintable(textOf(cured.rows("findings"))));
}

void TestFindings::healthyRunShowsNone_data()
{
    QTest::addColumn<QString>("id");
    for (const scenario::ScenarioInfo& info : scenario::Catalogue::instance().all()) {
        if (isMine(info.id))
            QTest::newRow(qPrintable(info.id)) << info.id;
    }
}

void TestFindings::healthyRunShowsNone()
{
    if (m_group.isEmpty())
        return;
    QFETCH(QString, id);
    const std::optional<QStringList> settings = testing::healthySettings(id);
    QVERIFY2(settings, "finding_rows.cpp does not say when it is in good health");
    const Ran ran = runScenario({id, *settings, {}, kHealthyS});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    QVERIFY2(ran.rows("findings").isEmpty(), qPrintable(textOf(ran.rows("findings"))));
}

// Whoever followed the run and whoever comes when it is over find the same, at the same times.
void TestFindings::theRecordingAloneShowsTheSame()
{
    if (!m_group.isEmpty())
        return;
    const Ran ran = runScenario({QStringLiteral("locks.convoy"), {}, {}, kHealthyS});
    QVERIFY2(ran.problem.isEmpty(), qPrintable(ran.problem));
    analysis::FindingWatch late;
    late.update(*ran.snapshot);
    QVERIFY(!late.current().empty());
    QList<QJsonObject> told = ran.rows("findings");
    QCOMPARE(told.size(), static_cast<qsizetype>(late.past().size() + late.current().size()));
    for (const auto* all : {&late.past(), &late.current()}) {
        for (const analysis::Finding& finding : *all) {
            const QJsonObject row = told.takeFirst();
            QCOMPARE(row[QStringLiteral("kind")].toString(), nameOf(finding.kind));
            QCOMPARE(row[QStringLiteral("start_s")].toDouble(), ran.snapshot->seconds(finding.fromNs));
            QCOMPARE(row[QStringLiteral("end_s")].toDouble(), ran.snapshot->seconds(finding.toNs));
        }
    }
}

// A name that nobody has would be a row that tests nothing, and a scenario without a row, or of a group that CMakeLists.txt
// does not name, would be tested by none.
void TestFindings::everyScenarioHasItsRow()
{
    const QStringList groups = QStringLiteral(LANESCOPE_FINDING_GROUPS).split(u' ');
    for (const scenario::ScenarioInfo& info : scenario::Catalogue::instance().all()) {
        QVERIFY2(testing::healthySettings(info.id), qPrintable(info.id));
        QVERIFY2(groups.contains(info.id.section(u'.', 0, 0)), qPrintable(info.id));
    }
    for (const QString& id : testing::scenariosWithRows())
        QVERIFY2(scenario::Catalogue::instance().find(id) != nullptr, qPrintable(id));
}

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    const bool hasGroup = arguments.size() > 1 && !arguments[1].startsWith(u'-');
    TestFindings test(hasGroup ? arguments.takeAt(1) : QString());
    return QTest::qExec(&test, arguments);
}

#include "tst_findings.moc"
