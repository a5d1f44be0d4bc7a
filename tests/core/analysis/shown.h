// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Whether a made run of two seconds shows a pattern.

#include "core/analysis/finding_watch.h"
#include "core/analysis/thresholds.h"
#include "tests/core/analysis/made_load.h"

namespace lanescope::analysis::testing {

using trace::DepthChange;
using trace::RequestGate;

inline constexpr double kWindowMs = 2000;

inline std::vector<Finding> foundIn(MadeLoad& run)
{
    const SnapshotPtr snapshot = run.look(kWindowMs);
    return findingsIn(*snapshot, {MadeLoad::ns(0), MadeLoad::ns(kWindowMs)});
}

inline const Finding* of(const std::vector<Finding>& findings, FindingKind kind)
{
    const auto found = std::ranges::find(findings, kind, &Finding::kind);
    return found == findings.end() ? nullptr : &*found;
}

inline bool shows(MadeLoad&& run, FindingKind kind)
{
    const std::vector<Finding> findings = foundIn(run);
    const Finding* finding = of(findings, kind);
    return finding != nullptr && !finding->text.empty() && finding->identity == identityOf(*finding);
}

} // namespace lanescope::analysis::testing
