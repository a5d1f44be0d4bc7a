// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the threads of a test's child process do.

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <ctime>

namespace lanescope::kernel::testing {

inline void nameThisThread(const char* name)
{
    pthread_setname_np(pthread_self(), name);
}

inline void pinThisThread(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(cpu), &set);
    sched_setaffinity(0, sizeof(set), &set);
}

// Uses this much time of a CPU, however long that takes.
inline void spinCpuMs(long milliseconds)
{
    timespec now{};
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while (now.tv_sec * 1000 + now.tv_nsec / 1'000'000 < milliseconds);
}

inline void sleepTimes(int times, long microseconds)
{
    for (int i = 0; i < times; ++i) {
        const timespec pause{0, microseconds * 1000};
        nanosleep(&pause, nullptr);
    }
}

// Two threads give a byte back and forth; each reading puts one of them to sleep.
inline void pingPong(int in, int out, int rounds, bool starts)
{
    char letter = '.';
    if (starts && write(out, &letter, 1) != 1)
        return;
    for (int i = 0; i < rounds; ++i)
        if (read(in, &letter, 1) != 1 || write(out, &letter, 1) != 1)
            return;
}

} // namespace lanescope::kernel::testing
