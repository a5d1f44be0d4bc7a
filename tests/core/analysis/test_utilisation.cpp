// SPDX-License-Identifier: GPL-3.0-or-later
// How a run used the CPUs of a range, against a look at every stretch that a thread had one.
#include "core/analysis/utilisation.h"
#include "tests/core/analysis/lock_plan.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

constexpr std::uint16_t kCpus = 3;
constexpr std::size_t kThreads = 5;

/// A thread had a CPU.
struct Stretch {
    std::uint16_t cpu;
    std::uint32_t thread;
    std::int64_t fromNs;
    std::int64_t toNs;
};

/// One thread after the other on each CPU; as the machine has it, no thread on two of them at once.
std::vector<Stretch> madeStretches(std::mt19937_64& random, std::size_t count)
{
    std::vector<Stretch> all;
    std::array<std::int64_t, kCpus> cpuFreeNs{};
    std::array<std::int64_t, kThreads> threadFreeNs{};
    cpuFreeNs.fill(kBeginNs);
    threadFreeNs.fill(kBeginNs);
    for (std::size_t i = 0; i < count; ++i) {
        const auto cpu = static_cast<std::uint16_t>(random() % kCpus);
        const auto thread = static_cast<std::uint32_t>(random() % kThreads);
        const std::int64_t fromNs = std::max(cpuFreeNs[cpu], threadFreeNs[thread]) + upTo(random, 30'000);
        const std::int64_t toNs = fromNs + upTo(random, 200'000);
        all.push_back({cpu, thread, fromNs, toNs});
        cpuFreeNs[cpu] = threadFreeNs[thread] = toNs;
    }
    std::ranges::sort(all, {}, &Stretch::fromNs);
    return all;
}

SnapshotPtr told(MadeLoad& run, const std::vector<Stretch>& all, std::int64_t endNs)
{
    const auto crew = run.crew(kThreads);
    run.store.thread(crew.back()).isOurOwn = true;
    for (std::uint16_t cpu = 0; cpu < kCpus; ++cpu)
        run.store.cpus.edit().push_back({cpu, run.store.addRow(RowKind::Cpu)});
    std::array<std::uint32_t, kThreads> last{};
    last.fill(kNone);
    for (const Stretch& one : all) {
        const std::uint32_t cameFrom = last[one.thread] != one.cpu ? last[one.thread] : kNone;
        run.store.row(run.store.cpus[one.cpu].row)
            .append(Interval::make(one.fromNs, one.toNs, State::Running, one.thread, cameFrom));
        run.store.row(run.store.thread(crew[one.thread]).stateRow)
            .append(Interval::make(one.fromNs, one.toNs, State::Running, kNone));
        run.store.thread(crew[one.thread]).migrations += cameFrom != kNone ? 1 : 0;
        last[one.thread] = one.cpu;
    }
    return run.at(endNs - kBeginNs);
}

double migrationsIn(const std::vector<Stretch>& all, Range range)
{
    std::array<int, kThreads> last{};
    last.fill(-1);
    double count = 0;
    for (const Stretch& one : all) {
        const bool isIn = one.fromNs >= range.fromNs && one.fromNs < range.toNs && one.thread != kThreads - 1;
        count += isIn && last[one.thread] >= 0 && last[one.thread] != one.cpu ? 1 : 0;
        last[one.thread] = one.cpu;
    }
    return count / (range.lengthNs() / 1e9);
}

} // namespace

TEST_CASE(useOfCpusIsThatOfBruteForce)
{
    std::mt19937_64 random(check::seed());
    const std::vector<Stretch> all = madeStretches(random, 4000);
    std::int64_t endNs = kBeginNs;
    for (const Stretch& one : all)
        endNs = std::max(endNs, one.toNs);
    MadeLoad run;
    const SnapshotPtr snapshot = told(run, all, endNs);
    for (int i = 0; i < kRanges; ++i) {
        const Range range = randomRange(random, endNs);
        const Utilisation found = utilisation(*snapshot, range);
        double runningNs = 0;
        std::array<double, kCpus> busyNs{};
        for (const Stretch& one : all) {
            const auto ns = static_cast<double>(
                std::max<std::int64_t>(std::min(one.toNs, range.toNs) - std::max(one.fromNs, range.fromNs), 0));
            busyNs[one.cpu] += ns;
            runningNs += one.thread == kThreads - 1 ? 0 : ns;
        }
        bool good = CHECK(isNear(found.parallelism, runningNs / range.lengthNs())) &&
                    CHECK(isNear(found.migrationsPerS.value_or(-1), migrationsIn(all, range))) &&
                    CHECK_EQ(found.cpus.size(), busyNs.size());
        for (std::size_t cpu = 0; good && cpu < kCpus; ++cpu)
            good = CHECK(isNear(found.cpus[cpu].busyShare, busyNs[cpu] / range.lengthNs()));
        if (!good)
            return check::say("range " + std::to_string(i));
    }
}

// Two readings of the same: what the threads say of themselves, and what their stretches say.
TEST_CASE(migrationsOfNeighbouringRangesAddUpToThoseOfTheRun)
{
    std::mt19937_64 random(check::seed());
    const std::vector<Stretch> all = madeStretches(random, 1000);
    std::int64_t endNs = kBeginNs;
    for (const Stretch& one : all)
        endNs = std::max(endNs, one.toNs);
    MadeLoad run;
    const SnapshotPtr snapshot = told(run, all, endNs);
    const auto countIn = [&](Range range) {
        return utilisation(*snapshot, range).migrationsPerS.value_or(-1) * range.lengthNs() / 1e9;
    };
    const std::int64_t middleNs = kBeginNs + (endNs - kBeginNs) / 3;
    CHECK(isNear(countIn({kBeginNs, endNs}), countIn({kBeginNs, middleNs}) + countIn({middleNs, endNs})));
    CHECK(countIn({kBeginNs, endNs}) > 0);
}

TEST_CASE(lostSwitchesMakeItApproximate)
{
    MadeLoad run;
    const auto crew = run.crew(1);
    run.did(crew[0], State::Running, 0, 1000);
    const auto lose = [&](double ms, double count) {
        run.store.addMark({MadeLoad::ns(ms), MarkKind::Lost, "kernel", "switches", count});
        run.store.recording.switchesLost += static_cast<std::uint64_t>(count);
    };
    CHECK_EQ(utilisation(*run.look(1000), {MadeLoad::ns(0), MadeLoad::ns(1000)}).switchesLost, 0);
    lose(300, 20);
    lose(700, 7);
    run.store.addMark({MadeLoad::ns(310), MarkKind::Lost, "worker 1", "records", 500}); // of another kind
    const SnapshotPtr snapshot = run.look(1000);
    const auto lostIn = [&](double fromMs, double toMs) {
        return utilisation(*snapshot, {MadeLoad::ns(fromMs), MadeLoad::ns(toMs)}).switchesLost;
    };
    CHECK_EQ(lostIn(0, 1000), 27);
    CHECK_EQ(lostIn(0, 190), 0);
    CHECK_EQ(lostIn(0, 250), 20); // told of late
    CHECK_EQ(lostIn(301, 500), 0);
    CHECK_EQ(lostIn(301, 800), 7);
}

TEST_CASE(whatIsWantedIsRunningAndReadyTogether)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    run.did(crew[0], State::Running, 0, 60);
    run.did(crew[0], State::Ready, 60, 80);
    run.did(crew[1], State::Ready, 0, 100);
    const SnapshotPtr snapshot = run.look(100);
    const Utilisation found = utilisation(*snapshot, {MadeLoad::ns(0), MadeLoad::ns(100)});
    CHECK(isNear(found.parallelism, 0.6));
    CHECK(isNear(found.wanted, 1.8));
    CHECK(found.cpus.empty() && !found.migrationsPerS);
}

TEST_CASE(whatIsSampledIsApproximate)
{
    MadeLoad run;
    const Range range{MadeLoad::ns(0), MadeLoad::ns(100)};
    CHECK(!utilisation(*run.look(100), range).isApproximate());
    run.store.recording.kernelLayer = KernelLayer::Procfs;
    CHECK(utilisation(*run.look(100), range).isApproximate());
}
