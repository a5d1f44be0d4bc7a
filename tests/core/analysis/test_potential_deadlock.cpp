// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/potential_deadlock.h"
#include "tests/core/analysis/made_run.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Orders of locks, put together by hand.
struct Orders {
    MadeRun run;
    std::vector<OrderEdge> edges;

    OrderSite& took(ThreadIndex thread, ObjectIndex outer, ObjectIndex inner, std::vector<ObjectIndex> guards = {})
    {
        OrderSite site;
        site.thread = thread;
        site.heldSinceNs = kBeginNs + 10 * kMs;
        site.firstNs = site.lastNs = kBeginNs + 20 * kMs;
        site.count = 1;
        site.guards = std::move(guards);
        edges.push_back({outer, inner, {site}});
        return edges.back().sites.back();
    }
    SnapshotPtr snapshot()
    {
        run.store.lockOrder = std::make_shared<std::vector<OrderEdge>>(edges);
        return run.at();
    }
};

struct TwoLocks : Orders {
    ThreadIndex one = run.thread("one");
    ThreadIndex two = run.thread("two");
    ObjectIndex a = run.object(ObjectKind::Mutex, "A");
    ObjectIndex b = run.object(ObjectKind::Mutex, "B");
    ObjectIndex gate = run.object(ObjectKind::Mutex, "gate");
};

} // namespace

TEST_CASE(oppositeOrdersOfTwoThreadsAreNamedWithBothPlaces)
{
    TwoLocks made;
    made.took(made.one, made.a, made.b);
    made.took(made.two, made.b, made.a);
    const SnapshotPtr snapshot = made.snapshot();
    const auto found = potentialDeadlocks(*snapshot);
    if (!CHECK_EQ(found.size(), 1))
        return;
    CHECK(found[0].sides.size() == 2 && found[0].sides[0].held == made.a && found[0].sides[1].site.thread == made.two);
    CHECK_EQ(
        sentence(*snapshot, found[0]),
        "Potential deadlock: one took “B” while it held “A” (0.020 s) and two took “A” while it held “B” (0.020 s). "
        "If they do so at the same moment, none of them goes on. Take these locks in the same order everywhere.");
}

TEST_CASE(sameOrderOneThreadAndACommonOuterLockAreNone)
{
    TwoLocks same;
    same.took(same.one, same.a, same.b);
    same.took(same.two, same.a, same.b);
    CHECK(potentialDeadlocks(*same.snapshot()).empty());

    TwoLocks alone;
    alone.took(alone.one, alone.a, alone.b);
    alone.took(alone.one, alone.b, alone.a);
    CHECK(potentialDeadlocks(*alone.snapshot()).empty());

    TwoLocks guarded;
    guarded.took(guarded.one, guarded.a, guarded.b, {guarded.gate});
    guarded.took(guarded.two, guarded.b, guarded.a, {guarded.gate});
    guarded.took(guarded.one, guarded.gate, guarded.a);
    guarded.took(guarded.two, guarded.gate, guarded.b);
    CHECK(potentialDeadlocks(*guarded.snapshot()).empty());
    guarded.edges[1].sites.push_back(guarded.edges[1].sites[0]);
    guarded.edges[1].sites.back().guards.clear(); // once without the outer lock
    CHECK_EQ(potentialDeadlocks(*guarded.snapshot()).size(), 1);
}

TEST_CASE(readersPassEachOther)
{
    TwoLocks made;
    made.took(made.one, made.a, made.b).innerShared = true;
    made.took(made.two, made.b, made.a).outerShared = true;
    CHECK(potentialDeadlocks(*made.snapshot()).empty());
    made.edges[1].sites[0].outerShared = false;
    CHECK_EQ(potentialDeadlocks(*made.snapshot()).size(), 1);
}

TEST_CASE(ringOfManyIsFoundOnceAndManyRingsEnd)
{
    Orders ring;
    constexpr std::uint32_t kCount = 32;
    for (std::uint32_t i = 0; i < kCount; ++i) {
        ring.run.thread("philosopher-" + std::to_string(i));
        ring.run.object(ObjectKind::Mutex, "fork-" + std::to_string(i));
    }
    for (std::uint32_t i = 0; i < kCount; ++i)
        ring.took(ThreadIndex{i}, ObjectIndex{i}, ObjectIndex{(i + 1) % kCount});
    const auto found = potentialDeadlocks(*ring.snapshot());
    CHECK(found.size() == 1 && found[0].sides.size() == kCount);

    Orders all; // every order of every pair, by every thread: more cycles than anybody can count
    for (std::uint32_t i = 0; i < kCount; ++i) {
        all.run.thread("t" + std::to_string(i));
        all.run.object(ObjectKind::Mutex, "l" + std::to_string(i));
    }
    for (std::uint32_t i = 0; i < kCount; ++i) {
        for (std::uint32_t k = 0; k < kCount; ++k) {
            if (i != k)
                all.took(ThreadIndex{(i + k) % kCount}, ObjectIndex{i}, ObjectIndex{k});
        }
    }
    const auto many = potentialDeadlocks(*all.snapshot());
    CHECK(!many.empty() && many.size() <= kMostPotentials);
}
