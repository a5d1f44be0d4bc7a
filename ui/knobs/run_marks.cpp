// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/run_marks.h"

#include "ui/knobs/knob_panel.h"
#include "ui/knobs/limit_marks.h"

#include <QJsonArray>
#include <QLocale>

#include <cmath>
#include <utility>

namespace lanescope::knobs {

using namespace Qt::StringLiterals;

namespace {

/// Near a bend, two limits take turns several times a second; one is called binding when it was so often in a row.
constexpr int kSettledAfter = 3;

QString rate(double perS)
{
    return QLocale().toString(perS, 'f', perS < 10 ? 1 : 0);
}

} // namespace

QString effectText(const QJsonObject& effect)
{
    if (effect.isEmpty())
        return {};
    if (effect["measuring"_L1].toBool())
        return RunMarks::tr("measuring what it does …");
    const bool isNone = effect["settled"_L1].toBool() && !effect["measurable"_L1].toBool(true);
    QString text = RunMarks::tr("%1 → %2 pages/s")
                       .arg(rate(effect["before_per_s"_L1].toDouble()), rate(effect["after_per_s"_L1].toDouble()));
    text = isNone
               ? RunMarks::tr("no measurable change: %1").arg(text)
               : RunMarks::tr("%1 after %2 s").arg(text, QLocale().toString(effect["after_s"_L1].toDouble(), 'f', 1));
    if (const QJsonValue change = effect["p95_change_ms"_L1]; change.isDouble()) {
        const double ms = change.toDouble();
        text += RunMarks::tr(", p95 %1%2 ms").arg(ms < 0 ? u"−"_s : u"+"_s, rate(std::abs(ms)));
    }
    return effect["settled"_L1].toBool() ? text : RunMarks::tr("%1, still moving").arg(text);
}

RunMarks::RunMarks(KnobPanel& panel, QObject* parent)
    : QObject(parent)
    , m_panel(panel)
{
}

void RunMarks::show(const QJsonObject& status)
{
    m_knowsLimits = status.contains("limits"_L1);
    showLimits(status);
    showEffect(status["effect"_L1].toObject());
    Q_EMIT changed();
}

QString RunMarks::settledBinder(const QString& now)
{
    m_seen = now == m_candidate ? m_seen + 1 : 1;
    m_candidate = now;
    if (m_seen >= kSettledAfter)
        m_binding = now;
    return m_binding;
}

void RunMarks::showLimits(const QJsonObject& status)
{
    const std::vector<LimitMark> marks = limitMarks(status, m_panel.knobs());
    const QString binder = settledBinder(status["limits"_L1]["knob"_L1].toString());
    QStringList unmarked = std::exchange(m_marked, {});
    for (const LimitMark& mark : marks) {
        // The marks of a moment that passes would only flicker.
        if (mark.binding != (mark.knob == binder)) {
            if (unmarked.removeAll(mark.knob) > 0)
                m_marked << mark.knob;
            continue;
        }
        unmarked.removeAll(mark.knob);
        m_marked << mark.knob;
        m_panel.setEffective(mark.knob,
                             mark.effective ? std::optional<scenario::KnobValue>({*mark.effective, {}}) : std::nullopt);
        m_panel.setNote(mark.knob, mark.note, mark.binding ? NoteSeverity::Binding : NoteSeverity::Info);
    }
    for (const QString& knob : std::as_const(unmarked)) {
        m_panel.setEffective(knob, std::nullopt);
        m_panel.setNote(knob, {}, NoteSeverity::Info);
    }
}

void RunMarks::showEffect(const QJsonObject& effect)
{
    const QJsonArray knobs = effect["knobs"_L1].toArray();
    if (effect == m_effect)
        return;
    if (m_effect["measuring"_L1].toBool())
        dropEffect(); // others may be measured now, or nothing: what was turned back did not change
    if (knobs.isEmpty())
        return;
    m_effect = effect;
    const QString text = effectText(effect);
    const bool alone = knobs.size() == 1;
    for (const QJsonValue& knob : knobs) {
        // Of several that were turned together nobody can say which one did it: that stands above them all.
        m_panel.setEffect(knob.toString(), alone ? text : QString());
        if (!m_told.contains(knob.toString()))
            m_told << knob.toString();
    }
    m_lastEffect = alone ? QString() : tr("%n knob(s) turned: %1", nullptr, static_cast<int>(knobs.size())).arg(text);
}

void RunMarks::clearLimits()
{
    m_binding.clear();
    m_candidate.clear();
    m_seen = 0;
    m_knowsLimits = false;
    if (m_effect["measuring"_L1].toBool())
        dropEffect(); // nobody measures any more
    showLimits({});
    Q_EMIT changed();
}

void RunMarks::clearAll()
{
    for (const QString& knob : std::exchange(m_told, {}))
        m_panel.setEffect(knob, {});
    dropEffect();
    clearLimits();
}

void RunMarks::dropEffect()
{
    for (const QJsonValue& knob : m_effect["knobs"_L1].toArray())
        m_panel.setEffect(knob.toString(), {});
    m_effect = {};
    m_lastEffect.clear();
}

} // namespace lanescope::knobs
