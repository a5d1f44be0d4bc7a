// SPDX-License-Identifier: GPL-3.0-or-later
// Items put into a queue and got from it in a range are counted, however many at once, and whatever else changed the depth.
#include "core/store/queue_items.h"

#include "tests/core/analysis/made_load.h"

using namespace lanescope;
using namespace lanescope::analysis::testing;
using trace::DepthChange;

namespace {

struct Operation {
    std::int64_t timeNs = 0;
    DepthChange change = DepthChange::None;
    std::uint32_t items = 0;
};

/// One thing that happens to a queue after another, and what was told of it.
class Played {
public:
    explicit Played(std::mt19937_64& random)
        : m_random(random)
        , m_queue(m_run.object(trace::ObjectKind::Queue, "queue"))
        , m_worker(m_run.thread("worker"))
    {
        tell(DepthChange::None, 0); // empty
    }
    /// Several are put, some got, and at times all that is left is thrown away, which is neither.
    void step()
    {
        m_timeNs += 1 + static_cast<std::int64_t>(m_random() % 1000);
        const auto items = static_cast<std::uint32_t>(1 + m_random() % 7);
        const bool isPut = m_depth < items || m_random() % 2 == 0;
        if (m_random() % 20 == 0) {
            m_depth = 0;
            tell(DepthChange::None, 0);
        } else if (isPut) {
            m_depth += items;
            tell(DepthChange::Put, items);
        } else {
            m_depth -= items;
            tell(m_random() % 2 == 0 ? DepthChange::Get : DepthChange::GetAnyOrder, items);
        }
    }
    QueueItems counted(std::int64_t fromNs, std::int64_t toNs) const
    {
        QueueItems items;
        for (const Operation& operation : m_all) {
            if (operation.timeNs >= fromNs && operation.timeNs < toNs && operation.change != DepthChange::None)
                (operation.change == DepthChange::Put ? items.puts : items.gets) += operation.items;
        }
        return items;
    }
    SnapshotPtr look() { return m_run.look(1000); }
    ObjectIndex queue() const { return m_queue; }
    std::int64_t endNs() const { return m_timeNs + 1; }

private:
    void tell(DepthChange change, std::uint32_t items)
    {
        m_all.push_back({m_timeNs, change, items});
        m_run.track(m_queue).addDepth({m_timeNs, static_cast<double>(m_depth), change, m_worker, std::max(items, 1U)});
    }

    std::mt19937_64& m_random;
    MadeLoad m_run;
    const ObjectIndex m_queue;
    const ThreadIndex m_worker;
    std::vector<Operation> m_all;
    std::int64_t m_timeNs = kBeginNs;
    std::uint32_t m_depth = 0;
};

} // namespace

TEST_CASE(itemsOfAnyRangeAreThoseThatWereMovedThere)
{
    std::mt19937_64 random(lanescope::check::seed());
    Played played(random);
    for (int i = 0; i < 5000; ++i)
        played.step();
    const SnapshotPtr snapshot = played.look();
    for (int i = 0; i < 500; ++i) {
        std::int64_t from =
            kBeginNs + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(played.endNs() - kBeginNs));
        std::int64_t to =
            kBeginNs + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(played.endNs() - kBeginNs + 1));
        if (from > to)
            std::swap(from, to);
        const QueueItems items = queueItems(*snapshot, snapshot->object(played.queue()), from, to);
        const QueueItems counted = played.counted(from, to);
        if (!CHECK_EQ(items.puts, counted.puts) || !CHECK_EQ(items.gets, counted.gets))
            return;
    }
}

// Most queues move one item at a time and need no row for it, nor does a counter.
TEST_CASE(whatMovesOneItemAtATimeHasNoRowBesides)
{
    MadeLoad run;
    const ThreadIndex worker = run.thread("worker");
    const ObjectIndex queue = run.object(trace::ObjectKind::Queue, "queue");
    const ObjectIndex counter = run.object(trace::ObjectKind::None, "counter");
    run.depth(queue, worker, 1, 1, DepthChange::Put);
    run.depth(queue, worker, 2, 0, DepthChange::Get);
    run.counter(counter, 1, 5);
    run.counter(counter, 2, 7);
    const SnapshotPtr snapshot = run.look(10);
    for (const ObjectIndex object : {queue, counter}) {
        CHECK(!snapshot->object(object).surplusRow.has_value());
        CHECK(!snapshot->object(object).driftRow.has_value());
    }
}
