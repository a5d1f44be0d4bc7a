// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/site_settings.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

using Kind = SiteKnobDeclaration::Kind;
using Change = SiteKnobDeclaration::Change;

constexpr std::array kShapes = {"fixed"_L1, "uniform"_L1, "lognormal"_L1};

const std::array kKnobs = {
    SiteKnobDeclaration{SiteKnob::Pages,
                        "pages"_L1,
                        "pages"_L1,
                        Kind::Integer,
                        1,
                        10'000'000,
                        2000,
                        {},
                        Change::Live,
                        "pages of the whole site, spread evenly over the hosts"_L1},
    SiteKnobDeclaration{SiteKnob::LinksPerPage,
                        "links_per_page"_L1,
                        "links"_L1,
                        Kind::Integer,
                        1,
                        1000,
                        12,
                        {},
                        Change::Live,
                        "links on each page, duplicates included"_L1},
    SiteKnobDeclaration{SiteKnob::PageSize,
                        "page_size"_L1,
                        "B"_L1,
                        Kind::Integer,
                        512,
                        8 * 1024 * 1024,
                        8192,
                        {},
                        Change::Live,
                        "size of a page in bytes; a page grows when its links need more"_L1},
    SiteKnobDeclaration{SiteKnob::Hosts,
                        "hosts"_L1,
                        "hosts"_L1,
                        Kind::Integer,
                        1,
                        200,
                        3,
                        {},
                        Change::BeforeListening,
                        "virtual hosts, each on a loopback address of its own"_L1},
    SiteKnobDeclaration{SiteKnob::LatencyMs,
                        "latency_ms"_L1,
                        "ms"_L1,
                        Kind::Real,
                        0,
                        60'000,
                        20,
                        {},
                        Change::Live,
                        "mean time from a complete request to the first byte of its answer"_L1},
    SiteKnobDeclaration{SiteKnob::LatencySpreadMs,
                        "latency_spread_ms"_L1,
                        "ms"_L1,
                        Kind::Real,
                        0,
                        60'000,
                        8,
                        {},
                        Change::Live,
                        "half width of uniform latency, standard deviation of lognormal latency"_L1},
    SiteKnobDeclaration{SiteKnob::LatencyShape, "latency_shape"_L1, ""_L1, Kind::Choice, 0, 2, 2, kShapes,
                        Change::Live, "how latency is distributed around its mean"_L1},
    SiteKnobDeclaration{SiteKnob::ServerConcurrency,
                        "server_concurrency"_L1,
                        "requests"_L1,
                        Kind::Integer,
                        0,
                        100'000,
                        0,
                        {},
                        Change::Live,
                        "requests each host works on at once, the rest queue in the server; 0 = no limit"_L1},
    SiteKnobDeclaration{SiteKnob::ErrorRate,
                        "error_rate"_L1,
                        ""_L1,
                        Kind::Real,
                        0,
                        1,
                        0,
                        {},
                        Change::Live,
                        "share of requests answered 500 Internal Server Error"_L1},
    SiteKnobDeclaration{SiteKnob::ResetRate,
                        "reset_rate"_L1,
                        ""_L1,
                        Kind::Real,
                        0,
                        1,
                        0,
                        {},
                        Change::Live,
                        "share of requests whose connection is reset instead of answered"_L1},
    SiteKnobDeclaration{SiteKnob::BodyRate,
                        "body_rate"_L1,
                        "B/s"_L1,
                        Kind::Integer,
                        0,
                        1'000'000'000,
                        0,
                        {},
                        Change::Live,
                        "speed at which each body is sent; 0 = at once"_L1},
};
static_assert(std::tuple_size_v<decltype(kKnobs)> == static_cast<std::size_t>(SiteKnob::Count));

QString numberText(double value) {
    return QString::number(value, 'g', 12);
}

/// What a stranger typed, fit to stand in a one-line message.
QString quoted(QStringView text) {
    QString shown = text.left(40).toString();
    for (QChar& character : shown) {
        if (!character.isPrint()) {
            character = u'?';
        }
    }
    return u'"' + shown + (text.size() > 40 ? u"…\""_s : u"\""_s);
}

const SiteKnobDeclaration* declarationOf(QStringView name) {
    const auto found = std::ranges::find_if(kKnobs, [&](const auto& knob) { return name == knob.name; });
    return found == kKnobs.end() ? nullptr : &*found;
}

QString unknownKnob(QStringView name) {
    QStringList names;
    for (const SiteKnobDeclaration& knob : kKnobs) {
        names += knob.name;
    }
    return u"There is no knob %1; the knobs are %2."_s.arg(quoted(name), names.join(u", "_s));
}

std::optional<double> parseValue(const SiteKnobDeclaration& knob, QStringView text) {
    if (knob.kind == Kind::Choice) {
        const auto found = std::ranges::find_if(knob.choices, [&](auto choice) { return text == choice; });
        return found == knob.choices.end() ? std::nullopt
                                           : std::optional(double(found - knob.choices.begin()));
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

std::span<const SiteKnobDeclaration> siteKnobs() {
    return kKnobs;
}

QString SiteKnobDeclaration::rangeText() const {
    if (kind == Kind::Choice) {
        QStringList words;
        for (const QLatin1StringView choice : choices) {
            words += choice;
        }
        const QString last = words.takeLast();
        return words.join(u", "_s) + u" or "_s + last;
    }
    const QString range = numberText(minimum) + u" to "_s + numberText(maximum);
    return unit.isEmpty() ? range : range + u' ' + unit;
}

QString SiteKnobDeclaration::valueText(double value) const {
    return kind == Kind::Choice ? QString(choices[static_cast<std::size_t>(value)]) : numberText(value);
}

SiteSettings::SiteSettings() {
    for (const SiteKnobDeclaration& knob : kKnobs) {
        m_values[static_cast<std::size_t>(knob.id)] = knob.defaultValue;
    }
}

SiteSettings::Parsed SiteSettings::parse(QStringView name, QStringView text) const {
    const SiteKnobDeclaration* knob = declarationOf(name);
    if (!knob) {
        return {nullptr, 0, unknownKnob(name)};
    }
    if (m_listening && knob->change == Change::BeforeListening) {
        return {nullptr, 0,
                u"%1 is fixed once the site listens; start the site again with --set %1=N (%2)."_s.arg(
                    knob->name, knob->rangeText())};
    }
    const std::optional<double> value = parseValue(*knob, text);
    if (!value) {
        const QString what = knob->kind == Kind::Integer ? u"a whole number from "_s
                             : knob->kind == Kind::Real  ? u"a number from "_s
                                                         : u"one of "_s;
        return {nullptr, 0,
                u"%1 must be %2%3, not %4."_s.arg(knob->name, what, knob->rangeText(), quoted(text))};
    }
    return {knob, *value, {}};
}

std::optional<QString> SiteSettings::check(QStringView name, QStringView text) const {
    const Parsed parsed = parse(name, text);
    return parsed.declaration ? std::nullopt : std::optional(parsed.error);
}

std::optional<QString> SiteSettings::set(QStringView name, QStringView text) {
    const Parsed parsed = parse(name, text);
    if (!parsed.declaration) {
        return parsed.error;
    }
    m_values[static_cast<std::size_t>(parsed.declaration->id)] = parsed.value;
    ++m_generation;
    if (m_listener) {
        m_listener();
    }
    return std::nullopt;
}

QString SiteSettings::text(SiteKnob knob) const {
    return kKnobs[static_cast<std::size_t>(knob)].valueText(real(knob));
}

QJsonObject SiteSettings::toJson() const {
    QJsonObject json;
    for (const SiteKnobDeclaration& knob : kKnobs) {
        const double value = real(knob.id);
        json.insert(knob.name,
                    knob.kind == Kind::Choice ? QJsonValue(knob.valueText(value)) : QJsonValue(value));
    }
    return json;
}

} // namespace lanescope::site
