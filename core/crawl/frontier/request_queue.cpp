// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/request_queue.h"

#include <algorithm>
#include <cassert>

namespace lanescope::crawl {

int Ranking::depthSign() const
{
    if (depthPriority != 0)
        return depthPriority > 0 ? 1 : -1;
    return order == Order::Priority ? 1 : 0;
}

RequestQueue::Place RequestQueue::placeOf(const Level& level, const Ranking& ranking)
{
    const std::int64_t age =
        ranking.newestFirst() ? -std::int64_t{level.queue.backSequence()} : std::int64_t{level.queue.frontSequence()};
    return {ranking.depthSign() * level.depth, age};
}

std::size_t RequestQueue::firstLevel(const Ranking& ranking) const
{
    assert(!isEmpty());
    if (m_levels.size() == 1)
        return 0;
    const auto first =
        std::ranges::min_element(m_levels, {}, [&ranking](const Level& level) { return placeOf(level, ranking); });
    return static_cast<std::size_t>(first - m_levels.begin());
}

void RequestQueue::push(std::uint32_t sequence, std::string_view target, const RequestTag& tag)
{
    const auto depth = std::min<std::uint16_t>(tag.depth, kLevels - 1);
    auto level = std::ranges::find(m_levels, depth, &Level::depth);
    if (level == m_levels.end())
        level = m_levels.insert(m_levels.end(), Level{depth, {}});
    level->queue.pushBack(sequence, target, tag);
    ++m_size;
}

UrlQueue::Entry RequestQueue::takeFirst(const Ranking& ranking)
{
    const std::size_t index = firstLevel(ranking);
    UrlQueue& queue = m_levels[index].queue;
    UrlQueue::Entry entry = ranking.newestFirst() ? queue.takeBack() : queue.takeFront();
    --m_size;
    if (queue.isEmpty()) {
        std::swap(m_levels[index], m_levels.back());
        m_levels.pop_back();
    }
    return entry;
}

RequestQueue::Place RequestQueue::firstPlace(const Ranking& ranking) const
{
    return placeOf(m_levels[firstLevel(ranking)], ranking);
}

void RequestQueue::forEach(const std::function<void(const UrlQueue::Entry&)>& visit) const
{
    for (const Level& level : m_levels)
        level.queue.forEach(visit);
}

std::size_t RequestQueue::memoryBytes() const
{
    std::size_t total = m_levels.capacity() * sizeof(Level);
    for (const Level& level : m_levels)
        total += level.queue.memoryBytes();
    return total;
}

} // namespace lanescope::crawl
