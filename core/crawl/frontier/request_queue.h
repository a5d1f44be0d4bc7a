// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/url_queue.h"
#include "core/crawl/model/settings.h"

#include <vector>

namespace lanescope::crawl {

/// The rule by which waiting requests are put in order: by depth first where that counts, then by age.
struct Ranking {
    Order order = Order::Lifo;
    int depthPriority = 0;

    static Ranking of(const Settings& settings) { return {settings.order, settings.depthPriority}; }
    bool newestFirst() const { return order == Order::Lifo; }
    /// > 0: shallow first, < 0: deep first, 0: depth does not count.
    int depthSign() const;
    bool operator==(const Ranking&) const = default;
};

/// The requests that wait at one origin, in queues by depth, so that order and DEPTH_PRIORITY can be turned
/// at any time and act at once on what waits already. Depths from kLevels - 1 on count as one.
/// Threads: none of its own; the owner locks. Complexity: O(depths in use), which is kLevels at most.
class RequestQueue {
public:
    static constexpr std::uint16_t kLevels = 64;

    /// Where a request stands among those of all queues: the lowest goes first.
    struct Place {
        std::int32_t byDepth = 0;
        std::int64_t byAge = 0;
        auto operator<=>(const Place&) const = default;
    };

    void push(std::uint32_t sequence, std::string_view target, const RequestTag& tag);
    /// The queue must not be empty.
    UrlQueue::Entry takeFirst(const Ranking& ranking);
    Place firstPlace(const Ranking& ranking) const;
    /// In no order.
    void forEach(const std::function<void(const UrlQueue::Entry&)>& visit) const;

    std::size_t size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    std::size_t memoryBytes() const;

private:
    struct Level {
        std::uint16_t depth = 0;
        UrlQueue queue;
    };
    static Place placeOf(const Level& level, const Ranking& ranking);
    std::size_t firstLevel(const Ranking& ranking) const;

    std::vector<Level> m_levels; // none is empty
    std::size_t m_size = 0;
};

} // namespace lanescope::crawl
