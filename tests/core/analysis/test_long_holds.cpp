// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Two who sleep with the lock in turn, the first for `longMs` and then the second for `shortMs`, waited for or not. Each
/// says only 0.03 ms after it has it that it waits no more.
MadeLoad handedOver(double longMs, double shortMs, bool isSecondWaitedFor)
{
    MadeLoad run;
    const auto crew = run.crew(2);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    const double everyMs = longMs + shortMs;
    for (double ms = 0; ms < kWindowMs; ms += everyMs) {
        run.held(lock, crew[0], ms, ms + longMs - 0.01);
        run.held(lock, crew[1], ms + longMs, ms + everyMs - 0.01);
        run.waited(lock, crew[1], ms + 0.1, ms + longMs + 0.03);
        if (isSecondWaitedFor)
            run.waited(lock, crew[0], ms + longMs + 0.1, ms + everyMs + 0.03);
        run.did(crew[0], State::Sleep, ms, ms + longMs - 0.01);
        run.did(crew[1], State::Sleep, ms + longMs, ms + everyMs - 0.01);
    }
    return run;
}

std::string longHoldText(MadeLoad run, double fromMs)
{
    const std::vector<Finding> findings =
        findingsIn(*run.look(kWindowMs), {MadeLoad::ns(fromMs), MadeLoad::ns(kWindowMs)});
    const Finding* hold = of(findings, FindingKind::LongHold);
    return hold != nullptr ? hold->text : std::string();
}

} // namespace

// The moment in which the next one takes a lock over is no hold of its own.
TEST_CASE(howLongOthersWaitInAHoldIsToldOfWholeHolds)
{
    CHECK(shows(handedOver(5.3, 5.3, true), FindingKind::LongHold));
    CHECK(!shows(handedOver(4.9, 4.9, true), FindingKind::LongHold));
    CHECK(shows(handedOver(6, 1, false), FindingKind::LongHold)); // nobody waits in the way of the second one
    for (const double fromMs : {0.0, 100.0, 350.0})               // … whether the range cuts one or not
        CHECK(longHoldText(handedOver(200, 200, true), fromMs).find("200 ms on average") != std::string::npos);
    CHECK(longHoldText(handedOver(4000, 1, true), 0).find("2.00 s on average") != std::string::npos);
}
