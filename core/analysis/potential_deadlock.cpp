// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/potential_deadlock.h"

#include "core/analysis/strong_components.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <set>

namespace lanescope::analysis {
namespace {

using namespace store;

constexpr std::size_t kMostSteps = 50'000; // of the search in one set of locks
constexpr std::size_t kMostSidesTold = 4;

struct Taken {
    const OrderEdge* edge;
    const OrderSite* site;
};

bool haveCommon(const std::vector<ObjectIndex>& a, const std::vector<ObjectIndex>& b)
{
    return std::ranges::any_of(a, [&](ObjectIndex guard) { return std::ranges::binary_search(b, guard); });
}

/// Looks for cycles of orders by different threads that nothing keeps apart.
class Search {
public:
    explicit Search(const Snapshot& snapshot)
        : m_snapshot(snapshot)
        , m_edgesFrom(snapshot.objects->size())
    {
        for (const OrderEdge& edge : *snapshot.lockOrder)
            m_edgesFrom[static_cast<std::size_t>(edge.outer)].push_back(&edge);
    }

    std::vector<PotentialDeadlock> run()
    {
        Adjacency edges(m_edgesFrom.size());
        for (const OrderEdge& edge : *m_snapshot.lockOrder)
            edges[static_cast<std::size_t>(edge.outer)].push_back(static_cast<std::uint32_t>(edge.inner));
        for (const std::vector<std::uint32_t>& locks : strongComponents(edges)) {
            m_steps = 0;
            m_locks = &locks;
            for (const std::uint32_t lock : locks)
                goOn(lock, lock);
        }
        return std::move(m_found);
    }

private:
    bool isDone() const { return m_steps > kMostSteps || m_found.size() >= kMostPotentials; }

    // From `here` on, along locks after `first`, which is where each cycle begins.
    void goOn(std::uint32_t first, std::uint32_t here)
    {
        for (const OrderEdge* edge : m_edgesFrom[here]) {
            const auto to = static_cast<std::uint32_t>(edge->inner);
            const bool isOnTheWay =
                std::ranges::any_of(m_path, [&](const Taken& t) { return t.edge->outer == edge->inner; });
            const bool closes = to == first;
            if (to < first || (isOnTheWay && !closes) || !std::ranges::binary_search(*m_locks, to))
                continue;
            for (const OrderSite& site : edge->sites) {
                if (isDone())
                    return;
                ++m_steps;
                if (!fits(site))
                    continue;
                m_path.push_back({edge, &site});
                if (!closes)
                    goOn(first, to);
                else if (!(m_path.back().site->innerShared && m_path.front().site->outerShared))
                    keep();
                m_path.pop_back();
            }
        }
    }
    // Another thread than those before, not kept apart from any of them, and in the way of the one before it.
    bool fits(const OrderSite& site) const
    {
        const bool passes = !m_path.empty() && m_path.back().site->innerShared && site.outerShared;
        return !passes && std::ranges::none_of(m_path, [&](const Taken& taken) {
            return taken.site->thread == site.thread || haveCommon(taken.site->guards, site.guards);
        });
    }
    void keep()
    {
        std::uint64_t hash = 0xcbf29ce484222325ULL; // FNV-1a
        for (const Taken& taken : m_path)
            hash = (hash ^ static_cast<std::uint64_t>(taken.edge->outer)) * 0x100000001b3ULL;
        if (!m_identities.insert(hash).second)
            return; // by other threads
        PotentialDeadlock potential;
        potential.identity = hash;
        for (const Taken& taken : m_path)
            potential.sides.push_back({taken.edge->outer, taken.edge->inner, *taken.site,
                                       spanAt(m_snapshot, taken.site->thread, taken.site->firstNs)});
        m_found.push_back(std::move(potential));
    }

    const Snapshot& m_snapshot;
    std::vector<std::vector<const OrderEdge*>> m_edgesFrom; // by object
    const std::vector<std::uint32_t>* m_locks = nullptr;    // among which it searches
    std::vector<Taken> m_path;
    std::vector<PotentialDeadlock> m_found;
    std::set<std::uint64_t> m_identities;
    std::size_t m_steps = 0;
};

} // namespace

std::vector<PotentialDeadlock> potentialDeadlocks(const Snapshot& snapshot)
{
    return Search(snapshot).run();
}

std::string sentence(const Snapshot& snapshot, const PotentialDeadlock& potential)
{
    std::vector<std::string> sides;
    for (const PotentialSide& side : potential.sides) {
        const std::string task = side.task.empty() ? "" : " in “" + side.task + "”";
        sides.push_back(threadText(snapshot, side.site.thread) + " took " + objectText(snapshot, side.acquired) +
                        " while it held " + objectText(snapshot, side.held) + " (" +
                        momentText(snapshot, side.site.firstNs) + task + ")");
    }
    return "Potential deadlock: " + listText(sides, kMostSidesTold) +
           ". If they do so at the same moment, none of them goes on. Take these locks in the same order everywhere.";
}

std::string ringText(const Snapshot& snapshot, const PotentialDeadlock& potential)
{
    constexpr std::size_t kMostTold = 6;
    constexpr std::size_t kFirst = 3;
    constexpr std::size_t kLast = 2;
    const std::size_t size = potential.sides.size();
    std::string text = countText(size) + " locks: ";
    for (std::size_t i = 0; i < size; ++i) {
        if (size > kMostTold && i == kFirst) {
            text += "… → ";
            i = size - kLast;
        }
        text += objectText(snapshot, potential.sides[i].held) + " → ";
    }
    return text + objectText(snapshot, potential.sides.front().held);
}

} // namespace lanescope::analysis
