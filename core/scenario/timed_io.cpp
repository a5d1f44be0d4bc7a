// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/timed_io.h"

#include "core/trace/probes.h"

#include <cerrno>
#include <sys/timerfd.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

/// Closes with its thread, so that a task costs one system call and not three.
struct TimerDescriptor {
    int descriptor = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    TimerDescriptor() = default;
    TimerDescriptor(const TimerDescriptor&) = delete;
    TimerDescriptor& operator=(const TimerDescriptor&) = delete;
    ~TimerDescriptor()
    {
        if (descriptor >= 0)
            ::close(descriptor);
    }
};

} // namespace

void waitForTimer(std::chrono::duration<double, std::milli> duration)
{
    static thread_local const TimerDescriptor t_timer;
    const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
    if (ns <= 0)
        return;
    itimerspec when{};
    when.it_value.tv_sec = ns / 1'000'000'000;
    when.it_value.tv_nsec = ns % 1'000'000'000;
    if (::timerfd_settime(t_timer.descriptor, 0, &when, nullptr) != 0)
        return;
    const trace::Wait wait(trace::WaitKind::Io, trace::ObjectId::None);
    std::uint64_t expirations = 0;
    while (::read(t_timer.descriptor, &expirations, sizeof expirations) < 0 && errno == EINTR) {
    }
}

} // namespace lanescope::scenario
