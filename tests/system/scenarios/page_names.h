// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a scenario's page tells people to look for, against what a run of it has.

#include "core/store/snapshot.h"

#include <QJsonObject>

namespace lanescope::testing {

/// From a heading of the scenario's page to the next one; empty when there is none.
QString pagePart(const QString& id, const QString& heading);

/// Each name in code style under "What to look for" has to be one of the run at its standard settings: of a row, of a task
/// or of a field of the result, or the beginning of one; "…" stands for anything. Paragraphs with a link to a knob speak of
/// other settings. Empty when all are there.
QString pageProblem(const QString& id, const store::Snapshot& snapshot, const QJsonObject& result);

/// Whether a run that goes on has come so far that there is no such problem, whatever its result will be: the fields that
/// the page names under "Result" are taken for granted.
bool hasShownItsPage(const QString& id, const store::Snapshot& snapshot);

} // namespace lanescope::testing
