// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What makes each scenario sick, and what it needs to be in good health.

#include "core/analysis/finding.h"

#include <QStringList>

#include <optional>

namespace lanescope::testing {

/// The settings of runs that show that finding, for the rows of control::knownCures(); one at least.
QList<QStringList> sickSettings(const QString& scenario, analysis::FindingKind kind);
/// The settings of a run that shows none; nothing for a scenario that nobody has thought of.
std::optional<QStringList> healthySettings(const QString& scenario);

/// All scenarios that one of these functions knows.
QStringList scenariosWithRows();

} // namespace lanescope::testing
