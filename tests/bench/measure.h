// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Nanoseconds an operation takes, beside a bare baseline measured in the same process and moment.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <time.h>
#include <vector>

namespace lanescope::bench {

/// Keeps the compiler from seeing that a result is not used.
template <class T>
inline void keep(const T& value)
{
    asm volatile("" : : "g"(&value) : "memory");
}

/// CPU time of this thread: on a busy machine the wall clock measures the others.
inline double cpuNs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Timing {
    double medianNs = 0;
    double lowestNs = 0; ///< what it costs when nobody disturbs
};

/// Many short repetitions, so that most of them are not interrupted. `between` is not counted.
template <class Body>
Timing measure(std::size_t operations, Body&& body, const std::function<void()>& between = {}, int repetitions = 101)
{
    std::vector<double> times;
    for (int i = 0; i < repetitions; ++i) {
        const double before = cpuNs();
        for (std::size_t n = 0; n < operations; ++n)
            body(n);
        times.push_back((cpuNs() - before) / static_cast<double>(operations));
        if (between)
            between();
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times.front()};
}

inline void printHeading(const char* title)
{
    std::printf("\n%-52s %9s %9s %9s %9s %8s\n", title, "median", "baseline", "more by", "lowest", "ratio");
}

/// `bar` in ns more than the baseline; 0: there is none.
inline void print(const std::string& name, const Timing& timing, const Timing& baseline, double bar = 0)
{
    const double more = timing.medianNs - baseline.medianNs;
    const double ratio = baseline.medianNs > 0 ? timing.medianNs / baseline.medianNs : 0;
    std::printf("%-52s %6.1f ns %6.1f ns %6.1f ns %6.1f ns %7.2fx", name.c_str(), timing.medianNs, baseline.medianNs,
                more, timing.lowestNs, ratio);
    if (bar > 0)
        std::printf("   bar %g ns: %s", bar, more <= bar ? "kept" : "missed");
    std::printf("\n");
}

} // namespace lanescope::bench
