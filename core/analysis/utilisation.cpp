// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/utilisation.h"

#include <algorithm>

namespace lanescope::analysis {
namespace {

using namespace store;

/// A thread came to a CPU.
struct Arrival {
    std::int64_t timeNs;
    std::uint32_t thread;
    std::uint16_t cpu;
};

bool isOfRun(const Snapshot& snapshot, std::uint32_t thread)
{
    return thread < snapshot.threads->size() && !(*snapshot.threads)[thread].isOurOwn;
}

// The newest ones of each CPU; moves fromNs to where all of them are there.
std::vector<Arrival> arrivalsIn(const Snapshot& snapshot, Range& range)
{
    const std::size_t mostOfEach = kMostSwitches / snapshot.cpus->size() + 1;
    std::vector<Arrival> arrivals;
    for (const Cpu& cpu : *snapshot.cpus) {
        const Row& row = snapshot.row(cpu.row);
        const std::size_t last = row.firstStartingAt(range.toNs);
        const std::size_t first = std::max(row.firstStartingAt(range.fromNs), last - std::min(last, mostOfEach));
        if (last - first == mostOfEach)
            range.fromNs = std::max(range.fromNs, row.intervals[first].startNs);
        for (std::size_t i = first; i < last; ++i)
            arrivals.push_back({row.intervals[i].startNs, row.intervals[i].subject, cpu.number});
        if (row.open && row.open->startNs >= range.fromNs && row.open->startNs < range.toNs)
            arrivals.push_back({row.open->startNs, row.open->subject, cpu.number});
    }
    std::erase_if(arrivals, [&](const Arrival& arrival) {
        return arrival.timeNs < range.fromNs || !isOfRun(snapshot, arrival.thread);
    });
    std::ranges::sort(arrivals, {}, &Arrival::timeNs);
    return arrivals;
}

std::optional<double> migrationsPerS(const Snapshot& snapshot, Range range)
{
    if (snapshot.cpus->empty())
        return std::nullopt;
    constexpr std::uint32_t kNowhere = 1U << 16;
    std::vector<std::uint32_t> lastCpu(snapshot.threads->size(), kNowhere);
    double count = 0;
    for (const Arrival& arrival : arrivalsIn(snapshot, range)) {
        std::uint32_t& before = lastCpu[arrival.thread];
        count += before != kNowhere && before != arrival.cpu ? 1 : 0;
        before = arrival.cpu;
    }
    return range.toNs > range.fromNs ? std::optional(count / (range.lengthNs() / 1e9)) : std::nullopt;
}

} // namespace

Utilisation utilisation(const Snapshot& snapshot, Range range)
{
    Utilisation use;
    if (range.toNs <= range.fromNs)
        return use;
    use.threadTimes = threadTimes(snapshot, range);
    const auto running = static_cast<double>(use.threadTimes.of(State::Running));
    use.parallelism = running / range.lengthNs();
    use.wanted = (running + static_cast<double>(use.threadTimes.of(State::Ready))) / range.lengthNs();
    for (const Cpu& cpu : *snapshot.cpus) {
        const auto busy = snapshot.row(cpu.row).summarise(range.fromNs, range.toNs).of(State::Running);
        use.cpus.push_back({cpu.number, static_cast<double>(busy) / range.lengthNs()});
    }
    std::ranges::sort(use.cpus, {}, &Utilisation::Cpu::number);
    use.migrationsPerS = migrationsPerS(snapshot, range);
    return use;
}

} // namespace lanescope::analysis
