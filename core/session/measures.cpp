// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/measures.h"

#include "core/store/queue_account.h"
#include "core/store/queue_items.h"

#include <algorithm>
#include <bit>

namespace lanescope::session {

using namespace store;

namespace {

bool hasRowOfKind(const Snapshot& snapshot, const Object& object, RowKind kind)
{
    return object.row && snapshot.row(*object.row).kind == kind;
}

double overlapNs(std::int64_t startNs, std::int64_t endNs, std::int64_t fromNs, std::int64_t toNs)
{
    return static_cast<double>(std::max<std::int64_t>(std::min(endNs, toNs) - std::max(startNs, fromNs), 0));
}

// A hold that goes on in another state (somebody began to wait) is one acquisition.
bool continues(const Interval& before, const Interval& after)
{
    return before.endNs() == after.startNs && before.subject == after.subject;
}

double acquisitions(const Row& row, std::int64_t fromNs, std::int64_t toNs)
{
    const std::size_t last = row.firstStartingAt(toNs);
    double count = 0;
    for (std::size_t i = row.firstStartingAt(fromNs); i < last; ++i)
        count += i == 0 || !continues(row.intervals[i - 1], row.intervals[i]) ? 1 : 0;
    if (row.open && row.open->startNs >= fromNs && row.open->startNs < toNs) {
        const Interval open = Interval::make(row.open->startNs, row.knownUntilNs, row.open->state, row.open->subject);
        count += row.intervals.empty() || !continues(row.intervals[row.intervals.size() - 1], open) ? 1 : 0;
    }
    return count;
}

// A request is finished where the last of its phases ends.
double finishedRequests(const Row& row, std::int64_t fromNs, std::int64_t toNs)
{
    double count = 0;
    for (std::size_t i = row.firstEndingAfter(fromNs - 1); i < row.intervals.size(); ++i) {
        const Interval& phase = row.intervals[i];
        if (phase.endNs() >= toNs)
            break;
        const bool goesOn = i + 1 < row.intervals.size() ? row.intervals[i + 1].subject == phase.subject
                                                         : row.open && row.open->subject == phase.subject;
        count += phase.endNs() >= fromNs && !goesOn ? 1 : 0;
    }
    return count;
}

} // namespace

std::array<double, kThreadStateCount> stateTimes(const Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs)
{
    std::array<double, kThreadStateCount> times{};
    for (const Thread& thread : *snapshot.threads) {
        if (thread.isOurOwn || thread.startNs >= toNs || (thread.endNs && *thread.endNs <= fromNs))
            continue;
        const IntervalSummary sum = snapshot.row(thread.stateRow).summarise(fromNs, toNs);
        for (std::size_t state = 0; state < kThreadStateCount; ++state)
            times[state] += static_cast<double>(sum.ns[state]);
    }
    return times;
}

void addLockWaits(const Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs, std::span<double> waitNs)
{
    const auto add = [&](std::int64_t startNs, std::int64_t endNs, State state, std::uint32_t subject) {
        if (state == State::LockWait)
            waitNs[std::min<std::size_t>(subject, waitNs.size() - 1)] += overlapNs(startNs, endNs, fromNs, toNs);
    };
    for (const Thread& thread : *snapshot.threads) {
        if (thread.isOurOwn || thread.startNs >= toNs || (thread.endNs && *thread.endNs <= fromNs))
            continue;
        const Row& row = snapshot.row(thread.stateRow);
        if (row.summarise(fromNs, toNs).of(State::LockWait) == 0)
            continue;
        for (std::size_t i = row.firstEndingAfter(fromNs); i < row.intervals.size(); ++i) {
            const Interval& interval = row.intervals[i];
            if (interval.startNs >= toNs)
                break;
            add(interval.startNs, interval.endNs(), interval.state(), interval.subject);
        }
        if (row.open)
            add(row.open->startNs, row.knownUntilNs, row.open->state, row.open->subject);
    }
}

std::vector<RateSource> rateSources(const Snapshot& snapshot)
{
    std::vector<RateSource> sources;
    const auto& objects = *snapshot.objects;
    if (std::any_of(objects.begin(), objects.end(),
                    [&](const Object& object) { return hasRowOfKind(snapshot, object, RowKind::RequestSlot); }))
        sources.push_back({RateSource::Kind::RequestsFinished, {}});
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
        if (!isQueue(snapshot, objects[i]) || (objects[i].queue && isDepthOnly(*objects[i].queue)))
            continue;
        sources.push_back({RateSource::Kind::QueuePuts, ObjectIndex{i}});
        sources.push_back({RateSource::Kind::QueueGets, ObjectIndex{i}});
    }
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
        if (isLock(snapshot, objects[i]))
            sources.push_back({RateSource::Kind::LockAcquisitions, ObjectIndex{i}});
    }
    return sources;
}

std::string rateName(const Snapshot& snapshot, const RateSource& source)
{
    switch (source.kind) {
    case RateSource::Kind::RequestsFinished:
        return "requests finished";
    case RateSource::Kind::QueuePuts:
        return "puts: " + snapshot.object(source.object).name;
    case RateSource::Kind::QueueGets:
        return "gets: " + snapshot.object(source.object).name;
    case RateSource::Kind::LockAcquisitions:
        return "acquisitions: " + snapshot.object(source.object).name;
    }
    return {};
}

double countOf(const Snapshot& snapshot, const RateSource& source, std::int64_t fromNs, std::int64_t toNs)
{
    if (source.kind == RateSource::Kind::RequestsFinished) {
        double count = 0;
        for (const Object& object : *snapshot.objects) {
            if (hasRowOfKind(snapshot, object, RowKind::RequestSlot))
                count += finishedRequests(snapshot.row(*object.row), fromNs, toNs);
        }
        return count;
    }
    const Object& object = snapshot.object(source.object);
    if (source.kind == RateSource::Kind::LockAcquisitions)
        return acquisitions(snapshot.row(*object.row), fromNs, toNs);
    const QueueItems items = queueItems(snapshot, object, fromNs, toNs);
    return source.kind == RateSource::Kind::QueuePuts ? items.puts : items.gets;
}

BucketGrid bucketGrid(const Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs, int most)
{
    BucketGrid grid;
    grid.originNs = snapshot.beginNs;
    const std::int64_t span = std::max<std::int64_t>(toNs - fromNs, 1);
    grid.widthNs = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>((span - 1) / most + 1)));
    const std::int64_t start = fromNs - grid.originNs;
    grid.first = start >= 0 ? start / grid.widthNs : -((-start + grid.widthNs - 1) / grid.widthNs);
    grid.count = toNs <= fromNs ? 0 : (toNs - 1 - grid.startNs(grid.first)) / grid.widthNs + 1;
    return grid;
}

bool isLock(const Snapshot& snapshot, const Object& object)
{
    return hasRowOfKind(snapshot, object, RowKind::LockOwner);
}

bool isQueue(const Snapshot& snapshot, const Object& object)
{
    return hasRowOfKind(snapshot, object, RowKind::QueueDepth);
}

} // namespace lanescope::session
