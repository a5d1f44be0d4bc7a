// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/system/scenarios/scenario_run.h"

namespace lanescope::testing {

/// Runs of every scenario of the group, for a _data() function with one column, ScenarioRun "run":
/// - "id": at its standard settings, until all is there that its page tells to look for;
/// - "id short": asked to stop before its first round can be over;
/// - "id moved": every live knob goes to its minimum, its maximum and back while it runs;
/// - "id least", "id most": every knob at its minimum, at its maximum from the start;
/// - "id mixed 1" …, where something can be chosen: every choice with every other one (of many, a few at a time), and
///   with the ends of each number.
void addRowsOfGroup(const QString& idPrefix);

} // namespace lanescope::testing
