// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/pauses.h"

#include <algorithm>
#include <set>

namespace lanescope::analysis {

using namespace store;

namespace {

// Several may stand still at once: a process that somebody stopped, and the run with it or without it.
template <class Counts>
std::vector<Range> pausesIn(const Snapshot& snapshot, Counts&& counts)
{
    std::vector<Range> all;
    std::set<double> still; // by pid, or kWholeRun
    for (const Mark& mark : *snapshot.marks) {
        if ((mark.kind != MarkKind::Paused && mark.kind != MarkKind::Resumed) || !counts(mark))
            continue;
        const bool wasStill = !still.empty();
        if (mark.kind == MarkKind::Paused)
            still.insert(mark.value);
        else
            still.erase(mark.value);
        if (!wasStill && !still.empty())
            all.push_back({mark.timeNs, std::max(snapshot.endNs, mark.timeNs)});
        else if (wasStill && still.empty())
            all.back().toNs = mark.timeNs;
    }
    return all;
}

std::int64_t timeWithin(const std::vector<Range>& pauses, Range range)
{
    std::int64_t sum = 0;
    for (const Range& pause : pauses)
        sum += std::max<std::int64_t>(std::min(pause.toNs, range.toNs) - std::max(pause.fromNs, range.fromNs), 0);
    return sum;
}

} // namespace

std::vector<Range> pauses(const Snapshot& snapshot)
{
    return pausesIn(snapshot, [](const Mark&) { return true; });
}

std::int64_t pausedNs(const Snapshot& snapshot, Range range)
{
    return timeWithin(pauses(snapshot), range);
}

double workedNs(const Snapshot& snapshot, ProcessIndex process, Range range)
{
    const double pid = snapshot.process(process).pid;
    const auto isItsOwn = [pid](const Mark& mark) { return mark.value == kWholeRun || mark.value == pid; };
    const std::int64_t worked = range.toNs - range.fromNs - timeWithin(pausesIn(snapshot, isItsOwn), range);
    return worked > 0 ? static_cast<double>(worked) : range.lengthNs();
}

} // namespace lanescope::analysis
