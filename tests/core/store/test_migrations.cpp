// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that the kernel moves from CPU to CPU.
#include "tests/core/store/collected.h"
#include "tests/core/trace/segment_folder.h"

#include <cstdio>
#include <sched.h>
#include <unistd.h>

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::testing::exitOf;
using trace::testing::forkChild;
using trace::testing::SegmentFolder;

namespace {

constexpr int kMoves = 40;

std::vector<int> allowedCpus()
{
    cpu_set_t set;
    std::vector<int> cpus;
    if (::sched_getaffinity(0, sizeof set, &set) != 0)
        return cpus;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (CPU_ISSET(cpu, &set))
            cpus.push_back(cpu);
    }
    return cpus;
}

int goBackAndForth(const std::vector<int>& cpus)
{
    for (std::size_t i = 0; i < kMoves; ++i) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(cpus[i % 2]), &one);
        if (::sched_setaffinity(0, sizeof one, &one) != 0)
            return 1;
    }
    return 0;
}

struct Stretch {
    std::int64_t startNs;
    std::uint16_t cpu;
    std::uint32_t cameFrom;
};

std::vector<Stretch> stretchesOf(const Snapshot& snapshot, ThreadIndex thread)
{
    std::vector<Stretch> all;
    for (const Cpu& cpu : *snapshot.cpus) {
        for (const Interval& stretch : intervalsOf(snapshot.row(cpu.row))) {
            if (stretch.subject == static_cast<std::uint32_t>(thread))
                all.push_back({stretch.startNs, cpu.number, stretch.peer});
        }
    }
    std::ranges::sort(all, {}, &Stretch::startNs);
    return all;
}

std::optional<ThreadIndex> mainThreadOf(const Snapshot& snapshot, std::int32_t pid)
{
    for (std::size_t i = 0; i < snapshot.threads->size(); ++i) {
        if ((*snapshot.threads)[i].tid == pid)
            return static_cast<ThreadIndex>(i);
    }
    return std::nullopt;
}

} // namespace

TEST_CASE(eachMoveToAnotherCpuIsCountedAndToldOfWhereItArrived)
{
    const std::vector<int> cpus = allowedCpus();
    if (cpus.size() < 2) {
        std::puts("one CPU only: nothing can move");
        return;
    }
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    int go[2];
    CHECK_EQ(::pipe(go), 0);
    const pid_t child = forkChild([&] {
        char byte = 0;
        return ::read(go[0], &byte, 1) == 1 ? goBackAndForth(cpus) : 1;
    });
    collector->attachKernel(child);
    CHECK_EQ(::write(go[1], "x", 1), 1);
    CHECK_EQ(exitOf(child), 0);
    const SnapshotPtr snapshot = collector->finish();
    ::close(go[0]);
    ::close(go[1]);
    if (snapshot->recording.kernelLayer != KernelLayer::Switches) {
        std::puts("the kernel does not tell of switches here");
        return;
    }
    const auto thread = mainThreadOf(*snapshot, child);
    CHECK(thread.has_value());
    std::uint64_t moves = 0;
    std::optional<std::uint16_t> before;
    for (const Stretch& stretch : stretchesOf(*snapshot, *thread)) {
        const bool moved = before && *before != stretch.cpu;
        moves += moved ? 1 : 0;
        CHECK_EQ(stretch.cameFrom, moved ? std::uint32_t(*before) : kNone);
        before = stretch.cpu;
    }
    CHECK_EQ(snapshot->thread(*thread).migrations, moves);
    CHECK(moves >= kMoves - 1 && moves <= kMoves + 2);
    CHECK(isSane(*snapshot));
}
