// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/scenario_rows.h"

#include "core/scenario/catalogue.h"
#include "tests/system/scenarios/pairwise.h"

#include <QTest>

namespace lanescope::testing {
namespace {

using scenario::Knob;
using scenario::KnobKind;
using scenario::ScenarioInfo;

QString atEnd(const Knob& knob, bool most)
{
    const bool number = knob.kind == KnobKind::Integer || knob.kind == KnobKind::Real;
    const double last = knob.kind == KnobKind::Choice ? static_cast<double>(knob.choices.size() - 1) : 1.0;
    const double value = number ? (most ? knob.maximum : knob.minimum) : (most ? last : 0.0);
    return knob.name + u'=' + knob.plain({value, {}});
}

QStringList everyKnob(const ScenarioInfo& info, bool most)
{
    QStringList settings;
    for (const Knob& knob : info.knobs) {
        if (knob.kind != KnobKind::Text)
            settings += atEnd(knob, most);
    }
    return settings;
}

// One knob after the other goes to its minimum, its maximum and back; of those with many knobs some in each run, so that
// none is long.
QList<ScenarioRun> moved(const ScenarioInfo& info)
{
    constexpr double kBetweenS = 0.12;
    constexpr double kFirstS = 0.3;
    constexpr double kLongestS = 6;
    QList<ScenarioRun> runs{{info.id}};
    double atS = kFirstS;
    const auto change = [&](const QString& typed) {
        runs.last().changes += QString::number(atS, 'f', 2) + u':' + typed;
        atS += kBetweenS;
        runs.last().durationS = atS + kFirstS;
    };
    for (const Knob& knob : info.knobs) {
        if (knob.effect != scenario::KnobEffect::Live || knob.kind == KnobKind::Text)
            continue;
        if (atS > kLongestS) {
            runs.append({info.id});
            atS = kFirstS;
        }
        change(atEnd(knob, false));
        change(atEnd(knob, true));
        change(knob.name + u'=' + knob.plain(knob.standard));
    }
    return runs;
}

// The levels of a knob that mixtures try: all choices, both ends of a number.
QStringList levelsOf(const Knob& knob)
{
    QStringList levels;
    if (knob.kind == KnobKind::Choice) {
        for (const QString& choice : knob.choices)
            levels.append(knob.name + u'=' + choice);
    } else {
        levels = {atEnd(knob, false), atEnd(knob, true)};
    }
    return levels;
}

bool isChosen(const Knob& knob)
{
    return knob.kind == KnobKind::Choice || knob.kind == KnobKind::Toggle;
}

/// A knob in mixtures. Two knobs with a dozen choices each would make a hundred of them, so of many choices several
/// count as one in the pairs, and take turns.
class MixedKnob {
public:
    explicit MixedKnob(const Knob& knob)
        : m_levels(levelsOf(knob))
        , m_timesOf(static_cast<std::size_t>(levels()))
    {
    }
    int levels() const { return static_cast<int>(std::min(m_levels.size(), kMostLevels)); }
    QString next(int level)
    {
        const qsizetype inTurn = (m_levels.size() - level - 1) / kMostLevels + 1;
        return m_levels[level + kMostLevels * (m_timesOf[static_cast<std::size_t>(level)]++ % inTurn)];
    }

private:
    static constexpr qsizetype kMostLevels = 6;

    QStringList m_levels;
    std::vector<qsizetype> m_timesOf; // by level: how often it came
};

QList<ScenarioRun> mixed(const ScenarioInfo& info)
{
    constexpr double kDurationS = 0.3;
    QList<ScenarioRun> runs;
    if (std::none_of(info.knobs.begin(), info.knobs.end(), isChosen))
        return runs; // "least" and "most" have the ends of its numbers
    std::vector<MixedKnob> knobs;
    std::vector<int> levels;
    for (const Knob& knob : info.knobs) {
        if (knob.kind == KnobKind::Text)
            continue;
        knobs.emplace_back(knob);
        levels.push_back(knobs.back().levels());
    }
    for (const std::vector<int>& combination : pairwise(levels)) {
        ScenarioRun run{info.id, {}, {}, kDurationS};
        run.mayDrop = true;
        for (std::size_t i = 0; i < combination.size(); ++i)
            run.settings.append(knobs[i].next(combination[i]));
        runs.append(run);
    }
    return runs;
}

ScenarioRun extreme(const ScenarioInfo& info, bool most)
{
    ScenarioRun run{info.id, everyKnob(info, most)};
    run.mayDrop = true;
    return run;
}

void add(const ScenarioRun& run, const QString& how)
{
    QTest::newRow(qPrintable(run.id + how)) << run;
}

void addNumbered(const QList<ScenarioRun>& runs, const QString& how)
{
    for (qsizetype i = 0; i < runs.size(); ++i)
        add(runs[i], runs.size() == 1 ? how : how + QStringLiteral(" %1").arg(i + 1));
}

} // namespace

void addRowsOfGroup(const QString& idPrefix)
{
    constexpr double kShortS = 0.05;
    QTest::addColumn<ScenarioRun>("run");
    for (const ScenarioInfo& info : scenario::Catalogue::instance().all()) {
        if (!info.id.startsWith(idPrefix))
            continue;
        ScenarioRun plain{info.id};
        plain.untilItsPageIsShown = true;
        add(plain, QString());
        add({info.id, {}, {}, kShortS}, QStringLiteral(" short"));
        addNumbered(moved(info), QStringLiteral(" moved"));
        add(extreme(info, false), QStringLiteral(" least"));
        add(extreme(info, true), QStringLiteral(" most"));
        addNumbered(mixed(info), QStringLiteral(" mixed"));
    }
}

} // namespace lanescope::testing
