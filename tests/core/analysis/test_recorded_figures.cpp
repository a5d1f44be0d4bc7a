// SPDX-License-Identifier: GPL-3.0-or-later
// Figures of ranges of a recording are those of the plan that was recorded.
#include "tests/core/analysis/lock_plan.h"
#include "tests/core/store/collected.h"
#include "tests/core/store/played_plan.h"

#include <unistd.h>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Moments in the middle of long holds: far from every end that a record tells, whatever the clock's calibration says.
std::vector<std::int64_t> quietMomentsUs(const store::testing::Plan& plan)
{
    constexpr std::int64_t kLongUs = 2 * store::testing::kToleranceNs / 1000 + 60;
    std::vector<std::int64_t> moments;
    for (const auto& hold : plan.holds) {
        if (hold.endUs - hold.startUs >= kLongUs)
            moments.push_back((hold.startUs + hold.endUs) / 2);
    }
    return moments;
}

/// The plan from one moment to another, as what was told of it.
LockPlan lockOf(const store::testing::Plan& plan, std::int64_t baseNs)
{
    LockPlan lock;
    for (const auto& hold : plan.holds)
        lock.holds.push_back({hold.thread, baseNs + hold.startUs * 1000, baseNs + hold.endUs * 1000, hold.contended});
    for (const auto& wait : plan.waits)
        lock.waits.push_back({wait.thread, baseNs + wait.startUs * 1000, baseNs + wait.endUs * 1000, wait.again});
    return lock;
}

bool isCloseTo(double share, double exact, Range range)
{
    return std::abs(share - exact) * range.lengthNs() <=
           4.0 * static_cast<double>(store::testing::kToleranceNs) + 0.03 * exact * range.lengthNs();
}

} // namespace

TEST_CASE(rangesOfARecordingAreThoseOfItsPlan)
{
    namespace made = store::testing;
    std::mt19937_64 random(check::seed());
    const trace::testing::SegmentFolder folder;
    const made::Plan plan(random(), made::kPlanThreads);
    trace::Ticks base = 0;
    made::play(folder.path(), plan, [&base](trace::Ticks ticks) { base = ticks; });
    const auto collector = made::collectorOf(folder.path());
    if (!collector)
        return;
    made::announce(folder);
    const SnapshotPtr snapshot = collector->finish();
    const std::int64_t baseNs = trace::Calibration::measure().toNs(base);
    const LockPlan exactly = lockOf(plan, baseNs);
    const auto lock = made::objectNamed(*snapshot, ::getpid(), "the lock");
    const std::vector<std::int64_t> moments = quietMomentsUs(plan);
    if (!CHECK(lock.has_value()) || !CHECK(moments.size() > 20))
        return;
    for (int i = 0; i < kRanges; ++i) {
        const std::int64_t a = moments[random() % moments.size()];
        const std::int64_t b = moments[random() % moments.size()];
        if (a == b)
            continue;
        const Range range{baseNs + std::min(a, b) * 1000, baseNs + std::max(a, b) * 1000};
        const LockRange found = lockRange(*snapshot, snapshot->object(*lock), range);
        LockRange exact = bruteForce(exactly, range);
        addEnded(exactly.holds, range, true, exact.holds);
        addEnded(exactly.waits, range, false, exact.waits);
        const bool good =
            CHECK_EQ(found.holds.count, exact.holds.count) && CHECK_EQ(found.waits.count, exact.waits.count) &&
            CHECK_EQ(found.holds.marked, exact.holds.marked) && CHECK_EQ(found.holds.changed, exact.holds.changed) &&
            CHECK_EQ(found.waits.marked, exact.waits.marked) &&
            CHECK(isCloseTo(found.heldShare, exact.heldShare, range)) &&
            CHECK(isCloseTo(found.contendedShare, exact.contendedShare, range)) &&
            CHECK(isCloseTo(found.meanWaiters, exact.meanWaiters, range));
        if (!good)
            return check::say("range " + std::to_string(i));
    }
}
