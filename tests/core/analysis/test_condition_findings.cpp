// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that woke each other at a condition and now all wait at it, and those of whom one may still be woken.
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Two threads woke each other at a condition, so often in all; since `sinceMs` they both wait.
struct Standstill {
    MadeLoad run;
    std::vector<ThreadIndex> crew = run.crew(2);
    ThreadIndex other = run.thread("other");
    ObjectIndex condition = run.object(ObjectKind::Condition, "condition");

    explicit Standstill(double sinceMs = -100, int wakeUps = 2)
    {
        double atMs = -2000;
        for (int i = 0; i < wakeUps; ++i, atMs += 10)
            woke(crew[i % 2], crew[(i + 1) % 2], atMs);
        wait(crew[0], sinceMs - 50);
        wait(crew[1], sinceMs);
    }

    void woke(ThreadIndex waiter, ThreadIndex by, double atMs)
    {
        run.waited(condition, waiter, atMs, atMs + 5, false, WaitKind::Condition);
        run.did(waiter, State::ConditionWait, atMs, atMs + 5, static_cast<std::uint32_t>(condition),
                static_cast<std::uint32_t>(by));
    }
    void wait(ThreadIndex thread, double sinceMs)
    {
        run.waits(thread, condition, WaitKind::Condition, MadeLoad::ns(sinceMs));
    }
    bool isFound() && { return shows(std::move(run), FindingKind::LostWakeUp); }
};

} // namespace

TEST_CASE(whoWokeEachOtherAndAllWaitLostAWakeUp)
{
    CHECK(Standstill().isFound());
    CHECK(!Standstill(1).isFound()); // for 1.999 s
    CHECK(!Standstill(-100, 1).isFound());
    Standstill before; // a look back
    CHECK(of(findingsIn(*before.run.look(kWindowMs), {kBeginNs, MadeLoad::ns(1800)}), FindingKind::LostWakeUp) ==
          nullptr);
    Standstill more; // also if one of them was never woken
    more.wait(more.other, -100);
    CHECK(std::move(more).isFound());
    Standstill still;
    const auto findings = foundIn(still.run);
    const Finding* finding = of(findings, FindingKind::LostWakeUp);
    if (CHECK(finding != nullptr && finding->threads.size() == 2 && finding->objects.size() == 1))
        CHECK(gravityOf(finding->kind) == Gravity::Alarm && !findingName(finding->kind).empty());
}

TEST_CASE(whoMayStillBeWokenHasNotLostAWakeUp)
{
    Standstill by; // by somebody who did so once
    by.woke(by.crew[0], by.other, -500);
    CHECK(!std::move(by).isFound());
    Standstill unknown; // by nobody knows whom: perhaps its time was up
    unknown.woke(unknown.crew[0], ThreadIndex{kNone}, -500);
    CHECK(!std::move(unknown).isFound());
    Standstill gone; // by somebody who was there and is not now
    gone.run.waited(gone.condition, gone.other, -1900, -1895, false, WaitKind::Condition);
    CHECK(!std::move(gone).isFound());
}

TEST_CASE(oneWhoWaitsAloneIsOnlyIdle)
{
    MadeLoad run;
    const ThreadIndex thread = run.thread("worker");
    const ObjectIndex condition = run.object(ObjectKind::Condition, "condition");
    run.waits(thread, condition, WaitKind::Condition, MadeLoad::ns(-1000));
    CHECK(!shows(std::move(run), FindingKind::LostWakeUp));
}
