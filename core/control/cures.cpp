// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/cures.h"

#include "core/control/cure_rules.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace lanescope::control {
namespace {

using scenario::Knob;
using scenario::KnobKind;
using scenario::KnobValue;
using scenario::ScenarioInfo;

// "queue 1-2" stands before stage 2.
int stageOf(const Complaint& complaint)
{
    if (complaint.objects.isEmpty())
        return 0;
    const QString& name = complaint.objects.front();
    qsizetype from = name.size();
    while (from > 0 && name[from - 1].isDigit())
        --from;
    return name.mid(from).toInt();
}

bool begins(const QStringList& names, const char* start)
{
    return std::ranges::any_of(names, [&](const QString& name) { return name.startsWith(QLatin1String(start)); });
}

bool isFor(const CureRule& rule, const QString& scenario, const Complaint& complaint)
{
    return rule.kind == complaint.kind && scenario == QLatin1String(rule.scenario) &&
           (rule.about == nullptr || begins(complaint.objects, rule.about) || begins(complaint.threads, rule.about));
}

/// Whether values up to a rule's goal are looked for, or those beyond it.
enum class Pass { ToGoal, Beyond };

/// Looks for the value to turn one knob to.
class KnobSearch {
public:
    KnobSearch(const CureRule& rule, const Knob& knob, const KnobValue& present, const Settings& settings)
        : m_rule(rule)
        , m_knob(knob)
        , m_present(present)
        , m_goal(rule.goal.of != nullptr ? rule.goal.of(settings) : rule.goal.constant)
    {
    }

    std::optional<KnobValue> next(Pass pass) const
    {
        std::optional<KnobValue> value;
        if (m_rule.goal.word != nullptr)
            value = pass == Pass::ToGoal ? word() : std::nullopt;
        else
            value = pass == Pass::ToGoal ? goal() : beyond();
        const bool isOther = value && m_knob.plain(*value) != m_knob.plain(m_present);
        return isOther && m_knob.check(*value) ? value : std::nullopt;
    }

private:
    std::optional<KnobValue> word() const
    {
        const auto parsed = m_knob.parse(QLatin1String(m_rule.goal.word));
        return parsed ? std::optional(parsed.value()) : std::nullopt;
    }
    std::optional<KnobValue> goal() const
    {
        const double value = rounded(std::clamp(m_goal, m_knob.minimum, m_knob.maximum));
        const bool isBetter = m_rule.turn == Turn::To || (m_rule.turn == Turn::Up) == (value > m_present.number);
        return isBetter ? std::optional(KnobValue{value, {}}) : std::nullopt;
    }
    std::optional<KnobValue> beyond() const
    {
        constexpr double kHardlyAny = 0.01; // of the goal: as good as nothing
        if (m_rule.turn == Turn::To)
            return std::nullopt;
        double value = m_rule.turn == Turn::Up ? m_present.number * 2 : m_present.number / 2;
        if (m_rule.turn == Turn::Down && value < kHardlyAny * m_goal)
            value = m_knob.minimum;
        return KnobValue{rounded(std::clamp(value, m_knob.minimum, m_knob.maximum)), {}};
    }
    // To the side on which it is well; of a real number two digits are enough.
    double rounded(double value) const
    {
        const double step =
            m_knob.kind == KnobKind::Integer || value == 0 ? 1 : std::pow(10, std::floor(std::log10(value)) - 1);
        const double sided = m_rule.turn == Turn::Up ? std::ceil(value / step - 1e-9) : std::floor(value / step + 1e-9);
        return std::clamp(sided * step, m_knob.minimum, m_knob.maximum);
    }

    const CureRule& m_rule;
    const Knob& m_knob;
    const KnobValue& m_present;
    const double m_goal;
};

std::optional<Cure> cureBy(const CureRule& rule, const ScenarioInfo& info, const std::vector<KnobValue>& values,
                           int stage, Pass pass)
{
    const QString name = QString::fromLatin1(rule.knob).replace(u'%', QString::number(stage));
    const int at = scenario::indexOf(info.knobs, name);
    if (at < 0 || static_cast<std::size_t>(at) >= values.size())
        return std::nullopt;
    const Knob& knob = info.knobs[static_cast<std::size_t>(at)];
    const Settings settings(info, values, stage);
    const auto value = KnobSearch(rule, knob, values[static_cast<std::size_t>(at)], settings).next(pass);
    return value ? std::optional(Cure{name, knob.plain(*value)}) : std::nullopt;
}

QString wordsFor(const QString& scenario, analysis::FindingKind kind)
{
    for (const Remedy& remedy : remedies()) {
        if (remedy.kind == kind && (remedy.scenario == nullptr || scenario == QLatin1String(remedy.scenario)))
            return QCoreApplication::translate("lanescope::control", remedy.words);
    }
    return {};
}

} // namespace

Advice adviceFor(const ScenarioInfo& info, const std::vector<KnobValue>& values, const Complaint& complaint)
{
    const int stage = stageOf(complaint);
    for (const Pass pass : {Pass::ToGoal, Pass::Beyond}) {
        for (const CureRule& rule : cureRules()) {
            if (!isFor(rule, info.id, complaint))
                continue;
            if (auto cure = cureBy(rule, info, values, stage, pass))
                return {std::move(cure), {}};
        }
    }
    return {std::nullopt, wordsFor(info.id, complaint.kind)};
}

bool isDone(const Cure& cure, const ScenarioInfo& info, const std::vector<KnobValue>& then,
            const std::vector<KnobValue>& now)
{
    const auto at = static_cast<std::size_t>(scenario::indexOf(info.knobs, cure.knob));
    const Knob& knob = info.knobs[at];
    if (knob.plain(now[at]) == cure.value)
        return true;
    if (knob.kind != KnobKind::Integer && knob.kind != KnobKind::Real)
        return false;
    const auto goal = knob.parse(cure.value);
    if (!goal)
        return false;
    const double wanted = goal.value().number;
    return wanted < then[at].number ? now[at].number <= wanted : now[at].number >= wanted;
}

QString cureText(const ScenarioInfo& info, const Cure& cure)
{
    const int at = scenario::indexOf(info.knobs, cure.knob);
    if (at < 0)
        return {};
    const Knob& knob = info.knobs[static_cast<std::size_t>(at)];
    const bool isOneOfSeveral = std::ranges::count(info.knobs, knob.label, &Knob::label) > 1 && !knob.section.isEmpty();
    const QString name = isOneOfSeveral ? knob.section + QStringLiteral(" · ") + knob.label : knob.label;
    const auto value = knob.parse(cure.value);
    return name + QStringLiteral(" → ") + (value ? knob.format(value.value()) : cure.value);
}

std::vector<KnownCure> knownCures()
{
    std::vector<KnownCure> all;
    const auto isKnown = [&](const QString& scenario, analysis::FindingKind kind) {
        return std::ranges::any_of(
            all, [&](const KnownCure& known) { return known.kind == kind && known.scenario == scenario; });
    };
    for (const CureRule& rule : cureRules()) {
        const QString scenario = QString::fromLatin1(rule.scenario);
        if (!isKnown(scenario, rule.kind))
            all.push_back({scenario, rule.kind});
    }
    return all;
}

} // namespace lanescope::control
