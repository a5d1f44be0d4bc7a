// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/clock.h"

#include <QObject>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <limits>

namespace lanescope::crawl {

/// How late the event loop of its thread is: a timer that should go off every 20 ms, and by how much it did not.
/// What makes it late is work in one go, and everything else in the loop is late by as much.
/// Threads: the one it lives in; take() any, so that somebody learns of a loop that stands still.
class LoopLag : public QObject {
public:
    explicit LoopLag(QObject* parent)
        : QObject(parent)
        , m_timer(this)
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(kEveryMs);
        connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
    }
    void start()
    {
        m_dueNs = trace::monotonicNs() + kEveryMs * kMs;
        m_timer.start();
    }
    void stop()
    {
        m_timer.stop();
        m_dueNs = kNever;
    }
    /// The worst since the last call, in nanoseconds, or how late it is already.
    std::int64_t take() { return std::max(m_worstNs.exchange(0), trace::monotonicNs() - m_dueNs); }

private:
    static constexpr int kEveryMs = 20;
    static constexpr std::int64_t kMs = 1'000'000;
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    void tick()
    {
        const std::int64_t now = trace::monotonicNs();
        m_worstNs = std::max(m_worstNs.load(), now - m_dueNs);
        m_dueNs = now + kEveryMs * kMs;
    }

    QTimer m_timer;
    std::atomic<std::int64_t> m_dueNs = kNever;
    std::atomic<std::int64_t> m_worstNs = 0;
};

} // namespace lanescope::crawl
