// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/trace/clock.h"

#include "tests/core/check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>
#include <vector>

using namespace lanescope::trace;

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

// Passes real time without sleeping: the clock itself is what is tested.
void spinFor(std::int64_t ns)
{
    const std::int64_t end = monotonicNs() + ns;
    while (monotonicNs() < end)
        std::this_thread::yield();
}

} // namespace

TEST_CASE(clockNeverGoesBackwardsOnOneThread)
{
    Ticks last = readClock();
    int backwards = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        const Ticks now = readClock();
        backwards += now < last;
        last = now;
    }
    CHECK_EQ(backwards, 0);
}

TEST_CASE(nanosecondsAndTicksAreInverse)
{
    const Calibration calibration = Calibration::measure();
    const Ticks now = readClock();
    std::mt19937_64 random(lanescope::check::seed());
    const double ticksPerNs = 1.0 / calibration.nsPerTick();
    for (int i = 0; i < 200'000; ++i) {
        const auto offset = static_cast<std::int64_t>(random() >> (random() % 50 + 8)) - (std::int64_t{1} << 40);
        const Ticks ticks = now + static_cast<Ticks>(offset);
        const auto error = static_cast<std::int64_t>(calibration.toTicks(calibration.toNs(ticks)) - ticks);
        if (!CHECK(std::abs(static_cast<double>(error)) <= ticksPerNs + 1))
            return;
    }
}

TEST_CASE(mappingAgreesWithTheMonotonicClock)
{
    const Calibration calibration = Calibration::measure();
    // The clock is read in between; the middle one of the three must lie in between as well. The tolerance is
    // what a calibration of 5 ms can be wrong by within the time of the test.
    constexpr std::int64_t kToleranceNs = 100'000;
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t before = monotonicNs();
        const std::int64_t mapped = calibration.toNs(readClock());
        const std::int64_t after = monotonicNs();
        if (!CHECK(mapped >= before - kToleranceNs && mapped <= after + kToleranceNs))
            return;
    }
}

// What one record says before a refinement and a later one after it must be in their order.
TEST_CASE(mappingIsMonotoneAcrossRefinements)
{
    Calibration calibration = Calibration::measure();
    for (int round = 0; round < 200; ++round) {
        const Ticks before = readClock();
        const std::int64_t mappedBefore = calibration.toNs(before);
        calibration.refine();
        const std::int64_t mappedAfter = calibration.toNs(readClock());
        if (!CHECK(mappedAfter >= mappedBefore))
            return;
        // The new mapping meets the old one where it begins, so that even the same tick hardly moves.
        const double tolerance = 2 + 1e-3 * static_cast<double>(mappedAfter - mappedBefore);
        const std::int64_t moved = calibration.toNs(before) - mappedBefore;
        if (!CHECK(std::abs(static_cast<double>(moved)) <= tolerance))
            return;
        spinFor(200'000);
    }
}

TEST_CASE(refinementsConvergeOnTheTrueSlope)
{
    Calibration calibration = Calibration::measure();
    const Calibration reference = Calibration::measure();
    for (int round = 0; round < 20; ++round) {
        spinFor(2'000'000);
        calibration.refine();
    }
    const double ratio = calibration.nsPerTick() / reference.nsPerTick();
    CHECK(std::abs(ratio - 1.0) < 1e-2);
    const Ticks ticks = readClock();
    CHECK(std::abs(calibration.toNs(ticks) - reference.toNs(ticks)) < kSecondNs / 100);
}

TEST_CASE(shortDurationsAreWithoutTheClockItself)
{
    const Calibration calibration = Calibration::measure();
    std::vector<Ticks> empty;
    for (int i = 0; i < 1001; ++i) {
        const Ticks before = readClock();
        empty.push_back(readClockAfter() - before);
    }
    std::ranges::nth_element(empty, empty.begin() + 500);
    CHECK(calibration.shortDurationNs(empty[500]) <= calibration.durationNs(empty[500]) / 2);
    const Ticks second = calibration.toTicks(monotonicNs() + 1'000'000'000) - calibration.toTicks(monotonicNs());
    CHECK_EQ(calibration.shortDurationNs(0), 0);
    CHECK_EQ(calibration.shortDurationNs(std::numeric_limits<Ticks>::max()), 0);
    const std::int64_t whole = calibration.shortDurationNs(second);
    CHECK(whole <= calibration.durationNs(second) && whole > calibration.durationNs(second) / 1000 * 999);
}

TEST_CASE(mappingIsMonotoneForAnyTicks)
{
    const Calibration calibration = Calibration::measure();
    std::mt19937_64 random(lanescope::check::seed());
    const Ticks anchor = readClock();
    for (int i = 0; i < 200'000; ++i) {
        const auto a = static_cast<std::int64_t>(random()) >> (random() % 60);
        const auto b = static_cast<std::int64_t>(random()) >> (random() % 60);
        const std::int64_t first = calibration.toNs(anchor + static_cast<Ticks>(std::min(a, b) / 2));
        const std::int64_t second = calibration.toNs(anchor + static_cast<Ticks>(std::max(a, b) / 2));
        if (!CHECK(first <= second))
            return;
    }
}

TEST_CASE(durationsOfNonsenseStayInRange)
{
    const Calibration calibration = Calibration::measure();
    constexpr auto kMost = std::numeric_limits<Ticks>::max();
    CHECK_EQ(calibration.durationNs(0), 0);
    CHECK_EQ(calibration.durationNs(kMost), 0); // the clock went back by one tick between two CPUs
    CHECK_EQ(calibration.durationNs(kMost / 2 + 2), 0);
    CHECK(calibration.durationNs(kMost / 2) > 0);
    // A start and a duration may be added, two times subtracted.
    constexpr std::int64_t kFarthest = std::int64_t{1} << 61;
    CHECK(calibration.durationNs(kMost / 2) <= kFarthest);
    for (const Ticks ticks : {Ticks{0}, kMost, kMost / 2, readClock() + kMost / 2})
        CHECK(calibration.toNs(ticks) <= kFarthest && calibration.toNs(ticks) >= -kFarthest);
    CHECK(calibration.toNs(0) <= calibration.toNs(readClock()));
    CHECK(calibration.toTicks(std::numeric_limits<std::int64_t>::max()) > readClock());
    CHECK_EQ(calibration.toTicks(std::numeric_limits<std::int64_t>::min()), 0);
}
