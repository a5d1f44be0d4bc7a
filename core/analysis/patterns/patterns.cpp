// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"

#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

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

// Every wait that ended was a wake-up; one that began again after another was futile.
void findHerd(const store::Snapshot& snapshot, Range range, store::ObjectIndex object,
              const store::OccurrenceSummary& waits, Findings& findings)
{
    if (waits.count < thresholds::kHerdWakeUps)
        return;
    const double futile = static_cast<double>(waits.marked) / static_cast<double>(waits.count);
    if (futile <= thresholds::kHerdFutileShare)
        return;
    findings.push_back(
        found(FindingKind::ThunderingHerd, range,
              "A thundering herd at " + objectText(snapshot, object) + ": " + shareText(futile) + " of " +
                  countText(waits.count) +
                  " wake-ups were futile, the thread found nothing to do and waited again. Wake one, not "
                  "all.",
              {object}));
}

bool knowsRunning(const store::Snapshot& snapshot)
{
    return snapshot.recording.kernelLayer != store::KernelLayer::None;
}

} // namespace lanescope::analysis::patterns
