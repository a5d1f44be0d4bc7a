// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/system/scenarios/scenario_run.h"

namespace lanescope::testing {

/// What must hold in the result of a scenario at every setting and however its knobs were turned. The first that does
/// not, in words; empty when all do.
QString brokenInvariant(const Ran& ran);

} // namespace lanescope::testing
