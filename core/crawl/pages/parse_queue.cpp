// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/parse_queue.h"

#include "core/crawl/pages/incoming_page.h"

#include <algorithm>
#include <utility>

namespace lanescope::crawl {

void ParseQueue::put(ParseJob&& job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_bytes += job.body.size();
        m_jobs.push_back(std::move(job));
        m_object.depthChanged(static_cast<std::int64_t>(m_jobs.size()), trace::DepthChange::Put);
        m_object.releasing();
    }
    m_arrived.notify_one();
}

std::optional<ParseJob> ParseQueue::takeFirst()
{
    ParseJob job = std::move(m_jobs.front());
    m_jobs.pop_front();
    m_bytes -= job.body.size();
    m_object.depthChanged(static_cast<std::int64_t>(m_jobs.size()), trace::DepthChange::Get);
    return job;
}

void ParseQueue::wakeAll()
{
    {
        // Taken and given back, so that nobody is between asking shouldEnd() and going to sleep.
        const std::lock_guard lock(m_mutex);
        m_object.releasing();
    }
    m_arrived.notify_all();
}

std::size_t ParseQueue::clear()
{
    std::deque<ParseJob> dropped;
    {
        const std::lock_guard lock(m_mutex);
        dropped = std::exchange(m_jobs, {});
        m_bytes = 0;
        m_object.depthChanged(0, trace::DepthChange::None);
    }
    return static_cast<std::size_t>(
        std::ranges::count_if(dropped, [](const ParseJob& job) { return !job.arriving || job.arriving->hasEnded(); }));
}

bool ParseQueue::isFull(std::size_t pages, qint64 bytes) const
{
    const std::lock_guard lock(m_mutex);
    return m_jobs.size() >= pages || m_bytes + m_arrivingBytes->load() >= bytes;
}

std::size_t ParseQueue::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_jobs.size();
}

} // namespace lanescope::crawl
