// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_scale.h"

#include <algorithm>
#include <cmath>

namespace lanescope::knobs {
namespace {

constexpr double kLongestExactRange = 2000; // beyond, a place for each integer is finer than the pixels
constexpr int kPlacesAKey = KnobScale::kFine / 100;
constexpr double kDecades = 1e4; // a real logarithmic knob that starts at 0 spans four decades

} // namespace

KnobScale::KnobScale(const scenario::Knob& knob)
    : m_minimum(knob.minimum)
    , m_maximum(std::max(knob.maximum, knob.minimum))
    , m_integer(knob.kind == scenario::KnobKind::Integer)
    , m_logarithmic(knob.logarithmic && knob.minimum >= 0 && knob.maximum > knob.minimum)
{
    if (m_logarithmic)
        m_logStart = m_minimum > 0 ? m_minimum : m_integer ? std::min(1.0, m_maximum) : m_maximum / kDecades;
    else if (m_integer && m_maximum - m_minimum <= kLongestExactRange)
        m_places = static_cast<int>(std::lround(m_maximum - m_minimum));
}

int KnobScale::placeOf(double value) const
{
    value = std::clamp(value, m_minimum, m_maximum);
    if (m_maximum <= m_minimum)
        return 0;
    if (!m_logarithmic)
        return static_cast<int>(std::lround((value - m_minimum) / (m_maximum - m_minimum) * m_places));
    const int first = m_minimum > 0 ? 0 : 1;
    if (value < m_logStart)
        return value <= 0 ? 0 : first;
    const double span = std::log(m_maximum / m_logStart);
    if (span <= 0)
        return m_places;
    return first + static_cast<int>(std::lround(std::log(value / m_logStart) / span * (m_places - first)));
}

double KnobScale::valueAt(int place) const
{
    place = std::clamp(place, 0, m_places);
    if (m_maximum <= m_minimum || place == 0)
        return m_minimum;
    if (place == m_places)
        return m_maximum;
    const int first = m_logarithmic && m_minimum <= 0 ? 1 : 0;
    const double share = static_cast<double>(place - first) / (m_places - first);
    return rounded(m_logarithmic ? m_logStart * std::pow(m_maximum / m_logStart, share)
                                 : m_minimum + share * (m_maximum - m_minimum));
}

double KnobScale::stepped(double value, int steps) const
{
    if (m_integer && !m_logarithmic && m_places < kFine)
        return std::clamp(value + steps, m_minimum, m_maximum);
    const double target = valueAt(placeOf(value) + steps * kPlacesAKey);
    const bool moved = steps > 0 ? target > value : target < value;
    // Near the start of a logarithmic scale several places mean the same whole number.
    if (!moved || (m_integer && std::abs(target - value) < 1))
        return std::clamp(value + (m_integer ? (steps > 0 ? 1 : -1) : 0), m_minimum, m_maximum);
    return target;
}

double KnobScale::rounded(double value) const
{
    if (m_integer)
        value = std::round(value);
    if (value == 0)
        return std::clamp(value, m_minimum, m_maximum);
    const int digits = m_integer ? 2 : 3;
    const double magnitude = std::pow(10.0, std::floor(std::log10(std::abs(value))) - (digits - 1));
    const double unit = m_integer ? (m_logarithmic ? std::max(1.0, magnitude) : 1.0) : magnitude;
    return std::clamp(std::round(value / unit) * unit, m_minimum, m_maximum);
}

} // namespace lanescope::knobs
