// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/cpu_shares.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace lanescope::testing {
namespace {

bool isWorker(const Ran& ran, std::uint32_t thread)
{
    return thread < ran.snapshot->threads->size() && (*ran.snapshot->threads)[thread].name.starts_with("worker-");
}

using Changes = std::vector<std::pair<std::int64_t, int>>; // when, and by how many more or less

// Of the time in which there is at least one, the share in which there are two or more.
double shareOfTwo(Changes changes)
{
    std::sort(changes.begin(), changes.end());
    double anyNs = 0;
    double togetherNs = 0;
    int running = 0;
    for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
        running += changes[i].second;
        const auto lengthNs = static_cast<double>(changes[i + 1].first - changes[i].first);
        anyNs += running >= 1 ? lengthNs : 0;
        togetherNs += running >= 2 ? lengthNs : 0;
    }
    return anyNs > 0 ? togetherNs / anyNs : 0;
}

void addInterval(Changes& changes, const store::Interval& interval)
{
    changes.emplace_back(interval.startNs, 1);
    changes.emplace_back(interval.endNs(), -1);
}

} // namespace

std::set<std::uint16_t> cpusOfWorkers(const Ran& ran)
{
    std::set<std::uint16_t> used;
    for (const store::Cpu& cpu : *ran.snapshot->cpus) {
        const auto& intervals = ran.snapshot->row(cpu.row).intervals;
        for (std::size_t i = 0; i < intervals.size(); ++i) {
            if (isWorker(ran, intervals[i].subject))
                used.insert(cpu.number);
        }
    }
    return used;
}

double parallelShare(const Ran& ran)
{
    Changes changes;
    for (const store::Cpu& cpu : *ran.snapshot->cpus) {
        const auto& intervals = ran.snapshot->row(cpu.row).intervals;
        for (std::size_t i = 0; i < intervals.size(); ++i) {
            if (isWorker(ran, intervals[i].subject))
                addInterval(changes, intervals[i]);
        }
    }
    return shareOfTwo(std::move(changes));
}

double togetherShare(const Ran& ran)
{
    Changes changes;
    for (std::uint32_t thread = 0; thread < ran.snapshot->threads->size(); ++thread) {
        if (!isWorker(ran, thread))
            continue;
        const auto& intervals = ran.snapshot->row((*ran.snapshot->threads)[thread].stateRow).intervals;
        for (std::size_t i = 0; i < intervals.size(); ++i) {
            const store::State state = intervals[i].state();
            if (state == store::State::Running || state == store::State::Ready)
                addInterval(changes, intervals[i]);
        }
    }
    return shareOfTwo(std::move(changes));
}

} // namespace lanescope::testing
