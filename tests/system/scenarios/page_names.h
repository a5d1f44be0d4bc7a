// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a scenario's page tells people to look for, against what a run of it has.

#include "core/store/snapshot.h"

#include <QJsonObject>

namespace lanescope::testing {

/// Each name in code style under "What to look for" has to be one of the run at its standard settings: of a row, of a task
/// or of a field of the result, or the beginning of one; "…" stands for anything. Paragraphs with a link to a knob speak of
/// other settings. Empty when all are there.
QString pageProblem(const QString& id, const store::Snapshot& snapshot, const QJsonObject& result);

} // namespace lanescope::testing
