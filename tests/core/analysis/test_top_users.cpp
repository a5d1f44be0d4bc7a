// SPDX-License-Identifier: GPL-3.0-or-later
// Who waited for a lock or held it longest, and in which spans.
#include "core/analysis/top_users.h"
#include "tests/core/analysis/made_load.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Two threads take turns for 10 ms and for 30 ms, in spans within each other; a third one waits in none.
struct Turns {
    MadeLoad run;
    ThreadIndex shortOne = run.thread("short");
    ThreadIndex longOne = run.thread("long");
    ThreadIndex waiter = run.thread("waiter");
    ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    SnapshotPtr snapshot;

    Turns()
    {
        const auto span = [&](ThreadIndex thread, std::size_t depth, const char* name, double fromMs, double toMs) {
            auto& rows = run.store.thread(thread).taskRows;
            while (rows.size() <= depth)
                rows.push_back(run.store.addRow(RowKind::Tasks));
            run.store.row(rows[depth])
                .append(Interval::make(MadeLoad::ns(fromMs), MadeLoad::ns(toMs), State::Task,
                                       static_cast<std::uint32_t>(run.store.name(name))));
        };
        for (int i = 0; i < 20; ++i) {
            span(shortOne, 0, "round", i * 50, i * 50 + 50);
            span(shortOne, 1, i % 2 == 0 ? "read" : "write", i * 50, i * 50 + 12);
            span(longOne, 0, "update", i * 50 + 10, i * 50 + 45);
            run.held(lock, shortOne, i * 50 + 1, i * 50 + 11, false);
            run.held(lock, longOne, i * 50 + 12, i * 50 + 42, true);
            run.waited(lock, waiter, i * 50 + 2, i * 50 + 9);
        }
        snapshot = run.look(1000);
    }
    const ObjectLog& log() const { return *snapshot->object(lock).log; }
    Range range(double fromMs, double toMs) const { return {MadeLoad::ns(fromMs), MadeLoad::ns(toMs)}; }
};

} // namespace

TEST_CASE(threadsStandByTheTimeTheyTook)
{
    const Turns made;
    const auto top = topThreads(*made.snapshot, made.log().holds, made.range(0, 1000), 5);
    if (!CHECK_EQ(top.size(), 2))
        return;
    CHECK(top[0].name == "long" && top[0].count == 20 && top[0].totalNs == 600 * kMs);
    CHECK(top[1].name == "short" && top[1].count == 20 && top[1].totalNs == 200 * kMs);
    CHECK_EQ(topThreads(*made.snapshot, made.log().holds, made.range(0, 1000), 1).size(), 1);
    CHECK(topThreads(*made.snapshot, made.log().holds, made.range(0, 1), 5).empty());
}

TEST_CASE(spansAreTheInnermostOnes)
{
    const Turns made;
    const auto top = topSpans(*made.snapshot, made.log().holds, made.range(0, 1000), 5);
    if (!CHECK_EQ(top.size(), 3))
        return;
    CHECK(top[0].name == "update" && top[0].totalNs == 600 * kMs);
    CHECK(top[1].name == "read" && top[1].count == 10 && top[1].totalNs == 100 * kMs);
    CHECK(top[2].name == "write" && top[2].count == 10);
    const auto waits = topSpans(*made.snapshot, made.log().waits, made.range(0, 1000), 5);
    CHECK(waits.size() == 1 && waits[0].name.empty() && waits[0].count == 20);
}

TEST_CASE(whatGoesOnCountsForAsLongAsItHasLasted)
{
    Turns made;
    Present& present = made.run.present;
    present.waits.push_back({made.waiter, WaitKind::Lock, static_cast<std::uint32_t>(made.lock), MadeLoad::ns(990)});
    present.holds.push_back({made.shortOne, made.lock, MadeLoad::ns(400), false});
    present.holds.push_back({made.longOne, ObjectIndex{7}, MadeLoad::ns(0), false}); // another lock
    made.snapshot = made.run.look(1000);
    const Range all = made.range(0, 1000);
    const auto holders = topThreads(*made.snapshot, made.log().holds, all, 5, openHolds(*made.snapshot, made.lock));
    if (CHECK_EQ(holders.size(), 2)) {
        CHECK(holders[0].name == "short" && holders[0].count == 21 && holders[0].totalNs == 800 * kMs);
        CHECK(holders[1].name == "long" && holders[1].totalNs == 600 * kMs);
    }
    const auto open = openWaits(*made.snapshot, made.lock);
    const auto waiters = topThreads(*made.snapshot, made.log().waits, all, 5, open);
    CHECK(waiters.size() == 1 && waiters[0].count == 21 && waiters[0].totalNs == 150 * kMs);
    const auto late = topThreads(*made.snapshot, made.log().waits, made.range(995, 1000), 5, open);
    CHECK(late.size() == 1 && late[0].name == "waiter" && late[0].totalNs == 5 * kMs);
    const auto spans = topSpans(*made.snapshot, made.log().waits, made.range(995, 1000), 5, open);
    CHECK(spans.size() == 1 && spans[0].newestThread == made.waiter && spans[0].totalNs == 5 * kMs);
}

TEST_CASE(whatAThreadDiedInCountsUpToItsEnd)
{
    Turns made;
    ObjectTrack& track = made.run.track(made.lock);
    const auto noteWait = [&](ThreadIndex thread, double sinceMs, std::uint64_t units) {
        track.noteOpenWait({thread, WaitKind::Lock, MadeLoad::ns(sinceMs), MadeLoad::ns(1200), units, false}, 1);
    };
    noteWait(made.waiter, 1000, 700'001);
    noteWait(made.shortOne, 1000, 700'002);
    track.addWait({made.shortOne, WaitKind::Lock, MadeLoad::ns(1000), MadeLoad::ns(1150), 700'002, false}); // it got it
    for (const ThreadIndex thread : {made.waiter, made.shortOne})
        track.abandon(thread, MadeLoad::ns(1200));
    const SnapshotPtr snapshot = made.run.look(1500);
    const auto open = openWaits(*snapshot, made.lock);
    if (!CHECK_EQ(open.size(), 1))
        return;
    CHECK(open[0].thread == made.waiter && open[0].sinceNs == MadeLoad::ns(1000));
    CHECK_EQ(open[0].untilNs, MadeLoad::ns(1200));
    const auto& waits = snapshot->object(made.lock).log->waits;
    const auto top = topThreads(*snapshot, waits, made.range(0, 1500), 5, open);
    if (CHECK_EQ(top.size(), 2))
        CHECK(top[0].name == "waiter" && top[0].count == 21 && top[0].totalNs == 340 * kMs);
    CHECK(topThreads(*snapshot, waits, made.range(1300, 1500), 5, open).empty());
}

// Also of readers, of which the row of the lock shows one at most.
TEST_CASE(aLockWhoseHoldersDiedCountsUpToTheirEnd)
{
    for (const ObjectKind kind : {ObjectKind::ReadWriteLock, ObjectKind::Semaphore}) {
        MadeLoad run;
        const auto readers = run.crew(2);
        const ObjectIndex lock = run.object(kind, "lock", 2);
        std::uint64_t units = 0;
        for (const ThreadIndex reader : readers)
            run.track(lock).noteOpenHold({reader, MadeLoad::ns(300), MadeLoad::ns(900), ++units, false, true}, 1);
        run.track(lock).abandon(readers[0], MadeLoad::ns(900));
        run.track(lock).abandon(readers[1], MadeLoad::ns(950));
        const auto open = openHolds(*run.look(1000), lock);
        const bool isLock = kind == ObjectKind::ReadWriteLock; // a permit may be a signal
        if (!CHECK_EQ(open.size(), isLock ? 2 : 0) || !isLock)
            continue;
        CHECK(open[0].sinceNs == MadeLoad::ns(300) && open[0].untilNs == MadeLoad::ns(900));
        CHECK(open[1].thread == readers[1] && open[1].untilNs == MadeLoad::ns(950));
    }
}

// The time of a range is all that anybody can have waited in it.
TEST_CASE(whatReachesBeyondARangeCountsWithWhatLiesInIt)
{
    MadeLoad run;
    const std::vector<ThreadIndex> crew = run.crew(4);
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    run.waited(lock, crew[0], 100, 420); // ends in it
    run.waited(lock, crew[1], 50, 900);  // all the time
    run.waited(lock, crew[2], 450, 800); // begins in it
    run.waited(lock, crew[3], 410, 415); // within
    const SnapshotPtr snapshot = run.look(1000);
    const Range range{MadeLoad::ns(400), MadeLoad::ns(500)};
    const auto top = topThreads(*snapshot, snapshot->object(lock).log->waits, range, 5);
    if (!CHECK_EQ(top.size(), 4))
        return;
    const std::int64_t expectedMs[] = {100, 50, 20, 5};
    const std::size_t expectedThread[] = {1, 2, 0, 3};
    for (std::size_t i = 0; i < top.size(); ++i) {
        CHECK_EQ(top[i].totalNs, expectedMs[i] * kMs);
        CHECK(top[i].newestThread == crew[expectedThread[i]] && top[i].count == 1);
    }
    const auto spans = topSpans(*snapshot, snapshot->object(lock).log->waits, range, 5);
    CHECK(spans.size() == 1 && spans[0].totalNs == 175 * kMs && spans[0].count == 4);
}

// Its end was told before the record of its last hold was read: till then it was left, and now the log has it.
TEST_CASE(whatIsRecordedAfterAllCountsOnce)
{
    MadeLoad run;
    const ThreadIndex owner = run.thread("owner");
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    ObjectTrack& track = run.track(lock);
    track.noteOpenHold({owner, MadeLoad::ns(300), MadeLoad::ns(900), 1, false, false}, 1);
    track.abandon(owner, MadeLoad::ns(900));
    CHECK_EQ(openHolds(*run.look(950), lock).size(), 1);
    track.addHold({owner, MadeLoad::ns(300), MadeLoad::ns(900), 1, false, false});
    const SnapshotPtr snapshot = run.look(1000);
    CHECK(openHolds(*snapshot, lock).empty());
    const auto top = topThreads(*snapshot, snapshot->object(lock).log->holds, {MadeLoad::ns(0), MadeLoad::ns(1000)}, 5,
                                openHolds(*snapshot, lock));
    CHECK(top.size() == 1 && top[0].count == 1 && top[0].totalNs == 600 * kMs);
}
