// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/event_merge.h"

#include <algorithm>
#include <queue>

namespace lanescope::session {
namespace {

/// A source and its next events.
struct Stream {
    EventSource* source;
    std::size_t order;
    std::deque<TraceEvent> events;

    bool fill() { return !events.empty() || source->refill(events); }
};

struct Later {
    bool operator()(const Stream* a, const Stream* b) const
    {
        const std::int64_t left = a->events.front().timeNs;
        const std::int64_t right = b->events.front().timeNs;
        return left != right ? left > right : a->order > b->order;
    }
};

} // namespace

SortedEvents::SortedEvents(std::vector<TraceEvent> events)
    : m_events(std::move(events))
{
    std::stable_sort(m_events.begin(), m_events.end(),
                     [](const TraceEvent& a, const TraceEvent& b) { return a.timeNs < b.timeNs; });
}

bool SortedEvents::refill(std::deque<TraceEvent>& events)
{
    if (m_at >= m_events.size())
        return false;
    events.push_back(std::move(m_events[m_at++]));
    return true;
}

bool mergeByTime(const EventSources& sources, const std::function<bool(const TraceEvent& event)>& sink)
{
    std::vector<Stream> streams;
    for (const auto& source : sources)
        streams.push_back({source.get(), streams.size(), {}});
    std::priority_queue<Stream*, std::vector<Stream*>, Later> heap;
    for (Stream& stream : streams) {
        if (stream.fill())
            heap.push(&stream);
    }
    while (!heap.empty()) {
        Stream* stream = heap.top();
        heap.pop();
        const bool goOn = sink(stream->events.front());
        stream->events.pop_front();
        if (!goOn)
            return false;
        if (stream->fill())
            heap.push(stream);
    }
    return true;
}

} // namespace lanescope::session
