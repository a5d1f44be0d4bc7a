// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/event_merge.h"

#include <algorithm>

namespace lanescope::kernel {

// One CPU tells in time order; sorting is for a clock that stepped back a little between two of its records.
void EventMerge::Queue::prepare()
{
    const auto earlier = [](const SwitchEvent& a, const SwitchEvent& b) { return a.timeNs < b.timeNs; };
    if (!std::is_sorted(events.begin(), events.end(), earlier))
        std::stable_sort(events.begin(), events.end(), earlier);
}

void EventMerge::Queue::finish()
{
    events.erase(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(next));
    next = 0;
}

void EventMerge::takeUntil(std::int64_t untilNs, std::vector<SwitchEvent>& merged)
{
    const auto frontNs = [](const Queue* queue) { return queue->events[queue->next].timeNs; };
    const auto later = [&](const Queue* a, const Queue* b) { return frontNs(a) > frontNs(b); };
    m_heap.clear();
    for (Queue& queue : m_queues) {
        queue.prepare();
        if (queue.startsBy(untilNs))
            m_heap.push_back(&queue);
    }
    std::make_heap(m_heap.begin(), m_heap.end(), later);
    while (!m_heap.empty()) {
        std::pop_heap(m_heap.begin(), m_heap.end(), later);
        Queue* const queue = m_heap.back();
        m_heap.pop_back();
        const std::int64_t othersNs = m_heap.empty() ? untilNs : std::min(untilNs, frontNs(m_heap.front()));
        while (queue->startsBy(othersNs))
            merged.push_back(queue->events[queue->next++]);
        if (queue->startsBy(untilNs)) {
            m_heap.push_back(queue);
            std::push_heap(m_heap.begin(), m_heap.end(), later);
        }
    }
    for (Queue& queue : m_queues)
        queue.finish();
}

} // namespace lanescope::kernel
