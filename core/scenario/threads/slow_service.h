// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <stop_token>

namespace lanescope::scenario {

/// A thread that answers one question after the other, each after a while, as a database or a peer does.
/// Threads: ask() any. Lifetime: the destructor ends the thread once it has answered what was asked.
class SlowService {
public:
    /// `serviceMs` is live; nobody waits longer once a stop is requested.
    SlowService(const std::atomic<double>& serviceMs, std::stop_token stop);
    ~SlowService();
    SlowService(const SlowService&) = delete;
    SlowService& operator=(const SlowService&) = delete;

    /// Returns at once; `answer` is called on the service's thread when the answer is there.
    void ask(std::function<void()> answer);
    /// Who ends the wait of one who waits for an answer.
    trace::Peer who() const { return {m_who.load(std::memory_order_relaxed)}; }

private:
    void serve(const std::function<void()>& answer);

    const std::atomic<double>& m_serviceMs;
    const std::stop_token m_stop;
    const trace::StringId m_task;
    std::atomic<std::uint64_t> m_who{0};
    QObject m_desk; // lives in m_thread
    QThread m_thread;
};

} // namespace lanescope::scenario
