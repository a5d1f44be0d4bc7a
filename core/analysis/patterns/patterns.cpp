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

WakeUps wakeUpsIn(const store::OccurrenceView& waits, Range range)
{
    const store::OccurrenceSummary ended = waits.summary(range.fromNs, range.toNs);
    WakeUps wakeUps{ended.count, ended.count, ended.marked};
    waits.forEachAcross(range.fromNs, [&](const store::Occurrence& wait) {
        if (wait.endNs >= range.toNs)
            return;
        --wakeUps.followed;
        wakeUps.futile -= wait.marked != 0 ? 1 : 0;
    });
    return wakeUps;
}

void findHerd(const store::Snapshot& snapshot, Range range, store::ObjectIndex object, const WakeUps& wakeUps,
              const std::string& why, Findings& findings)
{
    if (wakeUps.all < thresholds::kHerdWakeUps ||
        static_cast<double>(wakeUps.followed) < thresholds::kHerdFollowedShare * static_cast<double>(wakeUps.all))
        return;
    const double futile = static_cast<double>(wakeUps.futile) / static_cast<double>(wakeUps.followed);
    if (futile <= thresholds::kHerdFutileShare)
        return;
    findings.push_back(found(FindingKind::ThunderingHerd, range,
                             "A thundering herd at " + objectText(snapshot, object) + ": " + shareText(futile) +
                                 " of " + countText(wakeUps.all) + " wake-ups were futile, " + why,
                             {object}));
}

bool knowsRunning(const store::Snapshot& snapshot)
{
    return snapshot.recording.kernelLayer != store::KernelLayer::None;
}

} // namespace lanescope::analysis::patterns
