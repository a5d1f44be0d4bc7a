// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// A lock that is held all the time, and three who wait for it, in a process that can be stopped.
struct Frozen {
    MadeLoad run;
    FindingWatch watch;
    std::vector<ThreadIndex> crew = run.crew(5);
    ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    double nextMs = 500;

    Frozen()
    {
        run.did(crew[0], State::Running, 0, 1);
        for (int i = 0; i < 200; ++i)
            run.held(lock, crew[static_cast<std::size_t>(i % 2)], i * 100, i * 100 + 95, true);
        for (std::size_t i = 2; i < 5; ++i)
            run.waited(lock, crew[i], 0, 20'000);
    }
    void lookUntil(double ms, char kernelState)
    {
        run.store.process(ProcessIndex{0}).kernelState = kernelState;
        for (; nextMs <= ms; nextMs += 500)
            watch.update(*run.look(nextMs));
    }
    bool isThere(FindingKind kind) const { return of(watch.current(), kind) != nullptr; }
};

} // namespace

TEST_CASE(aStoppedProcessIsSaidToBeStoppedAndWhatWasFoundStands)
{
    Frozen made;
    made.lookUntil(2000, 'S');
    CHECK(made.isThere(FindingKind::SerialisedExecution));
    const std::int64_t toNs = of(made.watch.current(), FindingKind::SerialisedExecution)->toNs;
    made.lookUntil(5000, 'T');
    CHECK(made.isThere(FindingKind::ProcessStopped));
    CHECK_EQ(made.watch.current().size(), 2);
    if (CHECK(made.isThere(FindingKind::SerialisedExecution)))
        CHECK_EQ(of(made.watch.current(), FindingKind::SerialisedExecution)->toNs, toNs); // not judged anew
    made.lookUntil(6000, 'S'); // seen running for half a second: nothing is judged by so little
    CHECK(made.isThere(FindingKind::SerialisedExecution));
    made.lookUntil(8500, 'S');
    CHECK(!made.isThere(FindingKind::ProcessStopped));
    CHECK(made.isThere(FindingKind::SerialisedExecution));
    CHECK(of(made.watch.past(), FindingKind::SerialisedExecution) == nullptr); // all the time it was the same one
}

TEST_CASE(aProcessThatGoesOnIsNotSaidToBeStoppedAnyMore)
{
    Frozen made;
    const ProcessIndex child = made.run.process("child");
    made.run.store.process(child).kernelState = 'T';
    made.lookUntil(5000, 'T');
    CHECK_EQ(made.watch.current().size(), 2);
    made.lookUntil(5500, 'S'); // at the next look, though the other one still stands
    CHECK_EQ(made.watch.current().size(), 1);
    CHECK(made.isThere(FindingKind::ProcessStopped));
    if (CHECK_EQ(made.watch.past().size(), 1))
        CHECK_EQ(made.watch.past()[0].toNs, MadeLoad::ns(5000));
    made.run.store.process(child).kernelState = 'S';
    made.lookUntil(6000, 'S');
    CHECK(made.watch.current().empty());
    CHECK_EQ(made.watch.past().size(), 2);
}

TEST_CASE(whatIsStoppedFromTheStartIsJudgedForNothingElse)
{
    Frozen made;
    made.lookUntil(5000, 'T');
    CHECK(made.isThere(FindingKind::ProcessStopped));
    CHECK_EQ(made.watch.current().size(), 1);
}

TEST_CASE(aRunThatIsPausedIsNoFinding)
{
    Frozen made;
    made.run.store.addMark({MadeLoad::ns(400), MarkKind::Paused, "run", "Paused", 0});
    made.lookUntil(5000, 'T');
    CHECK(made.watch.current().empty());
    made.run.store.addMark({MadeLoad::ns(5100), MarkKind::Resumed, "run", "Resumed", 0});
    made.lookUntil(7500, 'T'); // by another hand
    CHECK(made.isThere(FindingKind::ProcessStopped));
}

TEST_CASE(aLockInADeadlockIsNotToldTwice)
{
    Frozen made;
    for (std::size_t i = 2; i < 5; ++i)
        made.run.waits(made.crew[i], made.lock, WaitKind::Lock, MadeLoad::ns(0));
    made.run.holds(made.crew[1], made.lock, MadeLoad::ns(0));
    made.lookUntil(2000, 'S');
    CHECK(made.isThere(FindingKind::SerialisedExecution));                       // its owner goes on
    made.run.waits(made.crew[1], made.lock, WaitKind::Lock, MadeLoad::ns(2000)); // … and now waits for itself
    made.lookUntil(2500, 'S');
    CHECK(made.watch.current().empty()); // at once
    made.lookUntil(4000, 'S');
    CHECK(made.watch.current().empty());
    CHECK(of(made.watch.past(), FindingKind::SerialisedExecution) != nullptr); // as long as it did say something
}
