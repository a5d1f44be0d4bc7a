// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/selection/selection_facts.h"

namespace lanescope::panels {

/// What is known of what has a row, whichever moment of it was clicked. Pure functions of a snapshot. Threads: any.

SelectionFacts lockFacts(const store::Snapshot& snapshot, store::ObjectIndex lock);
/// With the depth at the moment of `hit`, if it has one.
SelectionFacts queueFacts(const store::Snapshot& snapshot, store::ObjectIndex queue, const timeline::Hit& hit);
SelectionFacts threadFacts(const store::Snapshot& snapshot, store::ThreadIndex thread);
SelectionFacts processFacts(const store::Snapshot& snapshot, store::ProcessIndex process);

} // namespace lanescope::panels
