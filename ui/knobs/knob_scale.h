// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

namespace lanescope::knobs {

/// The places a slider's handle can stand at, and the values they mean: one place a value for short integer
/// ranges, kFine places for everything else, evenly spread over the logarithm where the knob asks for that.
/// On a logarithmic scale that begins at 0, place 0 is 0 and the rest begins at the smallest step.
/// Units: values in the knob's own unit. Threads: as a value. Complexity: O(1).
class KnobScale {
public:
    static constexpr int kFine = 1000;

    explicit KnobScale(const scenario::Knob& knob);

    int places() const { return m_places; } ///< the last place; the first is 0
    int placeOf(double value) const;
    /// Rounded to what a person would type: whole numbers, or three significant digits.
    double valueAt(int place) const;
    /// The value `steps` key presses away from `value`: at least one whole number or one place further.
    double stepped(double value, int steps) const;

private:
    double rounded(double value) const;

    double m_minimum;
    double m_maximum;
    double m_logStart = 0; ///< where the logarithmic part begins
    bool m_integer;
    bool m_logarithmic;
    int m_places = kFine;
};

} // namespace lanescope::knobs
