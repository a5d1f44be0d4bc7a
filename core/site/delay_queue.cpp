// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/delay_queue.h"

#include <sys/timerfd.h>
#include <unistd.h>

namespace lanescope::site {

namespace {

/// Qt's event loop looks at every socket each time it wakes, so with 500 connections a wake-up for each
/// single answer costs more than the answers. Long delays therefore end together on a grid, rounded to the
/// nearest point so that their mean stays true.
DelayQueue::Clock::time_point dueAfter(std::chrono::nanoseconds delay)
{
    constexpr std::chrono::milliseconds kLongDelay{10};
    const DelayQueue::Clock::time_point due = DelayQueue::Clock::now() + delay;
    return delay < kLongDelay ? due : std::chrono::round<std::chrono::milliseconds>(due);
}

} // namespace

DelayQueue::DelayQueue(std::function<void(ConnectionId)> due)
    : m_due(std::move(due))
    , m_timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC))
{
    if (valid()) {
        m_notifier = std::make_unique<QSocketNotifier>(m_timer, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { fire(); });
    }
}

DelayQueue::~DelayQueue()
{
    m_notifier.reset();
    if (valid()) {
        ::close(m_timer);
    }
}

void DelayQueue::add(std::chrono::nanoseconds delay, ConnectionId id)
{
    m_entries.push({dueAfter(delay), m_sequence++, id});
    arm();
}

void DelayQueue::arm()
{
    if (m_entries.empty() || m_entries.top().due == m_armedFor) {
        return;
    }
    m_armedFor = m_entries.top().due;
    // steady_clock is CLOCK_MONOTONIC in libstdc++, so its time can be given to the kernel as it is. A time
    // already past fires at once.
    const auto since = std::chrono::duration_cast<std::chrono::nanoseconds>(m_armedFor.time_since_epoch());
    constexpr std::int64_t kSecond = 1'000'000'000;
    itimerspec when{};
    when.it_value.tv_sec = since.count() / kSecond;
    when.it_value.tv_nsec = since.count() % kSecond;
    ::timerfd_settime(m_timer, TFD_TIMER_ABSTIME, &when, nullptr);
}

void DelayQueue::fire()
{
    std::uint64_t expirations = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_timer, &expirations, sizeof expirations);
    m_armedFor = Clock::time_point::max();
    // Only what is due now: entries that the callbacks add, however short, wait for the next turn of the
    // event loop, so that sockets are not starved.
    const Clock::time_point now = Clock::now();
    while (!m_entries.empty() && m_entries.top().due <= now) {
        const ConnectionId id = m_entries.top().id;
        m_entries.pop();
        m_due(id);
    }
    arm();
}

} // namespace lanescope::site
