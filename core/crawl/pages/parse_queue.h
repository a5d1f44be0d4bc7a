// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"
#include "core/trace/probes.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace lanescope::crawl {

class IncomingPage;

/// A page on its way to a parser.
struct ParseJob {
    Url url;
    int depth = 0;
    QByteArray body;
    QByteArray contentType;
    std::uint32_t request = 0;                   ///< its id
    trace::Ticks queued = 0;                     ///< when it came here
    std::shared_ptr<IncomingPage> arriving = {}; ///< instead of the body: a page that still comes, or came so
};

/// Pages between the network thread and the parsers, a queue named "parse queue" in the recording; parsers
/// with nothing to do are seen waiting for it.
///
/// put() never waits: a page that is on the wire has to land somewhere. The bound is isFull(), at which
/// nothing more is started, so what lies here is at most the bound and what was on the wire then.
/// Threads: any.
class ParseQueue {
public:
    using Bytes = std::atomic<qint64>;

    /// `prefix` goes before its name in the recording.
    explicit ParseQueue(std::size_t pages, const std::string& prefix = {})
        : m_object(trace::ObjectKind::Queue, prefix + "parse queue", static_cast<std::int64_t>(pages))
    {
    }

    void put(ParseJob&& job);
    /// Waits for a page; nothing when `shouldEnd()` is true, which is asked under the queue's lock.
    template <class Predicate>
    std::optional<ParseJob> get(Predicate shouldEnd);
    /// Wakes everybody who waits, to ask shouldEnd() again.
    void wakeAll();
    /// Drops what waits; returns how many pages that were, without those that have not ended.
    std::size_t clear();

    /// What pages that arrive hold and is not read yet; it counts as being here.
    const std::shared_ptr<Bytes>& arrivingBytes() const { return m_arrivingBytes; }
    bool isFull(std::size_t pages, qint64 bytes) const;
    std::size_t size() const;

private:
    std::optional<ParseJob> takeFirst();

    trace::TracedObject m_object;
    const std::shared_ptr<Bytes> m_arrivingBytes = std::make_shared<Bytes>(0);
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::deque<ParseJob> m_jobs; // guarded by m_mutex
    qint64 m_bytes = 0;          // guarded by m_mutex
};

template <class Predicate>
std::optional<ParseJob> ParseQueue::get(Predicate shouldEnd)
{
    std::unique_lock lock(m_mutex);
    bool ending = shouldEnd();
    if (m_jobs.empty() && !ending) {
        m_object.waiterArrived();
        trace::Wait wait(trace::WaitKind::QueueGet, m_object.id());
        // The answer is kept: asked once more, it may be another one, and there is no page to take.
        m_arrived.wait(lock, [&] { return (ending = shouldEnd()) || !m_jobs.empty(); });
        wait.end(m_object.lastReleaser());
        m_object.waiterLeft();
    }
    return ending ? std::nullopt : takeFirst();
}

} // namespace lanescope::crawl
