// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/clock.h"

#include <QObject>
#include <QTimer>

#include <algorithm>

namespace lanescope::crawl {

/// How late the event loop of its thread is: a timer that should go off every 20 ms, and by how much it did not.
/// What makes it late is work in one go, and everything else in the loop is late by as much.
/// Threads: the one it lives in.
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
    void stop() { m_timer.stop(); }
    /// The worst since the last call, in nanoseconds.
    std::int64_t take() { return std::exchange(m_worstNs, 0); }

private:
    static constexpr int kEveryMs = 20;
    static constexpr std::int64_t kMs = 1'000'000;

    void tick()
    {
        const std::int64_t now = trace::monotonicNs();
        m_worstNs = std::max(m_worstNs, now - m_dueNs);
        m_dueNs = now + kEveryMs * kMs;
    }

    QTimer m_timer;
    std::int64_t m_dueNs = 0;
    std::int64_t m_worstNs = 0;
};

} // namespace lanescope::crawl
