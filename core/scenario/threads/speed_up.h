// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>

namespace lanescope::scenario {

/// How much faster several threads get work done than one of them alone, both measured in the same run: first one has
/// the machine for itself, then all work.
///
/// Work is counted as the time that it takes a thread which nobody hinders: CPU time, and the length of its I/O. Time
/// in which the one thread that alone may compute has no CPU, because other programs have it, counts as no time:
/// otherwise the figure would tell of them. Where all may compute nobody can tell who took a CPU from whom; then the
/// figure says how many cores there were for them, and on a busy machine these are fewer. What is measured begins and ends
/// with a piece of work: in the middle of one nobody knows how much of it was denied.
/// Threads: computed() and didIo() any; the rest the run's.
class SpeedUp {
public:
    using Clock = std::chrono::steady_clock;
    using Nanoseconds = std::chrono::nanoseconds;

    /// May others compute at the same time? The one that works alone has the sole right in any case.
    enum class Right { Shared, Sole };
    void computed(Nanoseconds cpu, Nanoseconds passed, Right right);
    void didIo(Nanoseconds duration) { add(duration, {}); }

    /// From now on one works alone; what was measured before is forgotten.
    void beginAlone();
    Nanoseconds aloneFor() const { return m_isAlone ? reading().at - m_begin.at : Nanoseconds(0); }
    /// From now on all of them work.
    void beginTogether();
    /// Work from now on does not count.
    void stop() { m_final = current(); }

    /// Nothing until both have been measured.
    std::optional<double> value() const { return m_final ? m_final : current(); }
    /// Puts the value into the recording.
    void show() const;

private:
    struct Reading {
        Nanoseconds work{};
        Nanoseconds denied{}; // had the sole right to compute and no CPU
        Clock::time_point at = Clock::now();
    };
    void add(Nanoseconds work, Nanoseconds denied);
    Reading reading() const;
    void begin(bool alone);
    double rate() const;
    std::optional<double> current() const;

    const trace::StringId m_row = trace::Recorder::intern("speed-up");
    mutable std::mutex m_mutex;
    Reading m_latest; // guarded by m_mutex
    std::atomic<bool> m_isAlone{false};
    Reading m_begin;
    double m_rateAlone = 0;
    std::optional<double> m_final;
};

} // namespace lanescope::scenario
