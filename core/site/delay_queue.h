// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/connection_id.h"

#include <QSocketNotifier>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <vector>

namespace lanescope::site {

/// Wakes connections at their times: one heap and one timerfd instead of a QTimer per request, exact below
/// the millisecond that QTimer rounds to.
///
/// Entries cannot be cancelled; whoever is told about a connection that is gone ignores it. Equal times fire
/// in the order they were added. Errors: valid() is false when the kernel gives no timer.
/// Threads: belongs to the site's thread. Complexity: O(log n) an entry.
class DelayQueue {
public:
    using Clock = std::chrono::steady_clock;

    explicit DelayQueue(std::function<void(ConnectionId)> due);
    ~DelayQueue();
    DelayQueue(const DelayQueue&) = delete;
    DelayQueue& operator=(const DelayQueue&) = delete;

    [[nodiscard]] bool valid() const { return m_timer >= 0; }
    void add(std::chrono::nanoseconds delay, ConnectionId id);

private:
    struct Entry {
        Clock::time_point due;
        std::uint64_t sequence;
        ConnectionId id;
        bool operator>(const Entry& other) const
        {
            return due != other.due ? due > other.due : sequence > other.sequence;
        }
    };

    void arm();
    void fire();

    std::function<void(ConnectionId)> m_due;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_entries;
    std::uint64_t m_sequence = 0;
    Clock::time_point m_armedFor = Clock::time_point::max();
    int m_timer;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace lanescope::site
