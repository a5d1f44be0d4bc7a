// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of locks a little above their thresholds, where they are found, and a little below, where they are not.
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

MadeLoad oneAtATime(double heldOf100Ms, std::size_t waiters, bool byReaders = false, double waitedMs = kWindowMs)
{
    MadeLoad run;
    const auto crew = run.crew(waiters + 2);
    const ObjectIndex lock = run.object(byReaders ? ObjectKind::ReadWriteLock : ObjectKind::Mutex, "lock");
    for (int i = 0; i < 20; ++i)
        run.held(lock, crew[static_cast<std::size_t>(i % 2)], i * 100, i * 100 + heldOf100Ms, true, byReaders);
    for (std::size_t i = 0; i < waiters; ++i)
        run.waited(lock, crew[i + 2], 0, waitedMs);
    return run;
}

// Every fourth millisecond somebody gets it for two, after having waited; each `breakEvery`-th finds it free.
MadeLoad convoy(int breakEvery, double waitMs, double holdMs = 2)
{
    MadeLoad run;
    const auto crew = run.crew(8);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    for (int i = 5; i < 499; ++i) {
        const ThreadIndex thread = crew[static_cast<std::size_t>(i % 8)];
        run.held(lock, thread, i * 4, i * 4 + holdMs, i % breakEvery != 0);
        run.waited(lock, thread, i * 4 - waitMs, i * 4);
    }
    return run;
}

// Of each 50 holds the first are a chain, the others those of whoever came first.
MadeLoad convoyAmongBarging(double handedOver)
{
    MadeLoad run;
    const auto crew = run.crew(8);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    for (int i = 5; i < 499; ++i) {
        const ThreadIndex thread = crew[static_cast<std::size_t>(i % 8)];
        run.held(lock, thread, i * 4, i * 4 + 2, (i - 5) % 50 < 50 * handedOver);
        run.waited(lock, thread, i * 4 - 10, i * 4);
    }
    return run;
}

MadeLoad herd(int wakeUps, int futile)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    const ObjectIndex condition = run.object(ObjectKind::Condition, "condition");
    for (int i = 0; i < wakeUps; ++i)
        run.waited(condition, crew[0], i * 10, i * 10 + 5, i < futile, WaitKind::Condition);
    return run;
}

MadeLoad starvedWriter(double waitedMs, double heldOf100Ms, bool waitsStill)
{
    MadeLoad run;
    const auto crew = run.crew(2, "reader ");
    const ThreadIndex writer = run.thread("writer");
    const ObjectIndex lock = run.object(ObjectKind::ReadWriteLock, "lock");
    for (int i = 0; i < 20; ++i)
        run.held(lock, crew[static_cast<std::size_t>(i % 2)], i * 100, i * 100 + heldOf100Ms, false, true);
    if (waitsStill)
        run.waits(writer, lock, WaitKind::Lock, MadeLoad::ns(kWindowMs - waitedMs));
    else
        run.waited(lock, writer, 100, 100 + waitedMs);
    return run;
}

MadeLoad spinning(double waitedMs)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    const ObjectIndex lock = run.object(ObjectKind::SpinLock, "lock");
    run.held(lock, crew[0], 0, 1900);
    run.waited(lock, crew[1], 100, 100 + waitedMs);
    return run;
}

/// Held while somebody waits, `count` times for `holdMs`; of each hold the owner is in `state` for so long, and somebody
/// else of the run is on a CPU for that part of it.
MadeLoad owner(State state, int count, double holdMs, double stateMs, double othersRan = 1)
{
    MadeLoad run;
    const ThreadIndex other = run.thread("other");
    const auto crew = run.crew(2);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    const double everyMs = kWindowMs / count;
    for (int i = 0; i < count; ++i) {
        run.held(lock, crew[0], i * everyMs, i * everyMs + holdMs);
        run.waited(lock, crew[1], i * everyMs, i * everyMs + holdMs);
        run.did(other, State::Running, i * everyMs, i * everyMs + stateMs * othersRan);
        run.did(crew[0], state, i * everyMs, i * everyMs + stateMs);
        run.did(crew[0], State::Running, i * everyMs + stateMs, i * everyMs + holdMs);
    }
    return run;
}

} // namespace

TEST_CASE(oneLockThatAllWaitForIsSerialisedExecution)
{
    CHECK(shows(oneAtATime(81, 3), FindingKind::SerialisedExecution));
    CHECK(shows(oneAtATime(41, 3),
                FindingKind::SerialisedExecution)); // never free for those who wait, though held for less
    CHECK(!shows(oneAtATime(39, 3), FindingKind::SerialisedExecution)); // it is the handing over
    CHECK(shows(oneAtATime(79, 5, false, 0.81 * kWindowMs), FindingKind::SerialisedExecution));
    CHECK(!shows(oneAtATime(79, 5, false, 0.79 * kWindowMs), FindingKind::SerialisedExecution));
    CHECK(shows(oneAtATime(81, 2), FindingKind::SerialisedExecution));
    CHECK(!shows(oneAtATime(81, 2, false, 0.99 * kWindowMs), FindingKind::SerialisedExecution)); // 1.98 on average
    CHECK(!shows(oneAtATime(81, 3, true), FindingKind::SerialisedExecution));                    // readers, together
}

namespace {

/// 20 holds of 90 ms by two threads in turn, each asleep in it, and three more who wait.
MadeLoad semaphoreInTurns(std::int64_t permits, bool releasedByOthers)
{
    MadeLoad run;
    const auto crew = run.crew(5);
    const ObjectIndex semaphore = run.object(ObjectKind::Semaphore, "permits", permits);
    for (int i = 0; i < 20; ++i) {
        const ThreadIndex owner = crew[static_cast<std::size_t>(i % 2)];
        run.held(semaphore, owner, i * 100, i * 100 + 90, true, true);
        run.did(owner, State::Sleep, i * 100, i * 100 + 90);
    }
    for (std::size_t i = 2; i < 5; ++i)
        run.waited(semaphore, crew[i], 0, kWindowMs, false, WaitKind::Semaphore);
    run.track(semaphore).noteNow(0, permits, releasedByOthers);
    return run;
}

} // namespace

TEST_CASE(aSemaphoreOfOnePermitIsALock)
{
    CHECK(shows(semaphoreInTurns(1, false), FindingKind::SerialisedExecution));
    CHECK(shows(semaphoreInTurns(1, false), FindingKind::LongHold));
    CHECK(!shows(semaphoreInTurns(2, false), FindingKind::SerialisedExecution));
    CHECK(!shows(semaphoreInTurns(2, false), FindingKind::LongHold));
    CHECK(!shows(semaphoreInTurns(1, true), FindingKind::SerialisedExecution)); // a signal
    CHECK(!shows(semaphoreInTurns(1, true), FindingKind::LongHold));
    MadeLoad run = semaphoreInTurns(1, false);
    const std::vector<Finding> findings = foundIn(run);
    const Finding* hold = of(findings, FindingKind::LongHold);
    CHECK(hold != nullptr && hold->threads.size() == 1 && hold->text.starts_with("worker ")); // who has the permit
}

TEST_CASE(handOversWithoutABreakAreAConvoy)
{
    CHECK(shows(convoy(9, 10), FindingKind::LockConvoy));
    CHECK(!shows(convoy(8, 10), FindingKind::LockConvoy));      // at most seven in a row
    CHECK(!shows(convoy(9, 7.9), FindingKind::LockConvoy));     // not four times the hold
    CHECK(!shows(convoy(9, 15, 2.6), FindingKind::LockConvoy)); // held, not handed over, most of the time
    CHECK(shows(convoyAmongBarging(0.55), FindingKind::LockConvoy));
    CHECK(
        !shows(convoyAmongBarging(0.45), FindingKind::LockConvoy)); // a chain now and then among those that come first
}

TEST_CASE(mostlyFutileWakeUpsAreAHerd)
{
    CHECK(shows(herd(20, 11), FindingKind::ThunderingHerd));
    CHECK(!shows(herd(20, 10), FindingKind::ThunderingHerd));
    CHECK(!shows(herd(19, 19), FindingKind::ThunderingHerd));
}

// All were woken once, before the window; since then one after the other is, and finds what it was woken for.
TEST_CASE(aHerdOfBeforeIsNoneAnyMore)
{
    const auto late = [](int here) {
        MadeLoad run;
        const auto crew = run.crew(60);
        const ObjectIndex condition = run.object(ObjectKind::Condition, "condition");
        for (int i = 0; i < 60; ++i)
            run.waited(condition, crew[static_cast<std::size_t>(i)], i < here ? 1 : -10, 10 + i * 20, true,
                       WaitKind::Condition);
        return run;
    };
    CHECK(!shows(late(0), FindingKind::ThunderingHerd));
    CHECK(!shows(late(29), FindingKind::ThunderingHerd));
    CHECK(shows(late(30), FindingKind::ThunderingHerd));
}

TEST_CASE(aWriterBehindReadersStarves)
{
    CHECK(shows(starvedWriter(310, 81, false), FindingKind::WriterStarvation));
    CHECK(shows(starvedWriter(310, 81, true), FindingKind::WriterStarvation));
    CHECK(!shows(starvedWriter(290, 81, false), FindingKind::WriterStarvation));
    CHECK(!shows(starvedWriter(290, 81, true), FindingKind::WriterStarvation));
    CHECK(!shows(starvedWriter(310, 79, false), FindingKind::WriterStarvation));
    MadeLoad run = starvedWriter(310, 81, true);
    const SnapshotPtr later = run.look(kWindowMs); // a look back: it had not waited for long then
    CHECK(of(findingsIn(*later, {kBeginNs, MadeLoad::ns(kWindowMs - 20)}), FindingKind::WriterStarvation) == nullptr);
}

// On a machine with too few CPUs for them readers wait for long, too.
TEST_CASE(aReaderThatWaitsForLongIsNoStarvedWriter)
{
    for (const bool waitsStill : {false, true}) {
        MadeLoad run;
        const auto crew = run.crew(2, "reader ");
        const ThreadIndex slow = run.thread("slow reader");
        const ObjectIndex lock = run.object(ObjectKind::ReadWriteLock, "lock");
        run.held(lock, slow, 0, 90, false, true);
        for (int i = 0; i < 20; ++i)
            run.held(lock, crew[static_cast<std::size_t>(i % 2)], i * 100, i * 100 + 90, false, true);
        if (waitsStill) {
            run.waits(slow, lock, WaitKind::Lock, MadeLoad::ns(kWindowMs - 400));
        } else {
            run.waited(lock, slow, 100, 500);
            run.held(lock, slow, 500, 590, true, true);
        }
        CHECK(!shows(std::move(run), FindingKind::WriterStarvation));
    }
}

TEST_CASE(turningRoundForASpinLockIsABusyWait)
{
    CHECK(shows(spinning(620), FindingKind::BusyWait));
    CHECK(!shows(spinning(580), FindingKind::BusyWait));
}

TEST_CASE(anOwnerWithoutACpuIsAPriorityInversion)
{
    const FindingKind kind = FindingKind::PriorityInversion;
    CHECK(shows(owner(State::Ready, 10, 32, 17), kind));
    CHECK(!shows(owner(State::Ready, 10, 32, 15), kind));    // it ran most of the time
    CHECK(!shows(owner(State::Ready, 10, 28, 28), kind));    // seldom in the way
    CHECK(!shows(owner(State::Ready, 400, 2.5, 1.9), kind)); // never for long
    CHECK(shows(owner(State::Ready, 10, 32, 17, 0.31), kind));
    CHECK(!shows(owner(State::Ready, 10, 32, 17, 0.29), kind)); // it was other programs that ran
    MadeLoad unknown = owner(State::Ready, 10, 32, 17);
    unknown.store.recording.kernelLayer = KernelLayer::None;
    CHECK(!shows(std::move(unknown), kind));
}

// Who runs on another CPU is not in the owner's way; there it may be other programs.
TEST_CASE(onlyWhoHasTheOwnersCpuStandsInItsWay)
{
    for (const std::uint16_t cpuOfOther : {std::uint16_t{0}, std::uint16_t{1}}) {
        MadeLoad run = owner(State::Ready, 10, 32, 17);
        for (const std::uint16_t number : {std::uint16_t{0}, std::uint16_t{1}})
            run.store.cpus.edit().push_back({number, run.store.addRow(RowKind::Cpu)});
        const auto ranOn = [&](std::uint16_t cpu, std::uint32_t thread, double fromMs, double toMs) {
            run.store.row(run.store.cpus[cpu].row)
                .append(Interval::make(MadeLoad::ns(fromMs), MadeLoad::ns(toMs), State::Running, thread));
        };
        for (int i = 0; i < 10; ++i) {
            ranOn(cpuOfOther, 0, i * 200, i * 200 + 17);
            ranOn(0, 1, i * 200 + 17, i * 200 + 32);
        }
        CHECK_EQ(shows(std::move(run), FindingKind::PriorityInversion), cpuOfOther == 0);
    }
}

TEST_CASE(anOwnerThatSleepsHoldsForLong)
{
    for (const State state : {State::Sleep, State::Io}) {
        CHECK(shows(owner(state, 100, 7, 6.1), FindingKind::LongHold));
        CHECK(!shows(owner(state, 100, 7, 5.9), FindingKind::LongHold));   // seldom asleep in anybody's way
        CHECK(!shows(owner(state, 100, 13, 6.1), FindingKind::LongHold));  // it works with it most of the time
        CHECK(!shows(owner(state, 200, 4.9, 4.9), FindingKind::LongHold)); // for a moment each time
    }
}
