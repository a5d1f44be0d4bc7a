// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"

namespace lanescope::analysis::patterns {

Finding found(FindingKind kind, Range range, std::string text, std::vector<store::ObjectIndex> objects,
              std::vector<store::ThreadIndex> threads)
{
    Finding finding{kind, std::move(text), range.fromNs, range.toNs, std::move(objects), std::move(threads), 0};
    finding.identity = identityOf(finding);
    return finding;
}

bool knowsRunning(const store::Snapshot& snapshot)
{
    return snapshot.recording.kernelLayer != store::KernelLayer::None;
}

} // namespace lanescope::analysis::patterns
