// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/among.h"
#include "ui/panels/fact_grid.h"
#include "ui/timeline/hit.h"

#include <QString>

#include <optional>
#include <vector>

namespace lanescope::panels {

/// Everything the inspector says about what was clicked.
struct SelectionFacts {
    std::vector<Fact> facts; ///< empty: nothing to say
    std::optional<Among> among;

    /// Nothing where there is no value.
    void add(const QString& label, const QString& value)
    {
        if (!value.isEmpty())
            facts.push_back({label, value});
    }
};

/// What is known of `hit` in `snapshot`. An interval that was open when it was clicked is looked up again, so
/// the facts grow with the run. Pure. O(log n). Threads: any.
SelectionFacts factsOf(const store::Snapshot& snapshot, const timeline::Hit& hit);

} // namespace lanescope::panels
