// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/frontier_tables.h"
#include "core/crawl/frontier/limiter.h"
#include "core/crawl/frontier/request_queue.h"

#include <deque>
#include <optional>

namespace lanescope::crawl {

/// Whose turn it is. Fair by slot: slots that may send take turns, whatever their lengths. Strict: the first request
/// in order of all those whose slot may send.
/// Threads: none of its own; one owner. Complexity: O(1) when fair by slot, O(slots) otherwise.
class SlotTurns {
public:
    void configure(const Settings& settings);
    void clear() { m_line.clear(); }
    /// That slot may send; once until its turn has come.
    void join(SlotId id, FrontierSlot& slot);
    bool isEmpty() const { return m_line.empty(); }

    /// The slot that is next; nothing if none may send.
    std::optional<SlotId> takeNext(FrontierTables& tables);
    /// The origin of a slot's next page. The slot has an open one.
    OriginId originToServe(const FrontierTables& tables, const FrontierSlot& slot) const;
    /// As Scrapy counts: whose request is to become active next.
    std::optional<OriginId> originToAdmit(const FrontierTables& tables, const Limiter& limiter) const;

    const Ranking& ranking() const { return m_ranking; }

private:
    RequestQueue::Place firstPlace(const FrontierTables& tables, const FrontierSlot& slot) const;
    std::optional<SlotId> firstInOrder(const FrontierTables& tables) const;

    Ranking m_ranking;
    Fairness m_fairness = Fairness::BySlot;
    std::deque<SlotId> m_line; // some may not be ready any more
};

} // namespace lanescope::crawl
