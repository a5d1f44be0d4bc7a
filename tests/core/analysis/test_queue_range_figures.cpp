// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of queues in ranges against a look at every change of their depth.
#include "tests/core/analysis/lock_plan.h"

#include <deque>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

constexpr std::int64_t kPollNs = 8'000'000;

struct Change {
    std::int64_t timeNs;
    double depth;
    bool isPut;
};

/// What queueRange() must say of these changes, by looking at all of them.
QueueRange bruteForce(const std::vector<Change>& changes, double capacity, Range range)
{
    QueueRange sum;
    std::deque<std::int64_t> inside;
    std::uint64_t puts = 0;
    double before = 0;
    double area = 0;
    const auto hold = [&](double depth, std::int64_t fromNs, std::int64_t toNs) {
        const auto ns = static_cast<double>(std::min(toNs, range.toNs) - std::max(fromNs, range.fromNs));
        if (ns <= 0)
            return;
        area += ns * depth;
        sum.maxDepth = std::max(sum.maxDepth, depth);
        sum.fullShare += depth >= capacity ? ns / range.lengthNs() : 0;
    };
    std::int64_t sinceNs = kBeginNs;
    for (const Change& change : changes) {
        hold(before, sinceNs, change.timeNs);
        const bool counts = change.timeNs >= range.fromNs && change.timeNs < range.toNs;
        puts += counts && change.isPut ? 1 : 0;
        if (change.isPut) {
            inside.push_back(change.timeNs);
        } else {
            if (counts) {
                ++sum.stays.count;
                sum.stays.totalNs += change.timeNs - inside.front();
                sum.stays.longestNs = std::max(sum.stays.longestNs, change.timeNs - inside.front());
            }
            inside.pop_front();
        }
        before = change.depth;
        sinceNs = change.timeNs;
    }
    hold(before, sinceNs, range.toNs);
    sum.meanDepth = area / range.lengthNs();
    sum.putsPerS = static_cast<double>(puts) / range.lengthNs() * 1e9;
    sum.getsPerS = static_cast<double>(sum.stays.count) / range.lengthNs() * 1e9;
    if (sum.stays.count >= kFewestStaysForLittle && area > 0)
        sum.littlesLawError = std::abs(area - static_cast<double>(sum.stays.totalNs)) / area;
    return sum;
}

// The beginning of a range may be the very moment of a change, too.
Range queueRangeOf(std::mt19937_64& random, const std::vector<Change>& changes)
{
    Range range = randomRange(random, changes.back().timeNs + 1'000'000);
    if (random() % 3 == 0)
        range.fromNs = changes[random() % changes.size()].timeNs;
    if (range.fromNs >= range.toNs)
        std::swap(range.fromNs, range.toNs);
    return range.fromNs == range.toNs ? Range{range.fromNs, range.fromNs + 1} : range;
}

std::vector<Change> madeChanges(std::mt19937_64& random, std::size_t count, double capacity)
{
    std::vector<Change> all;
    std::int64_t nowNs = kBeginNs;
    double depth = 0;
    for (std::size_t i = 0; i < count; ++i) {
        nowNs += upTo(random, 400'000);
        const bool isPut = depth == 0 || (depth < capacity && random() % 100 < 52);
        depth += isPut ? 1 : -1;
        all.push_back({nowNs, depth, isPut});
    }
    return all;
}

} // namespace

TEST_CASE(queueFiguresAreThoseOfBruteForce)
{
    std::mt19937_64 random(check::seed());
    constexpr double kCapacity = 12;
    MadeLoad run;
    const auto crew = run.crew(4);
    const ObjectIndex queue = run.object(trace::ObjectKind::Queue, "queue", static_cast<std::int64_t>(kCapacity));
    const std::vector<Change> changes = madeChanges(random, 3000, kCapacity);
    const std::int64_t endNs = changes.back().timeNs + 1'000'000;
    std::size_t told = 0;
    for (std::int64_t untilNs = kBeginNs; untilNs < endNs;) {
        untilNs = std::min(untilNs + kPollNs, endNs);
        const std::size_t first = told;
        while (told < changes.size() && changes[told].timeNs <= untilNs)
            ++told;
        // One thread's records after the other's.
        for (std::size_t thread = 0; thread < crew.size(); ++thread) {
            for (std::size_t i = first; i < told; ++i) {
                if (i % crew.size() == thread)
                    run.track(queue).addDepth({changes[i].timeNs, changes[i].depth,
                                               changes[i].isPut ? trace::DepthChange::Put : trace::DepthChange::Get,
                                               crew[thread]});
            }
        }
        run.track(queue).advance(untilNs, 0);
    }
    const SnapshotPtr snapshot = run.look(static_cast<double>(endNs - kBeginNs) / 1e6);
    for (int i = 0; i < kRanges; ++i) {
        const Range range = i == 0 ? Range{kBeginNs, endNs} : queueRangeOf(random, changes);
        const QueueRange found = queueRange(*snapshot, snapshot->object(queue), range);
        const QueueRange exact = bruteForce(changes, kCapacity, range);
        const bool good = isSame(found.stays, exact.stays) && CHECK(isNear(found.meanDepth, exact.meanDepth)) &&
                          CHECK(isNear(found.putsPerS, exact.putsPerS)) &&
                          CHECK(isNear(found.getsPerS, exact.getsPerS)) &&
                          CHECK(isNear(found.fullShare, exact.fullShare)) && CHECK_EQ(found.maxDepth, exact.maxDepth) &&
                          CHECK_EQ(found.littlesLawError.has_value(), exact.littlesLawError.has_value()) &&
                          CHECK(isNear(found.littlesLawError.value_or(0), exact.littlesLawError.value_or(0)));
        if (!good)
            return check::say("range " + std::to_string(i));
    }
}

TEST_CASE(whoWaitsToPutAndToGetIsToldApart)
{
    MadeLoad run;
    const auto crew = run.crew(3);
    const ObjectIndex queue = run.object(trace::ObjectKind::Queue, "queue", 1);
    run.depth(queue, crew[0], 10, 1, trace::DepthChange::Put);
    run.waited(queue, crew[0], 20, 60, false, WaitKind::QueuePut);
    run.waited(queue, crew[1], 30, 60, false, WaitKind::QueuePut);
    run.depth(queue, crew[2], 60, 0, trace::DepthChange::Get);
    run.waited(queue, crew[2], 70, 90, false, WaitKind::QueueGet);
    const SnapshotPtr snapshot = run.look(110);
    const QueueRange found = queueRange(*snapshot, snapshot->object(queue), {MadeLoad::ns(10), MadeLoad::ns(110)});
    CHECK(isNear(found.blockedPutters, 0.7));
    CHECK(isNear(found.blockedGetters, 0.2));
    CHECK_EQ(found.putWaits.count, 2);
    CHECK_EQ(found.getWaits.count, 1);
    CHECK(isNear(found.fullShare, 0.5));
    CHECK(isNear(found.emptyShare, 0.5));
}
