// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/event_merge.h"

#include "tests/core/check.h"

#include <algorithm>
#include <limits>

using namespace lanescope::kernel;

namespace {

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

SwitchEvent at(std::int64_t timeNs, int cpu, std::int32_t number = 0)
{
    SwitchEvent event;
    event.timeNs = timeNs;
    event.cpu = static_cast<std::uint16_t>(cpu);
    event.tid = number;
    return event;
}

std::vector<std::int64_t> times(const std::vector<SwitchEvent>& events)
{
    std::vector<std::int64_t> all;
    for (const SwitchEvent& event : events)
        all.push_back(event.timeNs);
    return all;
}

} // namespace

TEST_CASE(streamsAreMergedByTime)
{
    EventMerge merge(3);
    merge.incoming(0) = {at(10, 0), at(40, 0)};
    merge.incoming(2) = {at(20, 2), at(30, 2), at(50, 2)};
    std::vector<SwitchEvent> merged;
    merge.takeUntil(kEnd, merged);
    CHECK(times(merged) == (std::vector<std::int64_t>{10, 20, 30, 40, 50}));
    merge.takeUntil(kEnd, merged);
    CHECK_EQ(merged.size(), 5);
}

TEST_CASE(freshEventsWaitForTheNextTime)
{
    EventMerge merge(2);
    std::vector<SwitchEvent> merged;
    merge.incoming(1) = {at(20, 1), at(30, 1)}; // the other CPU has not told yet what it did at 25
    merge.takeUntil(20, merged);
    CHECK(times(merged) == std::vector<std::int64_t>{20});
    merge.incoming(0).push_back(at(25, 0));
    merge.takeUntil(30, merged);
    CHECK(times(merged) == (std::vector<std::int64_t>{20, 25, 30}));
}

TEST_CASE(clockThatStepsBackOnOneCpuIsPutInOrder)
{
    EventMerge merge(2);
    merge.incoming(0) = {at(10, 0, 1), at(12, 0, 2), at(11, 0, 3), at(12, 0, 4)};
    merge.incoming(1) = {at(11, 1, 5)};
    std::vector<SwitchEvent> merged;
    merge.takeUntil(kEnd, merged);
    CHECK(times(merged) == (std::vector<std::int64_t>{10, 11, 11, 12, 12}));
    CHECK(merged[3].tid == 2 && merged[4].tid == 4);
}

TEST_CASE(lateEventsAreNotLost)
{
    EventMerge merge(2);
    std::vector<SwitchEvent> merged;
    merge.incoming(0) = {at(100, 0)};
    merge.takeUntil(100, merged);
    merge.incoming(1) = {at(90, 1)};
    merge.takeUntil(100, merged);
    CHECK(times(merged) == (std::vector<std::int64_t>{100, 90}));
}

// Every event is told within a delay; cutting by that delay before the present must give one sorted stream.
TEST_CASE(cutByTheDelayGivesOneSortedStream)
{
    std::mt19937_64 random(lanescope::check::seed());
    constexpr std::int64_t kDelay = 50;
    for (int round = 0; round < 200; ++round) {
        const std::size_t cpus = 1 + random() % 6;
        EventMerge merge(cpus);
        std::vector<std::vector<SwitchEvent>> untold(cpus);
        std::vector<SwitchEvent> merged;
        std::int32_t made = 0;
        for (std::int64_t now = 0; now < 2000; ++now) {
            if (random() % 2)
                untold[random() % cpus].push_back(at(now, 0, ++made));
            if (random() % 10)
                continue;
            for (std::size_t cpu = 0; cpu < cpus; ++cpu) { // tells all that is old and some that is fresh
                auto& queue = untold[cpu];
                auto split = std::find_if(queue.begin(), queue.end(),
                                          [now](const SwitchEvent& e) { return e.timeNs > now - kDelay; });
                split += static_cast<std::ptrdiff_t>(random() % static_cast<std::uint64_t>(queue.end() - split + 1));
                merge.incoming(cpu).insert(merge.incoming(cpu).end(), queue.begin(), split);
                queue.erase(queue.begin(), split);
            }
            merge.takeUntil(now - kDelay, merged);
        }
        for (std::size_t cpu = 0; cpu < cpus; ++cpu)
            merge.incoming(cpu).insert(merge.incoming(cpu).end(), untold[cpu].begin(), untold[cpu].end());
        merge.takeUntil(kEnd, merged);
        CHECK_EQ(merged.size(), made);
        CHECK(std::is_sorted(merged.begin(), merged.end(), [](auto& a, auto& b) { return a.tid < b.tid; }));
    }
}
