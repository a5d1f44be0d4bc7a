// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row.h"

#include <algorithm>

namespace lanescope::store {
namespace {

// Takes what lies outside [fromNs, toNs) out of a sum that includes `interval` whole.
void clip(IntervalSummary& sum, const Interval& interval, std::int64_t fromNs, std::int64_t toNs)
{
    const std::int64_t inside = std::min(interval.endNs(), toNs) - std::max(interval.startNs, fromNs);
    const std::int64_t outside = static_cast<std::int64_t>(interval.durationNs) - std::max<std::int64_t>(inside, 0);
    sum.ns[bucketOf(interval.state())] -= outside;
}

} // namespace

std::size_t Row::firstEndingAfter(std::int64_t timeNs) const
{
    return intervals.partitionPoint([timeNs](const Interval& i) { return i.endNs() <= timeNs; });
}

std::size_t Row::firstStartingAt(std::int64_t timeNs) const
{
    return intervals.partitionPoint([timeNs](const Interval& i) { return i.startNs < timeNs; });
}

IntervalSummary Row::summarise(std::int64_t fromNs, std::int64_t toNs) const
{
    IntervalSummary sum;
    if (toNs <= fromNs)
        return sum;
    const std::size_t first = firstEndingAfter(fromNs);
    const std::size_t last = firstStartingAt(toNs);
    if (first < last) {
        sum = intervals.summarise(first, last);
        clip(sum, intervals[first], fromNs, toNs);
        if (last - first > 1)
            clip(sum, intervals[last - 1], fromNs, toNs);
    }
    if (open && open->startNs < toNs && knownUntilNs > fromNs) {
        const std::int64_t start = std::max(open->startNs, fromNs);
        const std::int64_t end = std::min(knownUntilNs, toNs);
        if (end > start)
            sum.add(Interval::make(start, end, open->state, open->subject));
    }
    return sum;
}

std::optional<SampleSummary> Row::sampled(std::int64_t fromNs, std::int64_t toNs) const
{
    const auto startsBefore = [](std::int64_t timeNs) {
        return [timeNs](const Sample& s) { return s.timeNs < timeNs; };
    };
    const std::size_t first = samples.partitionPoint(startsBefore(fromNs));
    const std::size_t last = samples.partitionPoint(startsBefore(toNs));
    SampleSummary sum;
    // A value that another one replaced at fromNs did not hold then.
    if (first > 0 && (first == samples.size() || samples[first].timeNs > fromNs))
        sum.add(Sample{fromNs, samples[first - 1].value});
    sum.add(samples.summarise(first, last));
    if (sum.count == 0)
        return std::nullopt;
    if (const std::int64_t end = std::min(toNs, knownUntilNs); end > sum.lastNs) {
        sum.area += sum.last * static_cast<double>(end - sum.lastNs);
        sum.zeroNs += sum.last <= 0 ? end - sum.lastNs : 0;
        sum.lastNs = end;
    }
    return sum;
}

std::optional<Interval> Row::at(std::int64_t timeNs) const
{
    const std::size_t index = firstEndingAfter(timeNs);
    if (index < intervals.size() && intervals[index].startNs <= timeNs)
        return intervals[index];
    if (open && open->startNs <= timeNs && timeNs < knownUntilNs)
        return open->until(knownUntilNs);
    return std::nullopt;
}

} // namespace lanescope::store
