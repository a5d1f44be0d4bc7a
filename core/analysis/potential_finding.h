// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"
#include "core/analysis/potential_groups.h"

namespace lanescope::analysis {

/// What can happen, by the simplest cycle of those that share a step with each other.
Finding potentialFinding(const store::Snapshot& snapshot, const PotentialGroup& group);
/// The same where records were dropped, at whatever time: the order of locks is that of the whole run.
Finding markedApproximate(Finding potential);

} // namespace lanescope::analysis
