// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"

#include <QString>

#include <optional>
#include <vector>

namespace lanescope::control {

/// A knob to try when something was found, and the value that makes it go; as a person types it.
struct Cure {
    QString knob;
    QString value;
};

/// What to try in this scenario against that finding; nothing when no single knob helps.
std::optional<Cure> cureOf(const QString& scenario, analysis::FindingKind kind);

/// A cure that is known, and for what.
struct KnownCure {
    QString scenario;
    analysis::FindingKind kind{};
    Cure cure;
};
/// All that cureOf() can answer.
std::vector<KnownCure> knownCures();

} // namespace lanescope::control
