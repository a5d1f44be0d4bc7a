// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <atomic>
#include <chrono>
#include <optional>

namespace lanescope::scenario {

/// How much faster several threads get work done than one of them alone, both measured in the same run: first one has
/// the machine for itself, then all work.
///
/// Work is counted as the time that it takes a thread which nobody hinders: CPU time, and the length of its I/O. Time
/// in which the one thread that alone may compute has no CPU, because other programs have it, counts as no time:
/// otherwise the figure would tell of them. Where all may compute nobody can tell who took a CPU from whom, and
/// on a busy machine several threads get more of it than one. Threads: computed() and didIo() any; the rest the run's.
class SpeedUp {
public:
    using Clock = std::chrono::steady_clock;
    using Nanoseconds = std::chrono::nanoseconds;

    enum class Right { Shared, Sole }; ///< may others compute at the same time?
    void computed(Nanoseconds cpu, Nanoseconds passed, Right right);
    void didIo(Nanoseconds duration) { m_workNs.fetch_add(duration.count(), std::memory_order_relaxed); }

    /// From now on one works alone; what was measured before is forgotten.
    void beginAlone();
    Nanoseconds aloneFor() const { return m_isAlone ? Clock::now() - m_since : Nanoseconds(0); }
    /// From now on all of them work.
    void beginTogether();
    /// Work from now on does not count.
    void stop() { m_final = current(); }

    /// Nothing until both have been measured.
    std::optional<double> value() const { return m_final ? m_final : current(); }
    /// Puts the value into the recording.
    void show() const;

private:
    void begin(bool alone);
    double rate() const;
    std::optional<double> current() const;

    const trace::StringId m_row = trace::Recorder::intern("speed-up");
    std::atomic<qint64> m_workNs{0};
    std::atomic<qint64> m_deniedNs{0}; // had the sole right to compute and no CPU
    bool m_isAlone = false;
    Clock::time_point m_since;
    qint64 m_workBeforeNs = 0;
    qint64 m_deniedBeforeNs = 0;
    double m_rateAlone = 0;
    std::optional<double> m_final;
};

} // namespace lanescope::scenario
