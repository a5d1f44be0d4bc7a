// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/utilisation.h"

#include "core/analysis/losses.h"

#include <algorithm>

namespace lanescope::analysis {
namespace {

using namespace store;

bool isOfRun(const Snapshot& snapshot, std::uint32_t thread)
{
    return thread < snapshot.threads->size() && !(*snapshot.threads)[thread].isOurOwn;
}

// Each of a thread's stretches knows from which CPU it came; all of them together are what the thread says of itself, also
// when its oldest stretches are gone.
double migrationsOfRun(const Snapshot& snapshot)
{
    double count = 0;
    for (const Thread& thread : *snapshot.threads)
        count += thread.isOurOwn ? 0 : static_cast<double>(thread.migrations);
    return count;
}

// Where the newest stretches of all CPUs, some kMostSwitches, begin.
std::int64_t newestFromNs(const Snapshot& snapshot, Range range)
{
    const std::size_t mostOfEach = kMostSwitches / snapshot.cpus->size() + 1;
    std::int64_t fromNs = range.fromNs;
    for (const Cpu& cpu : *snapshot.cpus) {
        const Row& row = snapshot.row(cpu.row);
        const std::size_t last = row.firstStartingAt(range.toNs);
        if (last - std::min(last, row.firstStartingAt(range.fromNs)) > mostOfEach)
            fromNs = std::max(fromNs, row.intervals[last - mostOfEach].startNs);
    }
    return fromNs;
}

double migrationsIn(const Snapshot& snapshot, Range range)
{
    double count = 0;
    const auto add = [&](std::uint32_t thread, std::uint32_t cameFrom) {
        count += cameFrom != kNone && isOfRun(snapshot, thread) ? 1 : 0;
    };
    for (const Cpu& cpu : *snapshot.cpus) {
        const Row& row = snapshot.row(cpu.row);
        const std::size_t last = row.firstStartingAt(range.toNs);
        for (std::size_t i = row.firstStartingAt(range.fromNs); i < last; ++i)
            add(row.intervals[i].subject, row.intervals[i].peer);
        if (row.open && row.open->startNs >= range.fromNs && row.open->startNs < range.toNs)
            add(row.open->subject, row.open->peer);
    }
    return count;
}

std::optional<double> migrationsPerS(const Snapshot& snapshot, Range range)
{
    if (snapshot.cpus->empty())
        return std::nullopt;
    const double seconds = range.lengthNs() / 1e9;
    if (range.fromNs <= snapshot.beginNs && range.toNs >= snapshot.endNs)
        return migrationsOfRun(snapshot) / seconds;
    range.fromNs = newestFromNs(snapshot, range);
    return range.toNs > range.fromNs ? std::optional(migrationsIn(snapshot, range) / (range.lengthNs() / 1e9))
                                     : std::nullopt;
}

} // namespace

Utilisation utilisation(const Snapshot& snapshot, Range range)
{
    Utilisation use;
    if (range.toNs <= range.fromNs)
        return use;
    use.switchesLost = Losses(snapshot).switchesIn(range);
    use.isSampled = snapshot.recording.kernelLayer == KernelLayer::Procfs;
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
