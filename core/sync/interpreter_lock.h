// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lanescope::sync {

/// One lock for all threads of an interpreter, with the rules of CPython's (Python/ceval_gil.c, 3.2 and later):
/// who waits for it longer than the switch interval, during which nobody else got it, asks for it; who has it looks
/// for that request between two instructions, lets go, and does not run on before another thread has taken it (forced
/// switching). Made of std::mutex and std::condition_variable, as CPython's of their POSIX counterparts.
/// Threads: any. Lifetime: longer than any thread that uses it.
class InterpreterLock {
public:
    using Interval = std::chrono::duration<double, std::milli>;

    InterpreterLock(const char* name, Interval switchInterval);
    InterpreterLock(const InterpreterLock&) = delete;
    InterpreterLock& operator=(const InterpreterLock&) = delete;

    void take();
    /// For the one that has it, before it blocks or ends.
    void drop();
    /// Whether somebody asked for it: what CPython calls the eval breaker. One atomic load.
    bool dropRequested() const { return m_dropRequested.load(std::memory_order_relaxed); }
    /// Lets another thread run if one asked for it; then takes it again.
    void yieldIfRequested();

    void setSwitchInterval(Interval interval) { m_interval.store(interval.count(), std::memory_order_relaxed); }
    /// How often it went from one thread to another.
    std::uint64_t switches() const;
    /// How often somebody had to ask for it.
    std::uint64_t requests() const { return m_requests.load(std::memory_order_relaxed); }

private:
    bool takeIfFree();
    void waitAndTake();
    void letGo();
    void markTaken();

    trace::TracedObject m_object;
    std::atomic<double> m_interval; // ms
    std::atomic<bool> m_dropRequested{false};
    std::atomic<std::uint64_t> m_requests{0};

    mutable std::mutex m_mutex; // guards what follows
    std::condition_variable m_free;
    bool m_locked = false;
    std::uint64_t m_switches = 0;
    std::thread::id m_lastHolder; // written under both mutexes

    std::mutex m_switchMutex; // for the forced switch
    std::condition_variable m_switched;

    trace::Ticks m_heldSince = 0; // these two belong to the holder
    bool m_contended = false;
};

} // namespace lanescope::sync
