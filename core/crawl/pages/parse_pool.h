// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/pages/parse_queue.h"

#include <QThreadPool>

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace lanescope::crawl {

/// Threads "parser-1" … that take pages from a ParseQueue: long-running tasks on a QThreadPool, because a
/// pool by itself has no queue that could be measured or bounded.
///
/// Threads: the one that made it; the handler is called on the parsers' threads, at the same time. Lowering
/// the number lets each surplus parser finish its page. Lifetime: the destructor waits for the pages in hand.
class ParsePool {
public:
    using Handler = std::function<void(const ParseJob&)>;

    static constexpr int kMostThreads = 64;

    /// `prefix` goes before the names in the recording.
    ParsePool(Handler handler, int threads, std::size_t backlogPages, std::string prefix = {});
    ~ParsePool();
    ParsePool(const ParsePool&) = delete;
    ParsePool& operator=(const ParsePool&) = delete;

    void setThreads(int threads);
    ParseQueue& queue() { return m_queue; }

private:
    void work(int index);

    const Handler m_handler;
    const std::string m_prefix;
    ParseQueue m_queue;
    std::atomic<int> m_wanted{0};
    std::vector<std::atomic<bool>> m_running; // by index: that parser's task exists
    QThreadPool m_pool;                       // last: its threads use all of the above
};

} // namespace lanescope::crawl
