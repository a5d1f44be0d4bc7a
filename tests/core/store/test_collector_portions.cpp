// SPDX-License-Identifier: GPL-3.0-or-later
// A backlog that is taken in piece by piece: time goes on in small steps, and what is nested stays so.
#include "tests/core/store/collected.h"
#include "tests/core/store/played_plan.h"

#include <latch>

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::testing::SegmentFolder;
using RecordHere = trace::testing::Recording; // this process, as long as it lives

namespace {

constexpr std::size_t kPortion = 64;
constexpr int kRounds = 1'000;

struct Locks {
    trace::TracedObject guard{trace::ObjectKind::Mutex, "guard"};
    trace::TracedObject a{trace::ObjectKind::Mutex, "a"};
    trace::TracedObject b{trace::ObjectKind::Mutex, "b"};
};

// Both orders, but always inside the guard, which is told at the very end.
void holdInside(Locks& locks, trace::TracedObject& outer, trace::TracedObject& inner)
{
    const trace::Ticks guarded = locks.guard.acquired();
    for (int i = 0; i < kRounds; ++i) {
        const trace::Ticks outerSince = outer.acquired();
        const trace::Ticks innerSince = inner.acquired();
        inner.released(innerSince, false);
        outer.released(outerSince, false);
    }
    locks.guard.released(guarded, false);
}

// Two threads, one after the other, on lanes of their own.
void writeBacklog(const SegmentFolder& folder)
{
    const RecordHere recording(folder);
    Locks locks;
    std::latch first(1);
    std::latch both(2);
    std::jthread one([&] {
        trace::Recorder::nameThread("one");
        holdInside(locks, locks.a, locks.b);
        first.count_down();
        both.arrive_and_wait();
    });
    std::jthread other([&] {
        trace::Recorder::nameThread("other");
        first.wait();
        holdInside(locks, locks.b, locks.a);
        both.arrive_and_wait();
    });
}

const OrderEdge* edgeOf(const Snapshot& snapshot, ObjectIndex outer, ObjectIndex inner)
{
    for (const OrderEdge& edge : *snapshot.lockOrder) {
        if (edge.outer == outer && edge.inner == inner)
            return &edge;
    }
    return nullptr;
}

} // namespace

TEST_CASE(whatIsHeldAroundABacklogIsSeenAroundAllOfIt)
{
    const SegmentFolder folder;
    writeBacklog(folder);
    const auto collector = collectorOf(folder.path(), 512U << 20, kPortion);
    announce(folder);
    const SnapshotPtr snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    CHECK_EQ(snapshot->recording.dropped, 0);
    const auto guard = objectNamed(*snapshot, ::getpid(), "guard");
    const auto a = objectNamed(*snapshot, ::getpid(), "a");
    const auto b = objectNamed(*snapshot, ::getpid(), "b");
    if (!CHECK(guard && a && b))
        return;
    CHECK_EQ(snapshot->row(*snapshot->object(*guard).row).intervals.size(), 2);
    CHECK_EQ(snapshot->object(*a).lock->acquisitions, 2 * kRounds);
    for (const OrderEdge* edge : {edgeOf(*snapshot, *a, *b), edgeOf(*snapshot, *b, *a)}) {
        if (!CHECK(edge != nullptr))
            return;
        for (const OrderSite& site : edge->sites)
            CHECK(site.guards == std::vector{*guard});
    }
    const auto heldNs = [&](ObjectIndex lock) {
        return snapshot->row(*snapshot->object(lock).row).summarise(0, snapshot->endNs).of(State::Held);
    };
    CHECK(std::abs(heldNs(*guard) - snapshot->object(*guard).lock->hold.totalNs()) < 100'000);
}

TEST_CASE(timeGoesOnWhileABacklogIsTakenIn)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path(), 512U << 20, kPortion);
    constexpr std::uint64_t kAll = 2 * 2 * kRounds;
    int steps = 0;
    std::jthread writing([&] { writeBacklog(folder); });
    std::int64_t endNs = 0;
    std::uint64_t records = 0;
    until(*collector, [&](const Snapshot& snapshot) {
        isSane(snapshot);
        CHECK(snapshot.endNs >= endNs && snapshot.recording.records >= records);
        steps += snapshot.recording.records > records && snapshot.endNs > endNs ? 1 : 0;
        endNs = snapshot.endNs;
        records = snapshot.recording.records;
        return records > kAll;
    });
    CHECK(steps > 1);
    writing.join();
    CHECK_EQ(collector->finish()->recording.behindNs, 0);
}
