// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/parse_pool.h"

#include <algorithm>

#include <sched.h>

namespace lanescope::crawl {

namespace {

/// A page that arrives wakes a parser, but does not push the network thread, which brings the next pages, off its
/// core: the parser starts when a core is free or its share of the time is due, and finds more than one page. Where
/// the kernel refuses, only that is lost.
void giveWayToTheNetwork()
{
    const sched_param none{};
    sched_setscheduler(0, SCHED_BATCH, &none);
}

} // namespace

ParsePool::ParsePool(Handler handler, int threads, std::size_t backlogPages, std::string prefix)
    : m_handler(std::move(handler))
    , m_prefix(std::move(prefix))
    , m_queue(backlogPages, m_prefix)
    , m_running(kMostThreads)
{
    // A surplus task may still be finishing its page while its successor starts.
    m_pool.setMaxThreadCount(2 * kMostThreads);
    setThreads(threads);
}

ParsePool::~ParsePool()
{
    m_wanted.store(0);
    m_queue.wakeAll();
    m_pool.waitForDone();
}

void ParsePool::setThreads(int threads)
{
    const int wanted = std::clamp(threads, 1, kMostThreads);
    m_wanted.store(wanted);
    m_queue.wakeAll();
    for (int index = 0; index < wanted; ++index) {
        // A task that was told to end, and is asked back before it noticed, just goes on; see work().
        if (!m_running[static_cast<std::size_t>(index)].exchange(true))
            m_pool.start([this, index] { work(index); });
    }
}

void ParsePool::work(int index)
{
    trace::Recorder::nameThread(m_prefix + "parser-" + std::to_string(index + 1));
    giveWayToTheNetwork();
    std::atomic<bool>& running = m_running[static_cast<std::size_t>(index)];
    const auto surplus = [this, index] { return index >= m_wanted.load(); };
    do {
        while (const std::optional<ParseJob> job = m_queue.get(surplus))
            m_handler(*job);
        running.store(false);
        // Asked back between the last question and the store: whoever sets the flag first goes on.
    } while (!surplus() && !running.exchange(true));
}

} // namespace lanescope::crawl
