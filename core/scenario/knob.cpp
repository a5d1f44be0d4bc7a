// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/knob.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace lanescope::scenario {
namespace {

Knob make(const QString& name, const QString& label, KnobKind kind, const QString& help)
{
    Knob knob;
    knob.name = name;
    knob.label = label;
    knob.kind = kind;
    knob.help = help;
    return knob;
}

// "1 thread", though its knob counts threads. Signs such as "ms" are no plurals.
QString unitOfOne(const QString& unit)
{
    if (unit.endsWith(QStringLiteral("sses")))
        return unit.chopped(2);
    if (unit.endsWith(QStringLiteral("ies")))
        return unit.chopped(3) + QLatin1Char('y');
    return unit.size() > 2 && unit.endsWith(QLatin1Char('s')) ? unit.chopped(1) : unit;
}

QString withUnit(const QString& number, const QString& unit)
{
    return unit.isEmpty() ? number : number + QLatin1Char(' ') + unit;
}

QString plainNumber(double number)
{
    return QString::number(number, 'g', 12);
}

QString shownNumber(double number)
{
    const bool whole = number == std::floor(number) && std::abs(number) < 1e15;
    return whole ? QLocale().toString(static_cast<qlonglong>(number)) : QLocale().toString(number, 'g', 4);
}

std::optional<bool> truth(const QString& typed)
{
    const QString word = typed.trimmed().toLower();
    if (word == QLatin1String("on") || word == QLatin1String("true") || word == QLatin1String("yes") ||
        word == QLatin1String("1"))
        return true;
    if (word == QLatin1String("off") || word == QLatin1String("false") || word == QLatin1String("no") ||
        word == QLatin1String("0"))
        return false;
    return std::nullopt;
}

// Levenshtein's edit distance, one row at a time.
int distance(const QString& a, const QString& b)
{
    std::vector<int> row(static_cast<std::size_t>(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (qsizetype j = 0; j < b.size(); ++j) {
            const auto at = static_cast<std::size_t>(j);
            const int substituted = diagonal + (a[i].toLower() == b[j].toLower() ? 0 : 1);
            diagonal = row[at + 1];
            row[at + 1] = std::min({row[at] + 1, row[at + 1] + 1, substituted});
        }
    }
    return row.back();
}

} // namespace

Knob Knob::integer(const QString& name, const QString& label, int minimum, int maximum, int standard,
                   const QString& unit, const QString& help)
{
    Knob knob = make(name, label, KnobKind::Integer, help);
    knob.minimum = minimum;
    knob.maximum = maximum;
    knob.standard.number = standard;
    knob.unit = unit;
    return knob;
}

Knob Knob::real(const QString& name, const QString& label, double minimum, double maximum, double standard,
                const QString& unit, const QString& help)
{
    Knob knob = make(name, label, KnobKind::Real, help);
    knob.minimum = minimum;
    knob.maximum = maximum;
    knob.standard.number = standard;
    knob.unit = unit;
    return knob;
}

Knob Knob::choice(const QString& name, const QString& label, const QStringList& choices, int standard,
                  const QString& help)
{
    Knob knob = make(name, label, KnobKind::Choice, help);
    knob.choices = choices;
    knob.maximum = static_cast<double>(choices.size() - 1);
    knob.standard.number = standard;
    return knob;
}

Knob Knob::toggle(const QString& name, const QString& label, bool standard, const QString& help)
{
    Knob knob = make(name, label, KnobKind::Toggle, help);
    knob.maximum = 1;
    knob.standard.number = standard ? 1 : 0;
    return knob;
}

Knob Knob::textual(const QString& name, const QString& label, const QString& standard, const QString& help)
{
    Knob knob = make(name, label, KnobKind::Text, help);
    knob.standard.text = standard;
    knob.effect = KnobEffect::Restart;
    return knob;
}

Knob Knob::restart() const
{
    Knob knob = *this;
    knob.effect = KnobEffect::Restart;
    return knob;
}

Knob Knob::onLogScale() const
{
    Knob knob = *this;
    knob.logarithmic = true;
    return knob;
}

Knob Knob::withZero(const QString& meaning) const
{
    Knob knob = *this;
    knob.zeroText = meaning;
    return knob;
}

Knob Knob::inSection(const QString& heading) const
{
    Knob knob = *this;
    knob.section = heading;
    return knob;
}

Result<KnobValue> Knob::parse(const QString& typed) const
{
    const QString word = typed.trimmed();
    const Error refusal{tr("%1 takes %2, not '%3'.").arg(name, range(), word.left(40)).toStdString()};
    KnobValue value;
    bool understood = true;
    switch (kind) {
    case KnobKind::Text:
        value.text = typed;
        return value;
    case KnobKind::Choice: {
        const qsizetype index = choices.indexOf(word, 0);
        value.number = static_cast<double>(index);
        understood = index >= 0;
        break;
    }
    case KnobKind::Toggle: {
        const std::optional<bool> on = truth(word);
        value.number = on.value_or(false) ? 1 : 0;
        understood = on.has_value();
        break;
    }
    case KnobKind::Integer:
    case KnobKind::Real: {
        QString number = word;
        for (const QString& words : {unit, unitOfOne(unit)}) {
            if (!words.isEmpty() && number.endsWith(words)) {
                number.chop(words.size());
                break;
            }
        }
        if (!zeroText.isEmpty() && word.compare(zeroText, Qt::CaseInsensitive) == 0)
            number = QStringLiteral("0");
        value.number = number.trimmed().toDouble(&understood);
        break;
    }
    }
    if (!understood)
        return refusal;
    const Result<KnobValue> checked = check(value);
    return checked ? checked : Result<KnobValue>(refusal);
}

Result<KnobValue> Knob::check(const KnobValue& value) const
{
    if (kind == KnobKind::Text)
        return value;
    const bool whole = kind == KnobKind::Real || value.number == std::floor(value.number);
    if (std::isfinite(value.number) && value.number >= minimum && value.number <= maximum && whole)
        return value;
    return Error{tr("%1 takes %2, not %3.").arg(name, range(), plainNumber(value.number)).toStdString()};
}

QString Knob::format(const KnobValue& value) const
{
    if (kind == KnobKind::Toggle)
        return value.number != 0 ? tr("on") : tr("off");
    if (kind == KnobKind::Integer || kind == KnobKind::Real) {
        if (value.number == 0 && !zeroText.isEmpty())
            return zeroText;
        return withUnit(shownNumber(value.number), value.number == 1 ? unitOfOne(unit) : unit);
    }
    return plain(value);
}

QString Knob::plain(const KnobValue& value) const
{
    switch (kind) {
    case KnobKind::Text:
        return value.text;
    case KnobKind::Choice:
        return choices.value(static_cast<qsizetype>(value.number));
    case KnobKind::Toggle:
        return value.number != 0 ? QStringLiteral("on") : QStringLiteral("off");
    case KnobKind::Integer:
    case KnobKind::Real:
        break;
    }
    return plainNumber(value.number);
}

QString Knob::range() const
{
    switch (kind) {
    case KnobKind::Choice:
        return tr("one of %1").arg(choices.join(QStringLiteral(", ")));
    case KnobKind::Toggle:
        return tr("on or off");
    case KnobKind::Text:
        return tr("a text");
    case KnobKind::Integer:
    case KnobKind::Real:
        break;
    }
    const QString bounds = tr("%1 to %2").arg(plainNumber(minimum), plainNumber(maximum));
    const QString full = withUnit(bounds, unit);
    const QString sort = kind == KnobKind::Integer ? tr("a whole number from %1") : tr("a number from %1");
    return zeroText.isEmpty() ? sort.arg(full) : sort.arg(full) + tr(" (0: %1)").arg(zeroText);
}

QString nearestName(const QString& typed, const QStringList& names)
{
    QString best;
    int bestDistance = std::max(2, static_cast<int>(typed.size()) / 3) + 1;
    for (const QString& name : names) {
        const bool partOf = typed.size() >= 3 && name.contains(typed, Qt::CaseInsensitive);
        const int found = partOf ? 1 : distance(typed, name);
        if (found < bestDistance) {
            bestDistance = found;
            best = name;
        }
    }
    return best;
}

int indexOf(const std::vector<Knob>& knobs, const QString& name)
{
    const auto found = std::find_if(knobs.begin(), knobs.end(), [&](const Knob& k) { return k.name == name; });
    return found == knobs.end() ? -1 : static_cast<int>(found - knobs.begin());
}

} // namespace lanescope::scenario
