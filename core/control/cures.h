// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"
#include "core/scenario/scenario.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace lanescope::control {

/// A knob to try when something was found, and a value for it; as a person types it.
struct Cure {
    QString knob;
    QString value;
};

/// What was found, and of what.
struct Complaint {
    analysis::FindingKind kind{};
    QStringList objects; ///< by name; the first one is what it is about
    QStringList threads;
};

/// What to try against it.
struct Advice {
    std::optional<Cure> cure; ///< never the value that the knob has already
    QString words;            ///< without a cure: what helps where no knob does; empty where the finding says it itself
};

/// From how the knobs stand: the next better value of the first knob that helps, in the right direction and within its range.
/// `values`: one for each knob of the scenario. Pure.
Advice adviceFor(const scenario::ScenarioInfo& info, const std::vector<scenario::KnobValue>& values,
                 const Complaint& complaint);

/// Whether a knob stands as the cure wants it, or has been turned beyond that since it stood as `then`.
bool isDone(const Cure& cure, const scenario::ScenarioInfo& info, const std::vector<scenario::KnobValue>& then,
            const std::vector<scenario::KnobValue>& now);

/// A knob and its value for people: "Stage 2 · Workers → 3 threads"; its section only where other knobs are called the same.
QString cureText(const scenario::ScenarioInfo& info, const Cure& cure);

/// Scenarios and kinds of findings against which a knob of it helps.
struct KnownCure {
    QString scenario;
    analysis::FindingKind kind{};
};
std::vector<KnownCure> knownCures();

} // namespace lanescope::control
