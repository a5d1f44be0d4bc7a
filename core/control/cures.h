// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"

#include <QString>

#include <optional>

namespace lanescope::control {

/// A knob to try when something was found, and the value that makes it go; as a person types it.
struct Cure {
    QString knob;
    QString value;
};

/// What to try in this scenario against that finding; nothing when no single knob helps.
std::optional<Cure> cureOf(const QString& scenario, analysis::FindingKind kind);

} // namespace lanescope::control
