// SPDX-License-Identifier: GPL-3.0-or-later
// The order of locks against brute force: threads hold locks in nested and crossed ways, told in the order of their ends
// and in batches, as records come.
#include "core/store/lock_order.h"
#include "tests/core/check.h"

#include <map>
#include <set>

using namespace lanescope;
using namespace lanescope::store;

namespace {

struct Told {
    std::uint32_t thread;
    OrderedHold hold;
};
using Pair = std::pair<std::uint32_t, std::uint32_t>;

// Holds of one thread that begin and end in any order; no lock is held twice at a time.
std::vector<Told> madeHolds(std::uint32_t thread, std::mt19937_64& random)
{
    std::vector<Told> all;
    std::map<std::uint32_t, std::int64_t> open;
    std::int64_t now = 0;
    for (int i = 0; i < 200; ++i) {
        now += 1 + static_cast<std::int64_t>(random() % 5);
        const auto lock = static_cast<std::uint32_t>(random() % 6);
        if (const auto found = open.find(lock); found != open.end()) {
            all.push_back({thread, {ObjectIndex{lock}, found->second, now, false, false}});
            open.erase(found);
        } else if (open.size() < 3) {
            open.emplace(lock, now);
        }
    }
    for (const auto& [lock, startNs] : open)
        all.push_back({thread, {ObjectIndex{lock}, startNs, ++now, false, false}});
    return all;
}

std::map<Pair, std::uint64_t> bruteForce(const std::vector<Told>& all)
{
    std::map<Pair, std::uint64_t> pairs;
    for (const Told& inner : all) {
        for (const Told& outer : all) {
            if (outer.thread == inner.thread && outer.hold.object != inner.hold.object &&
                outer.hold.startNs < inner.hold.startNs && inner.hold.startNs < outer.hold.endNs)
                ++pairs[{static_cast<std::uint32_t>(outer.hold.object), static_cast<std::uint32_t>(inner.hold.object)}];
        }
    }
    return pairs;
}

// As polls see it: what has ended was told, what goes on stands in status words, and these
// round down to `wordNs`.
std::map<Pair, std::uint64_t> told(const std::vector<Told>& all, std::int64_t stepNs, std::vector<OrderEdge>* edges,
                                   std::int64_t wordNs = 1)
{
    LockOrder order;
    std::int64_t endNs = 0;
    for (const Told& one : all)
        endNs = std::max(endNs, one.hold.endNs);
    std::set<const Told*> done;
    Table<OrderEdge> table;
    for (std::int64_t now = stepNs; now < endNs + 2 * stepNs; now += stepNs) {
        order.beginReading();
        for (const Told& one : all) {
            if (one.hold.startNs <= now && one.hold.endNs > now) {
                OrderedHold open = one.hold;
                open.startNs -= open.startNs % wordNs;
                open.unclearNs = wordNs;
                open.endNs = std::numeric_limits<std::int64_t>::max();
                order.noteOpen(ThreadIndex{one.thread}, open);
            }
            // Records run ahead of the moment that the words tell of.
            if (one.hold.endNs <= now + 3 && done.insert(&one).second)
                order.add(ThreadIndex{one.thread}, one.hold);
        }
        order.advance(now);
        if (auto changed = order.takeChanged())
            table = changed;
    }
    std::map<Pair, std::uint64_t> pairs;
    for (const OrderEdge& edge : *table) {
        for (const OrderSite& site : edge.sites)
            pairs[{static_cast<std::uint32_t>(edge.outer), static_cast<std::uint32_t>(edge.inner)}] += site.count;
    }
    if (edges != nullptr)
        *edges = *table;
    return pairs;
}

} // namespace

TEST_CASE(edgesAreThoseOfBruteForceWhateverThePolls)
{
    std::mt19937_64 random(check::seed());
    for (int round = 0; round < 20; ++round) {
        std::vector<Told> all;
        for (std::uint32_t thread = 0; thread < 3; ++thread) {
            const std::vector<Told> more = madeHolds(thread, random);
            all.insert(all.end(), more.begin(), more.end());
        }
        const std::int64_t stepNs = 4 + static_cast<std::int64_t>(random() % 200);
        const auto expected = bruteForce(all);
        const auto found = told(all, stepNs, nullptr, round % 2 == 0 ? 1 : 16);
        bool same = found.size() == expected.size();
        for (const auto& [pair, count] : expected)
            same = same && found.contains(pair) && found.at(pair) <= count;
        if (!CHECK(same))
            return check::say("step " + std::to_string(stepNs));
    }
}

TEST_CASE(guardsAreWhatIsHeldAroundEveryTime)
{
    const auto hold = [](std::uint32_t object, std::int64_t start, std::int64_t end) {
        return Told{0, {ObjectIndex{object}, start, end, false, false}};
    };
    // Lock 9 around both, over many polls; then once more without it.
    std::vector<Told> all{hold(2, 20, 30), hold(1, 10, 40), hold(9, 5, 500)};
    std::vector<OrderEdge> edges;
    told(all, 7, &edges);
    const auto edge = [&] {
        return *std::ranges::find_if(
            edges, [](const OrderEdge& e) { return e.outer == ObjectIndex{1} && e.inner == ObjectIndex{2}; });
    };
    CHECK(edge().sites.size() == 1 && edge().sites[0].guards == std::vector{ObjectIndex{9}});
    all.push_back(hold(2, 620, 630));
    all.push_back(hold(1, 610, 640));
    told(all, 7, &edges);
    if (CHECK_EQ(edge().sites.size(), 2))
        CHECK(edge().sites[1].guards.empty() && edge().sites[1].firstNs == 620 && edge().sites[1].heldSinceNs == 610);
}

TEST_CASE(whichCameFirstWaitsForTheRecordWhereAWordIsTooCoarse)
{
    // The gate, then at once the fork, which is kept: its word says that it began before the gate.
    const OrderedHold gate{ObjectIndex{1}, 101, 120, false, false};
    const OrderedHold fork{ObjectIndex{2}, 105, 900, false, false};
    OrderedHold word = fork;
    word.startNs = 100;
    word.endNs = std::numeric_limits<std::int64_t>::max();
    word.unclearNs = 100;
    LockOrder order;
    order.noteOpen(ThreadIndex{0}, word);
    order.add(ThreadIndex{0}, gate);
    order.advance(500);
    CHECK(order.takeChanged() == nullptr);
    order.beginReading();
    order.add(ThreadIndex{0}, fork);
    order.advance(1000);
    const auto edges = order.takeChanged();
    if (CHECK(edges != nullptr) && CHECK_EQ(edges->size(), 1))
        CHECK((*edges)[0].outer == gate.object && (*edges)[0].inner == fork.object);
}

TEST_CASE(whatGivesUpIsNoOrder)
{
    std::vector<Told> all{{0, {ObjectIndex{2}, 20, 30, false, true}}, {0, {ObjectIndex{1}, 10, 40, false, false}}};
    LockOrder order;
    for (const Told& one : all)
        order.add(ThreadIndex{0}, one.hold);
    order.advance(100);
    CHECK(order.takeChanged() == nullptr);
    all[0].hold.tried = false;
    for (const Told& one : all)
        order.add(ThreadIndex{0}, one.hold);
    order.advance(200);
    CHECK(order.takeChanged() != nullptr);
}

TEST_CASE(whichCameFirstIsUnknownWithinAStepOfTheClock)
{
    // Two free forks, taken within one step: the inner one is told first, and may even seem to have begun first.
    for (const std::int64_t apartNs : {-1, 0, 1}) {
        LockOrder order;
        order.add(ThreadIndex{0}, {ObjectIndex{2}, 100 + apartNs, 120, false, false, 2});
        order.add(ThreadIndex{0}, {ObjectIndex{1}, 100, 130, false, false, 2});
        order.advance(500);
        CHECK(order.takeChanged() == nullptr);
    }
    // Around both another one: it is the guard of what one of them sees later, and the outer lock of both.
    LockOrder order;
    order.add(ThreadIndex{0}, {ObjectIndex{3}, 110, 115, false, false, 2});
    order.add(ThreadIndex{0}, {ObjectIndex{2}, 100, 120, false, false, 2});
    order.add(ThreadIndex{0}, {ObjectIndex{1}, 100, 130, false, false, 2});
    order.add(ThreadIndex{0}, {ObjectIndex{9}, 90, 140, false, false, 2});
    order.advance(500);
    const Table<OrderEdge> edges = order.takeChanged();
    std::set<Pair> pairs;
    for (const OrderEdge& edge : *edges)
        pairs.insert({static_cast<std::uint32_t>(edge.outer), static_cast<std::uint32_t>(edge.inner)});
    CHECK(pairs == std::set<Pair>({{9, 1}, {9, 2}, {9, 3}, {1, 3}, {2, 3}}));
}
