// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lanescope::session {

/// One event of a trace file: when, for sorting, and its bytes as the format has them.
struct TraceEvent {
    std::int64_t timeNs = 0;
    std::string bytes;
};

/// Events of one origin (a thread, a lock, a queue …) in order of time. refill() appends the next few and
/// is false when there are no more. Threads: one at a time.
class EventSource {
public:
    virtual ~EventSource() = default;
    virtual bool refill(std::deque<TraceEvent>& events) = 0;
};
using EventSources = std::vector<std::unique_ptr<EventSource>>;

/// Events that are few and not in order of time: sorted once.
class SortedEvents final : public EventSource {
public:
    explicit SortedEvents(std::vector<TraceEvent> events);
    bool refill(std::deque<TraceEvent>& events) override;

private:
    std::vector<TraceEvent> m_events;
    std::size_t m_at = 0;
};

/// Hands all events of all sources to `sink` in order of time; at equal times those of the earlier source first.
/// False when `sink` was, which ends it. Memory: what the sources keep. O(events · log sources)
bool mergeByTime(const EventSources& sources, const std::function<bool(const TraceEvent& event)>& sink);

} // namespace lanescope::session
