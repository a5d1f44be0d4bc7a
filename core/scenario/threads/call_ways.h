// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/threads/slow_service.h"

#include <QObject>

#include <array>

namespace lanescope::scenario {

/// Four ways to ask a service and to get its answer, and what they cost the one who asks.
/// Threads: the caller's, which has an event loop running inside callback() and continuation() only.
class CallWays : public QObject {
    Q_OBJECT

public:
    enum Way { Blocking, Polling, Callback, Continuation };
    static constexpr int kWays = 4;
    static constexpr std::array<const char*, kWays> kNames{"blocking", "polling", "callback", "continuation"};

    /// Of all calls in one way.
    struct Cost {
        qint64 calls = 0;
        qint64 answers = 0;
        double blockedMs = 0; ///< inside calls that did not return
        double cpuMs = 0;     ///< computed by the caller for it, its own work not counted
    };

    CallWays(SlowService& service, const std::atomic<double>& pollMs, std::stop_token stop);

    /// Asks once; returns when the answer has been dealt with.
    void call(Way way);
    const Cost& cost(Way way) const { return m_costs[static_cast<std::size_t>(way)]; }

Q_SIGNALS:
    void answered(quint64 flow); ///< emitted by the service's thread

private:
    void blocking(Cost& cost);
    void polling(Cost& cost);
    void callback(Cost& cost);
    void continuation(Cost& cost);
    void workUntilAnswered(Cost& cost);
    void takeAnswer(quint64 flow, const char* task, Cost& cost);

    SlowService& m_service;
    const std::atomic<double>& m_pollMs;
    const std::stop_token m_stop;
    std::array<Cost, kWays> m_costs;
    bool m_isAnswered = false;
};

} // namespace lanescope::scenario
