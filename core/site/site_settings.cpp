// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/site_settings.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

using Kind = SiteKnobDeclaration::Kind;
using Change = SiteKnobDeclaration::Change;

/// What a stranger typed, fit to stand in a one-line message.
QString quoted(QStringView text)
{
    QString shown = text.left(40).toString();
    for (QChar& character : shown) {
        if (!character.isPrint()) {
            character = u'?';
        }
    }
    return u'"' + shown + (text.size() > 40 ? u"…\""_s : u"\""_s);
}

const SiteKnobDeclaration* declarationOf(QStringView name)
{
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        if (name == knob.name) {
            return &knob;
        }
    }
    return nullptr;
}

QString unknownKnob(QStringView name)
{
    QStringList names;
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        names += knob.name;
    }
    return u"There is no knob %1; the knobs are %2."_s.arg(quoted(name), names.join(u", "_s));
}

std::optional<double> parseValue(const SiteKnobDeclaration& knob, QStringView text)
{
    if (knob.kind == Kind::Choice) {
        const auto found = std::ranges::find_if(knob.choices, [&](auto choice) { return text == choice; });
        return found == knob.choices.end() ? std::nullopt : std::optional(double(found - knob.choices.begin()));
    }
    bool isNumber = false;
    const double value = QLocale::c().toDouble(text, &isNumber);
    // Written so that a NaN fails too.
    const bool inRange = value >= knob.minimum && value <= knob.maximum;
    if (!isNumber || !inRange || (knob.kind == Kind::Integer && std::floor(value) != value)) {
        return std::nullopt;
    }
    return value;
}

} // namespace

SiteSettings::SiteSettings()
{
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        m_values[static_cast<std::size_t>(knob.id)] = knob.defaultValue;
    }
}

double SiteSettings::real(SiteKnob knob, int host) const
{
    if (m_ofHosts.empty()) {
        return real(knob);
    }
    const auto own = m_ofHosts.find({knob, host});
    return own == m_ofHosts.end() ? real(knob) : own->second;
}

/// Returns what is wrong with the host of "NAME@HOST".
QString SiteSettings::parseHost(const SiteKnobDeclaration& knob, QStringView text, int& host) const
{
    if (knob.reach != SiteKnobDeclaration::Reach::EachHost) {
        return u"%1 is one for the whole site, not for a host; set it without @."_s.arg(knob.name);
    }
    bool isNumber = false;
    host = text.toInt(&isNumber);
    const int last = integer(SiteKnob::Hosts) - 1;
    if (isNumber && host >= 0 && host <= last) {
        return {};
    }
    return u"%1@HOST takes a host from 0 to %2, not %3."_s.arg(knob.name, QString::number(last), quoted(text));
}

SiteSettings::Parsed SiteSettings::parse(QStringView name, QStringView text) const
{
    const qsizetype at = name.indexOf(u'@');
    const SiteKnobDeclaration* knob = declarationOf(at < 0 ? name : name.first(at));
    const auto refused = [](const QString& why) { return Parsed{nullptr, kWholeSite, {}, why}; };
    if (!knob) {
        return refused(unknownKnob(name));
    }
    if (m_listening && knob->change == Change::BeforeListening) {
        return refused(u"%1 is fixed once the site listens; start the site again with --set %1=N (%2)."_s.arg(
            knob->name, knob->rangeText()));
    }
    int host = kWholeSite;
    if (at >= 0) {
        if (const QString error = parseHost(*knob, name.sliced(at + 1), host); !error.isEmpty()) {
            return refused(error);
        }
        if (text == "site"_L1) {
            return {knob, host, std::nullopt, {}};
        }
    }
    const std::optional<double> value = parseValue(*knob, text);
    if (!value) {
        const QString what = knob->kind == Kind::Integer ? u"a whole number from "_s
                             : knob->kind == Kind::Real  ? u"a number from "_s
                                                         : u"one of "_s;
        return refused(u"%1 must be %2%3, not %4."_s.arg(knob->name, what, knob->rangeText(), quoted(text)));
    }
    return {knob, host, value, {}};
}

std::optional<QString> SiteSettings::check(QStringView name, QStringView text) const
{
    const Parsed parsed = parse(name, text);
    return parsed.declaration ? std::nullopt : std::optional(parsed.error);
}

std::optional<QString> SiteSettings::set(QStringView name, QStringView text)
{
    const Parsed parsed = parse(name, text);
    if (!parsed.declaration) {
        return parsed.error;
    }
    const SiteKnob knob = parsed.declaration->id;
    if (parsed.host == kWholeSite) {
        m_values[static_cast<std::size_t>(knob)] = *parsed.value;
    } else if (parsed.value) {
        m_ofHosts[{knob, parsed.host}] = *parsed.value;
    } else {
        m_ofHosts.erase({knob, parsed.host});
    }
    ++m_generation;
    if (m_listener) {
        m_listener();
    }
    return std::nullopt;
}

QString SiteSettings::text(SiteKnob knob) const
{
    return siteKnobs()[static_cast<std::size_t>(knob)].valueText(real(knob));
}

QJsonObject SiteSettings::toJson() const
{
    const auto jsonOf = [](const SiteKnobDeclaration& knob, double value) {
        return knob.kind == Kind::Choice ? QJsonValue(knob.valueText(value)) : QJsonValue(value);
    };
    QJsonObject json;
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        json.insert(knob.name, jsonOf(knob, real(knob.id)));
    }
    for (const auto& [place, value] : m_ofHosts) {
        const SiteKnobDeclaration& knob = siteKnobs()[static_cast<std::size_t>(place.first)];
        json.insert(QString(knob.name) + u'@' + QString::number(place.second), jsonOf(knob, value));
    }
    return json;
}

} // namespace lanescope::site
