// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_findings.h"
#include "ui/panels/findings/finding_text.h"

namespace lanescope::panels {

/// What a watch has found, in the words of the cards: now and before. Deadlocks first.
struct FindingTexts {
    std::vector<FindingText> current;
    std::vector<FindingText> earlier; ///< in the order in which they left
};

/// `knobs`: of the run, for what to try. Pure.
FindingTexts readFindings(const control::RunWatch& watch, const store::Snapshot& snapshot,
                          const control::RunKnobs& knobs);

} // namespace lanescope::panels
