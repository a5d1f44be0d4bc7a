// SPDX-License-Identifier: GPL-3.0-or-later
// What is found hangs on the recording and on how the knobs stood, and not on when somebody looked.
#include "tests/core/analysis/watched.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

bool areSame(const std::vector<Finding>& a, const std::vector<Finding>& b)
{
    return std::ranges::equal(a, b, [](const Finding& one, const Finding& other) {
        return one.identity == other.identity && one.text == other.text && one.fromNs == other.fromNs &&
               one.toNs == other.toNs && one.causeNs == other.causeNs;
    });
}

} // namespace

// Whoever reads may be kept from it, by a machine that is busy or by a debugger.
TEST_CASE(whatIsFoundHangsOnTheRecordingAndNotOnWhenSomebodyLooked)
{
    Watched often;
    Watched once;
    Watched nowAndThen;
    for (Watched* made : {&often, &once, &nowAndThen}) {
        made->late(0, 3000);
        made->late(8000, 12'000);
        made->late(18'000, 21'000);
    }
    often.lookUntil(21'000);
    once.watch.update(*once.run.look(21'000));
    for (const double ms : {130.0, 1999.0, 2001.0, 9700.0, 9800.0, 13'333.0, 21'000.0})
        nowAndThen.watch.update(*nowAndThen.run.look(ms));
    CHECK_EQ(often.watch.past().size(), 2);
    CHECK_EQ(often.watch.current().size(), 1);
    for (const Watched* made : {&once, &nowAndThen}) {
        CHECK(areSame(made->watch.past(), often.watch.past()));
        CHECK(areSame(made->watch.current(), often.watch.current()));
    }
}

// What a knob cured is not said of the time after it.
TEST_CASE(whatWasSoBeforeAKnobWasTurnedIsNoEvidenceForLater)
{
    Watched made;
    made.late(0, 4000);
    made.run.store.addMark({MadeLoad::ns(4000), MarkKind::Knob, "callback", "0 ms", 0});
    made.lookUntil(4500); // too early to tell
    CHECK_EQ(made.watch.current().size(), 1);
    made.lookUntil(6000);
    CHECK(made.watch.current().empty());
    if (CHECK_EQ(made.watch.past().size(), 1))
        CHECK_EQ(made.watch.past()[0].toNs, MadeLoad::ns(4000));
}

TEST_CASE(howLateALoopWasWhenAKnobFreedItIsNotSaidOfLater)
{
    Watched made;
    for (double ms = 250; ms <= 4000; ms += 250)
        made.run.counter(made.counter, ms, ms - 100);
    made.run.store.addMark({MadeLoad::ns(4010), MarkKind::Knob, "callback", "0 ms", 0});
    made.run.counter(made.counter, 4250, 4000);
    made.run.counter(made.counter, 4500, 0);
    made.lookUntil(8000);
    if (CHECK_EQ(made.watch.past().size(), 1))
        CHECK_EQ(made.watch.past()[0].toNs, MadeLoad::ns(4000));
    CHECK(made.watch.current().empty());
}

TEST_CASE(whatAKnobDoesNotCureGoesOn)
{
    Watched made;
    made.late(0, 9000);
    made.run.store.addMark({MadeLoad::ns(4000), MarkKind::Knob, "callback", "70 ms", 0});
    made.lookUntil(9000);
    CHECK(made.watch.past().empty());
    if (CHECK_EQ(made.watch.current().size(), 1))
        CHECK_EQ(made.watch.current()[0].fromNs, MadeLoad::ns(0));
}

TEST_CASE(whatWasSeenOnceBeforeAKnobWasTurnedIsNotTold)
{
    Watched made;
    made.late(2600, 3000);
    made.run.store.addMark({MadeLoad::ns(3100), MarkKind::Knob, "callback", "0 ms", 0});
    for (double ms = 3000; ms <= 8000; ms += 500) {
        made.lookUntil(ms);
        CHECK(made.watch.current().empty());
    }
    CHECK(made.watch.past().empty());
}
