// SPDX-License-Identifier: GPL-3.0-or-later
// On which CPUs the threads of a run may run, and what is too much for them.
#include "core/analysis/allowed_cpus.h"
#include "tests/core/analysis/shown.h"

#include <thread>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Threads on a machine of eight CPUs that compute for half of the time and are ready for the other half.
MadeLoad crowd(std::size_t threads)
{
    MadeLoad run;
    run.machineOf(8);
    for (const ThreadIndex thread : run.crew(threads)) {
        run.did(thread, State::Running, 0, kWindowMs / 2);
        run.did(thread, State::Ready, kWindowMs / 2, kWindowMs);
    }
    return run;
}

AllowedCpus allowedIn(const SnapshotPtr& snapshot, double fromMs, double toMs)
{
    return {*snapshot, {MadeLoad::ns(fromMs), MadeLoad::ns(toMs)}};
}

} // namespace

TEST_CASE(twoThreadsOnOneCpuAreTooManyHoweverManyThereAre)
{
    CHECK(!shows(crowd(2), FindingKind::Oversubscription));
    MadeLoad bound = crowd(2);
    for (std::uint32_t i = 0; i < 2; ++i)
        bound.bound(ThreadIndex{i}, {3});
    const std::vector<Finding> findings = foundIn(bound);
    const Finding* finding = of(findings, FindingKind::Oversubscription);
    if (CHECK(finding != nullptr))
        CHECK(finding->text.find("they would keep 2.0 busy and may use 1 of 8.") != std::string::npos);
}

// One that may run anywhere does not make room for those that may not; each on a CPU of its own is no crowd.
TEST_CASE(whoMayRunElsewhereMakesNoRoom)
{
    for (const bool areTogether : {false, true}) {
        MadeLoad run = crowd(3);
        run.bound(ThreadIndex{0}, {1});
        run.bound(ThreadIndex{1}, areTogether ? CpuSet{1} : CpuSet{2});
        run.bound(ThreadIndex{2}, {0, 1, 2, 3, 4, 5, 6, 7});
        CHECK_EQ(shows(std::move(run), FindingKind::Oversubscription), areTogether);
    }
}

// The CPUs on which they may be together count: four on two, two of them on one of these.
TEST_CASE(setsWithinOtherSetsCountThere)
{
    MadeLoad run = crowd(4);
    run.bound(ThreadIndex{0}, {1});
    for (std::uint32_t i = 1; i < 4; ++i)
        run.bound(ThreadIndex{i}, {1, 2});
    const std::vector<Finding> findings = foundIn(run);
    const Finding* finding = of(findings, FindingKind::Oversubscription);
    if (CHECK(finding != nullptr))
        CHECK(finding->text.find("they would keep 4.0 busy and may use 2 of 8.") != std::string::npos);
}

TEST_CASE(whoIsBoundAnewMayBeWhereHeMayInThatRange)
{
    MadeLoad run = crowd(1);
    run.bound(ThreadIndex{0}, {1});
    run.boundAnew(ThreadIndex{0}, {2, 3}, MadeLoad::ns(1000));
    const SnapshotPtr snapshot = run.look(kWindowMs);
    CHECK(allowedIn(snapshot, 0, 1000).of(ThreadIndex{0}) == CpuSet{1});
    CHECK(allowedIn(snapshot, 0, kWindowMs).of(ThreadIndex{0}) == (CpuSet{1, 2, 3}));
    CHECK(allowedIn(snapshot, 1500, kWindowMs).of(ThreadIndex{0}) == (CpuSet{2, 3}));
    CHECK_EQ(allowedIn(snapshot, 1500, kWindowMs).count(), std::size_t{2});
}

// A short thread, of which nobody has seen where it may run: those that made it were bound.
TEST_CASE(whoIsNotKnownIsWhereItsProcessIs)
{
    MadeLoad run = crowd(2);
    run.bound(ThreadIndex{0}, {4, 5});
    run.thread("elsewhere", run.process("other"));
    const SnapshotPtr snapshot = run.look(kWindowMs);
    const AllowedCpus allowed = allowedIn(snapshot, 0, kWindowMs);
    CHECK(allowed.of(ThreadIndex{1}) == (CpuSet{4, 5}));
    CHECK_EQ(allowed.of(ThreadIndex{2}).size(), std::size_t{8});
    CHECK_EQ(allowed.count(), std::size_t{8});
}

TEST_CASE(aRecordingThatDoesNotTellIsOfAMachineLikeThis)
{
    MadeLoad run;
    run.thread("main");
    const SnapshotPtr snapshot = run.look(kWindowMs);
    CHECK_EQ(machineCpus(*snapshot), std::size_t{std::max(1U, std::thread::hardware_concurrency())});
    CHECK_EQ(allowedIn(snapshot, 0, kWindowMs).count(), machineCpus(*snapshot));
}

// A session file may state any number of a set.
TEST_CASE(aSetThatIsNotThereIsPassedOver)
{
    MadeLoad run = crowd(1);
    run.bound(ThreadIndex{0}, {1});
    run.boundAnew(ThreadIndex{0}, {2}, MadeLoad::ns(10));
    for (const double number : {-1.0, 1e300, std::nan("")})
        run.store.row(*run.store.thread(ThreadIndex{0}).cpuSetRow).samples.append({MadeLoad::ns(20), number});
    CHECK(allowedIn(run.look(kWindowMs), 0, kWindowMs).of(ThreadIndex{0}) == (CpuSet{1, 2}));
}
