// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/wait_for_graph.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <utility>

namespace lanescope::analysis {
namespace {

using namespace store;

constexpr std::size_t kMostSides = 3; // told one by one: the alarm is to stay a few lines long

/// Writes of one deadlock.
class Writer {
public:
    Writer(const Snapshot& snapshot, const Deadlock& deadlock)
        : m_snapshot(snapshot)
        , m_deadlock(deadlock)
        , m_severalProcesses(std::ranges::any_of(deadlock.sides, [&](const DeadlockSide& side) {
            return snapshot.thread(side.thread).process != snapshot.thread(deadlock.sides.front().thread).process;
        }))
    {
    }

    std::string text() const
    {
        const std::string since = "Deadlock since " + momentText(m_snapshot, m_deadlock.sinceNs) + ": ";
        switch (m_deadlock.shape) {
        case DeadlockShape::Itself:
            return since + itself() + behind();
        case DeadlockShape::Pool:
            return since + pool() + behind();
        case DeadlockShape::Cycle:
            break;
        }
        return since + cycle() + behind();
    }

private:
    std::string name(const DeadlockSide& side) const
    {
        const std::string task = side.task.empty() ? "" : " (in “" + side.task + "”)";
        return threadText(m_snapshot, side.thread, m_severalProcesses) + task;
    }
    std::string object(ObjectIndex index) const { return objectText(m_snapshot, index); }

    std::string itself() const
    {
        const DeadlockSide& side = m_deadlock.sides.front();
        return name(side) + " waits for " + object(side.waitsFor) + ", which it holds itself" + held(side) + ".";
    }
    std::string held(const DeadlockSide& side) const
    {
        const auto hold = std::ranges::find(side.holds, side.waitsFor, &DeadlockSide::Held::object);
        return hold == side.holds.end() ? "" : " since " + momentText(m_snapshot, hold->sinceNs);
    }
    std::string pool() const
    {
        const ObjectIndex pool = m_deadlock.sides.front().waitsFor;
        const Object& facts = m_snapshot.object(pool);
        double queued = 0;
        if (facts.row) {
            if (const auto depth = m_snapshot.row(*facts.row).sampled(m_snapshot.endNs - 1, m_snapshot.endNs))
                queued = depth->last;
        }
        const std::size_t threads = m_deadlock.sides.size();
        std::string text = threads == 1 ? "the only thread" : "all " + std::to_string(threads) + " threads";
        text += (hasOthers(facts) ? " at work in the pool " : " of the pool ") + object(pool) +
                (threads == 1 ? " waits" : " wait") + " for tasks of this same pool";
        if (queued > 0)
            text += ", of which " + countText(static_cast<std::uint64_t>(queued)) +
                    (queued == 1 ? " is queued" : " are queued");
        return text + "; nobody is left to run them.";
    }
    // Left from when it was larger; they may take no task.
    bool hasOthers(const Object& pool) const
    {
        const auto isAlive = [this](ThreadIndex worker) { return !m_snapshot.thread(worker).endNs; };
        return pool.queue &&
               std::cmp_less(m_deadlock.sides.size(), std::ranges::count_if(pool.queue->getters, isAlive));
    }
    std::string cycle() const
    {
        std::vector<std::string> sides;
        const std::size_t count = m_deadlock.sides.size();
        const std::size_t told = count > kMostSides + 1 ? kMostSides : count;
        for (std::size_t i = 0; i < told; ++i)
            sides.push_back(oneSide(m_deadlock.sides[i]));
        std::string text;
        for (const std::string& side : sides)
            text += (text.empty() ? "" : "; ") + side;
        if (told < count)
            text += "; and so on through " + std::to_string(count - told) + " more threads, back to " +
                    name(m_deadlock.sides.front());
        return text + ".";
    }
    std::string oneSide(const DeadlockSide& side) const
    {
        std::vector<std::string> holds;
        for (const DeadlockSide::Held& held : side.holds)
            holds.push_back(object(held.object));
        const std::string first = holds.empty() ? name(side) : name(side) + " holds " + listText(holds) + " and";
        return first + " waits for " + object(side.waitsFor) + heldByOther(side);
    }
    std::string heldByOther(const DeadlockSide& side) const
    {
        std::vector<std::string> owners;
        for (const DeadlockSide& other : m_deadlock.sides) {
            if (std::ranges::find(other.holds, side.waitsFor, &DeadlockSide::Held::object) != other.holds.end())
                owners.push_back(threadText(m_snapshot, other.thread, m_severalProcesses));
        }
        const char* verb = owners.size() == 1 ? " holds" : " hold";
        return owners.empty() ? "" : ", which " + listText(owners) + verb;
    }
    std::string behind() const
    {
        const std::size_t count = m_deadlock.behind.size();
        if (count == 0)
            return {};
        const char* whom = m_deadlock.sides.size() == 1 ? "behind it." : "behind them.";
        return count == 1
                   ? " " + threadText(m_snapshot, m_deadlock.behind.front(), m_severalProcesses) + " waits " + whom
                   : " " + std::to_string(count) + " more threads wait " + whom;
    }

    const Snapshot& m_snapshot;
    const Deadlock& m_deadlock;
    const bool m_severalProcesses;
};

} // namespace

std::string sentence(const Snapshot& snapshot, const Deadlock& deadlock)
{
    return Writer(snapshot, deadlock).text();
}

} // namespace lanescope::analysis
