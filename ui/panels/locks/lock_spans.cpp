// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/locks/lock_spans.h"

#include "core/analysis/top_users.h"
#include "ui/timeline/time_text.h"

#include <limits>

namespace lanescope::panels {
namespace {

constexpr std::size_t kMostLines = 3;
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

std::vector<ShareLine> lines(const std::vector<analysis::UserShare>& spans, const store::Snapshot& snapshot,
                             std::vector<SpanPlace>& places)
{
    std::int64_t allNs = 0;
    for (const analysis::UserShare& span : spans)
        allNs += span.totalNs;
    std::vector<ShareLine> lines;
    for (const analysis::UserShare& span : spans) {
        if (span.name.empty() || lines.size() == kMostLines)
            continue;
        const double share = allNs > 0 ? static_cast<double>(span.totalNs) / static_cast<double>(allNs) : 0;
        lines.push_back({QString::fromStdString(span.name), share, timeline::percentText(share),
                         static_cast<std::uint32_t>(places.size())});
        places.push_back({snapshot.thread(span.newestThread).stateRow, span.newestStartNs});
    }
    return lines;
}

} // namespace

LockSpans lockSpans(const store::Snapshot& snapshot, store::ObjectIndex lock, timeline::TimeRange range)
{
    LockSpans spans;
    const bool isKnown = static_cast<std::size_t>(lock) < snapshot.objects->size();
    if (!isKnown || !snapshot.object(lock).log)
        return spans;
    const analysis::Range within{range.fromNs, range.toNs};
    const store::ObjectLog& log = *snapshot.object(lock).log;
    spans.holding = lines(analysis::topSpans(snapshot, log.holds, within, kAll, analysis::openHolds(snapshot, lock)),
                          snapshot, spans.places);
    spans.waiting = lines(analysis::topSpans(snapshot, log.waits, within, kAll, analysis::openWaits(snapshot, lock)),
                          snapshot, spans.places);
    return spans;
}

} // namespace lanescope::panels
