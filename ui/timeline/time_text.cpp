// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

struct Unit {
    std::int64_t ns;
    int digits; ///< of ns: 10^digits
    const char16_t* name;
};
constexpr std::array<Unit, 4> kUnits{
    {{1'000'000'000, 9, u"s"}, {1'000'000, 6, u"ms"}, {1'000, 3, u"µs"}, {1, 0, u"ns"}}};

const Unit& unitFor(std::int64_t ns)
{
    for (const Unit& unit : kUnits) {
        if (std::abs(ns) >= unit.ns)
            return unit;
    }
    return kUnits.back();
}

QString with(double value, int decimals, const Unit& unit, const QLocale& locale)
{
    return locale.toString(value, 'f', decimals) + u'\u00a0' + QString::fromUtf16(unit.name);
}

// Digits after the point so that a step of `stepNs` shows in `unit`.
int decimalsFor(std::int64_t stepNs, const Unit& unit)
{
    int zeros = 0;
    for (std::int64_t step = std::max<std::int64_t>(stepNs, 1); step % 10 == 0; step /= 10)
        ++zeros;
    return std::clamp(unit.digits - zeros, 0, 9);
}

} // namespace

QString durationText(std::int64_t durationNs, const QLocale& locale)
{
    constexpr std::int64_t kMinute = 60'000'000'000;
    if (std::abs(durationNs) >= 2 * kMinute) {
        return QCoreApplication::translate("lanescope::timeline", "%1 min %2 s")
            .arg(locale.toString(static_cast<qlonglong>(durationNs / kMinute)),
                 locale.toString(static_cast<qlonglong>(std::abs(durationNs) % kMinute / 1'000'000'000)));
    }
    const Unit& unit = unitFor(durationNs);
    const double value = static_cast<double>(durationNs) / static_cast<double>(unit.ns);
    const double size = std::abs(value);
    const int decimals = unit.ns == 1 ? 0 : size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    return with(value, decimals, unit, locale);
}

QString tickText(std::int64_t sinceBeginNs, std::int64_t stepNs, std::int64_t largestNs, const QLocale& locale)
{
    const Unit& unit = unitFor(std::max(largestNs, stepNs));
    const double value = static_cast<double>(sinceBeginNs) / static_cast<double>(unit.ns);
    return with(value, decimalsFor(stepNs, unit), unit, locale);
}

QString momentText(std::int64_t sinceBeginNs, double nsPerPx, const QLocale& locale)
{
    std::int64_t step = 1;
    while (static_cast<double>(step) * 10 <= nsPerPx)
        step *= 10;
    return tickText(sinceBeginNs, step, std::abs(sinceBeginNs), locale);
}

QString percentText(double share, const QLocale& locale)
{
    const double percent = share * 100;
    if (percent > 0 && percent < 0.05)
        return u"<\u00a0"_s + locale.toString(0.1, 'f', 1) + u"\u00a0%"_s;
    const int decimals = percent > 0 && percent < 0.95 ? 1 : 0;
    return locale.toString(percent, 'f', decimals) + u"\u00a0%"_s;
}

} // namespace lanescope::timeline
