// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"

namespace lanescope::analysis::patterns {

Finding found(FindingKind kind, Range range, std::string text, std::vector<store::ObjectIndex> objects,
              std::vector<store::ThreadIndex> threads)
{
    Finding finding;
    finding.kind = kind;
    finding.text = std::move(text);
    finding.fromNs = range.fromNs;
    finding.toNs = range.toNs;
    finding.objects = std::move(objects);
    finding.threads = std::move(threads);
    finding.identity = identityOf(finding);
    return finding;
}

bool knowsRunning(const store::Snapshot& snapshot)
{
    return snapshot.recording.kernelLayer != store::KernelLayer::None;
}

} // namespace lanescope::analysis::patterns
