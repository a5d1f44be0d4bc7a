// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/queue_items.h"

#include <algorithm>

namespace lanescope::store {
namespace {

using Samples = SeriesView<Sample, SampleSummary>;

std::size_t firstAt(const Samples& samples, std::int64_t timeNs)
{
    return samples.partitionPoint([timeNs](const Sample& sample) { return sample.timeNs < timeNs; });
}

// Where the first samples are gone over the memory budget, what there was before is not known: then it begins with the first
// that is left.
double valueBefore(const Samples& samples, std::size_t index)
{
    if (index > 0)
        return samples[index - 1].value;
    return samples.goneCount() > 0 && !samples.empty() ? samples[0].value : 0;
}

double changeOf(const Samples& samples, std::int64_t fromNs, std::int64_t toNs)
{
    return valueBefore(samples, firstAt(samples, toNs)) - valueBefore(samples, firstAt(samples, fromNs));
}

} // namespace

QueueItems queueItems(const Snapshot& snapshot, const Object& queue, std::int64_t fromNs, std::int64_t toNs)
{
    if (!queue.row || toNs <= fromNs)
        return {};
    const Samples& depth = snapshot.row(*queue.row).samples;
    auto moved = static_cast<double>(firstAt(depth, toNs) - firstAt(depth, fromNs));
    double change = changeOf(depth, fromNs, toNs);
    if (queue.surplusRow)
        moved += changeOf(snapshot.row(*queue.surplusRow).samples, fromNs, toNs);
    if (queue.driftRow)
        change -= changeOf(snapshot.row(*queue.driftRow).samples, fromNs, toNs);
    moved = std::max(moved, 0.0);
    return {std::clamp((moved + change) / 2, 0.0, moved), std::clamp((moved - change) / 2, 0.0, moved)};
}

} // namespace lanescope::store
