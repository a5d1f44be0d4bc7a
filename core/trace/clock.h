// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/record.h"

#include <ctime>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace lanescope::trace {

enum class ClockKind : std::uint32_t { Monotonic = 1, InvariantTsc = 2 };

/// The best clock of this machine; decided once, at start-up. Threads: any.
ClockKind clockKind();

/// CLOCK_MONOTONIC in nanoseconds.
inline std::int64_t monotonicNs()
{
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

namespace detail {
extern const bool g_useTsc;
}

/// Reads the recording clock. About 8 ns with a TSC, 20–30 ns without. Threads: any.
inline Ticks readClock()
{
#if defined(__x86_64__)
    if (detail::g_useTsc) [[likely]]
        return __rdtsc();
#endif
    return static_cast<Ticks>(monotonicNs());
}

/// As readClock(), but never before the memory operations ahead of it are done. A CPU may read its TSC early:
/// of two threads that hand a lock over, the second then seems to own it up to 100 ns before the first let go
/// (seen in one of three million contended holds). Costs 5–12 ns more, which a wait does not feel. Threads:
/// any.
inline Ticks readClockAfter()
{
#if defined(__x86_64__)
    if (detail::g_useTsc) [[likely]]
        _mm_lfence();
#endif
    return readClock();
}

/// Maps ticks to nanoseconds of CLOCK_MONOTONIC. A pair of readings taken together anchors it; a second
/// pair, later, gives the slope. Both processes see the same TSC, so the reader calibrates for every writer.
/// Threads: one at a time.
class Calibration {
public:
    /// Measures for about 5 ms where the clock is a TSC; at once otherwise.
    static Calibration measure();

    /// Takes a new anchor and a better slope from the whole time since measure(). Costs about a microsecond:
    /// call it with every poll at first, once a second later. Times never jump: what the old mapping was
    /// wrong by is made up for within the next second, so later ticks give later nanoseconds across the call
    /// too.
    void refine();

    /// Within 73 years, whatever ticks a segment states: sums and differences of two results do not overflow.
    std::int64_t toNs(Ticks ticks) const;
    Ticks toTicks(std::int64_t ns) const;
    /// 0 for a duration that went backwards.
    std::int64_t durationNs(Ticks ticks) const;
    /// As durationNs(), less what lies between a readClock() and a readClockAfter() right behind it: for what takes no
    /// longer than that itself.
    std::int64_t shortDurationNs(Ticks ticks) const;
    double nsPerTick() const { return m_nsPerTick; }

private:
    struct Pair {
        Ticks ticks = 0;
        std::int64_t ns = 0;
    };
    static Pair readPair();
    static Ticks measureReading();
    void setSlope(double nsPerTick);

    Pair m_first;
    Pair m_anchor;
    Ticks m_reading = 0; // what the clock itself adds to what is measured with it
    double m_nsPerTick = 1.0;
    std::int64_t m_scaledNsPerTick = std::int64_t{1} << kSlopeShift; // the same in fixed point: exact and fast

    static constexpr unsigned kSlopeShift = 48;
};

} // namespace lanescope::trace
