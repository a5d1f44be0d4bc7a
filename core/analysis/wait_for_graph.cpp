// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/wait_for_graph.h"

#include "core/analysis/object_kinds.h"
#include "core/analysis/strong_components.h"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <utility>

namespace lanescope::analysis {
namespace {

using namespace store;
using trace::ObjectKind;
using trace::WaitKind;

/// When a wait is in vain: as soon as one of those on whom the object depends is stuck, or only when all are.
enum class Rule { Any, All };

/// Works out a graph: edges first, then who is stuck, then the cycles among those.
class Search {
public:
    explicit Search(const Snapshot& snapshot)
        : m_snapshot(snapshot)
    {
        addHolds();
        addWaits();
    }

    WaitForGraph run()
    {
        findStuck();
        findDeadlocks();
        return std::move(m_graph);
    }

private:
    const Object& object(ObjectIndex index) const { return m_snapshot.object(index); }

    void addHolds()
    {
        for (const HoldNow& hold : m_snapshot.present->holds)
            m_graph.holds.push_back({hold.object, hold.thread, hold.sinceNs, hold.shared, false});
        for (std::size_t i = 0; i < m_snapshot.objects->size(); ++i) {
            const Object& pool = (*m_snapshot.objects)[i];
            if (pool.kind != ObjectKind::Pool || !pool.queue)
                continue;
            for (const ThreadIndex worker : pool.queue->getters) {
                if (!m_snapshot.thread(worker).endNs)
                    m_graph.holds.push_back({static_cast<ObjectIndex>(i), worker, 0, true, false});
            }
        }
        std::ranges::sort(m_graph.holds, [](const HoldEdge& a, const HoldEdge& b) {
            return a.object != b.object ? a.object < b.object : a.thread < b.thread;
        });
    }
    void addWaits()
    {
        for (const WaitNow& wait : m_snapshot.present->waits) {
            if (wait.object == kNone)
                continue;
            m_waitOf.emplace(wait.thread, static_cast<std::uint32_t>(m_graph.waits.size()));
            m_graph.waits.push_back(
                {wait.thread, static_cast<ObjectIndex>(wait.object), wait.kind, wait.sinceNs, false});
        }
    }

    // On whom it depends that the wait ends; nobody when that is not known.
    std::span<const HoldEdge> holdersOf(const WaitEdge& wait) const
    {
        const ObjectKind kind = object(wait.object).kind;
        const bool known = (wait.kind == WaitKind::Lock && isOwned(kind)) ||
                           (wait.kind == WaitKind::Semaphore && isUsedAsLock(object(wait.object))) ||
                           (wait.kind == WaitKind::Future && kind == ObjectKind::Pool);
        if (!known)
            return {};
        const auto range = std::ranges::equal_range(m_graph.holds, wait.object, {}, &HoldEdge::object);
        return {range.begin(), range.end()};
    }
    Rule ruleOf(const WaitEdge& wait) const { return wait.kind == WaitKind::Lock ? Rule::Any : Rule::All; }
    bool isStuck(ThreadIndex thread) const
    {
        const auto found = m_waitOf.find(thread);
        return found != m_waitOf.end() && m_graph.waits[found->second].isStuck;
    }
    // In no task: no help where as many as may work do. Whether it waits for one is not always told: one that ended its
    // task while another was queued may find that taken.
    bool isIdle(const HoldEdge& worker) const
    {
        const std::vector<RowIndex>& rows = m_snapshot.thread(worker.thread).taskRows;
        return std::ranges::none_of(rows, [this](RowIndex row) { return m_snapshot.row(row).open.has_value(); });
    }
    // A pool of which fewer than may run are at work wakes or starts another one.
    bool isPoolStuck(const WaitEdge& wait, std::span<const HoldEdge> workers) const
    {
        const auto stuck = std::ranges::count_if(workers, [this](const HoldEdge& w) { return isStuck(w.thread); });
        return std::cmp_greater_equal(stuck, object(wait.object).capacity) &&
               std::ranges::all_of(workers, [this](const HoldEdge& w) { return isStuck(w.thread) || isIdle(w); });
    }
    bool isInVain(const WaitEdge& wait) const
    {
        const std::span<const HoldEdge> holders = holdersOf(wait);
        if (holders.empty())
            return false;
        if (wait.kind == WaitKind::Future)
            return isPoolStuck(wait, holders);
        const auto stuck = [this](const HoldEdge& hold) { return isStuck(hold.thread); };
        return ruleOf(wait) == Rule::Any ? std::ranges::any_of(holders, stuck) : std::ranges::all_of(holders, stuck);
    }

    // All who wait are taken to be stuck, until nobody is left of whom it can be seen that he is not.
    void findStuck()
    {
        Adjacency dependents(m_graph.waits.size()); // by wait: the waits that depend on its thread
        std::vector<std::uint32_t> toLookAt;
        for (std::uint32_t i = 0; i < m_graph.waits.size(); ++i) {
            m_graph.waits[i].isStuck = true;
            toLookAt.push_back(i);
            for (const HoldEdge& hold : holdersOf(m_graph.waits[i])) {
                if (const auto found = m_waitOf.find(hold.thread); found != m_waitOf.end())
                    dependents[found->second].push_back(i);
            }
        }
        while (!toLookAt.empty()) {
            const std::uint32_t here = toLookAt.back();
            toLookAt.pop_back();
            if (!m_graph.waits[here].isStuck || isInVain(m_graph.waits[here]))
                continue;
            m_graph.waits[here].isStuck = false;
            toLookAt.insert(toLookAt.end(), dependents[here].begin(), dependents[here].end());
        }
        markStuckHolds();
    }
    void markStuckHolds()
    {
        std::vector<bool> isWanted(m_snapshot.objects->size());
        for (const WaitEdge& wait : m_graph.waits) {
            if (wait.isStuck)
                isWanted[static_cast<std::size_t>(wait.object)] = true;
        }
        for (HoldEdge& hold : m_graph.holds)
            hold.isStuck = isWanted[static_cast<std::size_t>(hold.object)] && isStuck(hold.thread);
    }

    void findDeadlocks()
    {
        Adjacency edges(m_graph.waits.size());
        for (std::uint32_t i = 0; i < edges.size(); ++i) {
            if (!m_graph.waits[i].isStuck)
                continue;
            for (const HoldEdge& hold : holdersOf(m_graph.waits[i])) {
                if (isStuck(hold.thread))
                    edges[i].push_back(m_waitOf.at(hold.thread));
            }
        }
        std::vector<std::uint32_t> deadlockOf(edges.size(), kNone);
        for (const std::vector<std::uint32_t>& members : strongComponents(edges)) {
            for (const std::uint32_t member : members)
                deadlockOf[member] = static_cast<std::uint32_t>(m_graph.deadlocks.size());
            m_graph.deadlocks.push_back(deadlockOfMembers(inOrder(members, edges)));
        }
        addThoseBehind(edges, deadlockOf);
    }

    // From the first member along its waits, as far as these lead; then whoever is left.
    static std::vector<std::uint32_t> inOrder(const std::vector<std::uint32_t>& members, const Adjacency& edges)
    {
        std::vector<std::uint32_t> order{members.front()};
        const auto isNew = [&](std::uint32_t node) {
            return std::ranges::binary_search(members, node) && std::ranges::find(order, node) == order.end();
        };
        for (;;) {
            const std::vector<std::uint32_t>& next = edges[order.back()];
            const auto step = std::ranges::find_if(next, isNew);
            if (step == next.end())
                break;
            order.push_back(*step);
        }
        for (const std::uint32_t member : members) {
            if (isNew(member))
                order.push_back(member);
        }
        return order;
    }

    Deadlock deadlockOfMembers(const std::vector<std::uint32_t>& members) const
    {
        Deadlock deadlock;
        const bool isPool =
            std::ranges::all_of(members, [this](std::uint32_t i) { return m_graph.waits[i].kind == WaitKind::Future; });
        deadlock.shape = isPool                ? DeadlockShape::Pool
                         : members.size() == 1 ? DeadlockShape::Itself
                                               : DeadlockShape::Cycle;
        for (const std::uint32_t member : members) {
            const WaitEdge& wait = m_graph.waits[member];
            deadlock.sides.push_back(
                {wait.thread, wait.object, wait.kind, wait.sinceNs, heldBy(wait.thread, members), taskOf(wait.thread)});
            deadlock.sinceNs = std::max(deadlock.sinceNs, wait.sinceNs);
        }
        deadlock.identity = identityOf(deadlock);
        return deadlock;
    }
    std::vector<DeadlockSide::Held> heldBy(ThreadIndex thread, const std::vector<std::uint32_t>& members) const
    {
        std::vector<DeadlockSide::Held> held;
        for (const HoldEdge& hold : m_graph.holds) {
            const bool isWanted = std::ranges::any_of(
                members, [&](std::uint32_t member) { return m_graph.waits[member].object == hold.object; });
            if (hold.thread == thread && isWanted && object(hold.object).kind != ObjectKind::Pool)
                held.push_back({hold.object, hold.sinceNs});
        }
        return held;
    }
    std::string taskOf(ThreadIndex thread) const
    {
        const std::vector<RowIndex>& rows = m_snapshot.thread(thread).taskRows;
        for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
            if (const auto& open = m_snapshot.row(*row).open)
                return std::string(m_snapshot.name(open->subject));
        }
        return {};
    }
    // FNV-1a over the pairs of thread and object, in an order of their own.
    static std::uint64_t identityOf(const Deadlock& deadlock)
    {
        std::vector<std::uint64_t> pairs;
        for (const DeadlockSide& side : deadlock.sides)
            pairs.push_back(static_cast<std::uint64_t>(side.thread) << 32 | static_cast<std::uint64_t>(side.waitsFor));
        std::ranges::sort(pairs);
        std::uint64_t hash = 0xcbf29ce484222325ULL;
        for (const std::uint64_t pair : pairs) {
            for (int shift = 0; shift < 64; shift += 8)
                hash = (hash ^ (pair >> shift & 0xFF)) * 0x100000001b3ULL;
        }
        return hash;
    }

    void addThoseBehind(const Adjacency& edges, std::vector<std::uint32_t>& deadlockOf)
    {
        for (bool changed = true; changed;) {
            changed = false;
            for (std::uint32_t i = 0; i < edges.size(); ++i) {
                const auto leads =
                    std::ranges::find_if(edges[i], [&](std::uint32_t to) { return deadlockOf[to] != kNone; });
                if (deadlockOf[i] != kNone || leads == edges[i].end())
                    continue;
                deadlockOf[i] = deadlockOf[*leads];
                m_graph.deadlocks[deadlockOf[i]].behind.push_back(m_graph.waits[i].thread);
                changed = true;
            }
        }
    }

    const Snapshot& m_snapshot;
    WaitForGraph m_graph;
    std::unordered_map<ThreadIndex, std::uint32_t> m_waitOf; // index into m_graph.waits
};

} // namespace

WaitForGraph waitForGraph(const Snapshot& snapshot)
{
    return Search(snapshot).run();
}

} // namespace lanescope::analysis
