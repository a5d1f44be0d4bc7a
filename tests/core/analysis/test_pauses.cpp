// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/pauses.h"
#include "tests/core/analysis/made_load.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

TEST_CASE(pausesCountWithWhatLiesInTheRange)
{
    MadeLoad run;
    const auto mark = [&](double atMs, MarkKind kind) { run.store.addMark({MadeLoad::ns(atMs), kind, "run", "", 0}); };
    mark(100, MarkKind::Paused);
    mark(200, MarkKind::Knob);
    mark(300, MarkKind::Resumed);
    mark(800, MarkKind::Paused); // goes on
    const SnapshotPtr snapshot = run.look(1000);
    const auto paused = [&](double fromMs, double toMs) {
        return pausedNs(*snapshot, {MadeLoad::ns(fromMs), MadeLoad::ns(toMs)}) / kMs;
    };
    CHECK_EQ(paused(0, 1000), 400);
    CHECK_EQ(paused(150, 250), 100);
    CHECK_EQ(paused(300, 800), 0);
    CHECK_EQ(paused(900, 950), 50);
}
