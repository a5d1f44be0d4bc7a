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

// Somebody stops a process (its pid), pauses the run meanwhile, and lets both go on: one pause, and of another process only
// that of the run.
TEST_CASE(aProcessThatIsStoppedPausesWithTheRunOrWithoutIt)
{
    MadeLoad run;
    const ProcessIndex lab{0};
    const ProcessIndex other = run.process("other");
    const double pid = run.store.processes[0].pid;
    const auto mark = [&](double atMs, MarkKind kind, double who) {
        run.store.addMark({MadeLoad::ns(atMs), kind, "", "", who});
    };
    mark(100, MarkKind::Paused, pid);
    mark(200, MarkKind::Paused, kWholeRun);
    mark(300, MarkKind::Resumed, pid);
    mark(500, MarkKind::Resumed, kWholeRun);
    const SnapshotPtr snapshot = run.look(1000);
    const Range whole{MadeLoad::ns(0), MadeLoad::ns(1000)};
    if (!CHECK_EQ(pauses(*snapshot).size(), std::size_t{1}))
        return;
    CHECK_EQ(pausedNs(*snapshot, whole), 400 * kMs);
    CHECK_EQ(workedNs(*snapshot, lab, whole), 600e6);
    CHECK_EQ(workedNs(*snapshot, other, whole), 700e6);
    CHECK(!isPaused(*snapshot->marks));
}

// Of ten puts and gets in a tenth of a second, and a process that is stopped for the rest, the rate is a hundred a second.
TEST_CASE(ratesAreOfTheTimeInWhichAProcessCouldGoOn)
{
    MadeLoad run;
    const ThreadIndex worker = run.thread("worker");
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue", 10);
    for (int i = 0; i < 10; ++i) {
        run.depth(queue, worker, 10 * i + 1, 1, trace::DepthChange::Put);
        run.depth(queue, worker, 10 * i + 2, 0, trace::DepthChange::Get);
    }
    run.store.addMark({MadeLoad::ns(100), MarkKind::Paused, "lab", "", double(run.store.processes[0].pid)});
    const SnapshotPtr snapshot = run.look(1000);
    const QueueRange rates = queueRange(*snapshot, snapshot->object(queue), {MadeLoad::ns(0), MadeLoad::ns(1000)});
    CHECK_EQ(rates.putsPerS, 100.0);
    CHECK_EQ(rates.getsPerS, 100.0);
}
