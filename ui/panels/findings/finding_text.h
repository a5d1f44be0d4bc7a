// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <optional>
#include <vector>

namespace lanescope::panels {

/// A finding as people read it. Plain data. Times are CLOCK_MONOTONIC in nanoseconds.
struct FindingText {
    enum class Tone { Alarm, Warning, Hint };

    QString key; ///< the same as long as it is the same finding
    Tone tone = Tone::Warning;
    QString title;     ///< one sentence
    QString numbers;   ///< its evidence
    QStringList alike; ///< similar ones, a sentence each
    QString when;      ///< "11.3 – 14.2 s"
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    std::optional<store::ObjectIndex> object; ///< what it is about, to be picked
    std::optional<store::ThreadIndex> thread;
    QString tryText;  ///< "Parse threads → 1 thread"; empty: nothing to try
    QString tryKnob;  ///< its name; empty: the run is to begin anew, as the knobs stand
    QString tryValue; ///< as a person types it
    QString tryTip;   ///< from which value, and when it acts
    QString advice;   ///< one or two sentences: what helps where no knob does
};

} // namespace lanescope::panels
