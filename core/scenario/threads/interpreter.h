// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/threads/speed_up.h"
#include "core/sync/interpreter_lock.h"

#include <functional>
#include <stop_token>

namespace lanescope::scenario {

/// An interpreter whose threads compute and do I/O in units of 10 ms, under one lock or without it. What it computes
/// is nothing; when it lets go of the lock, and when not, is CPython's.
/// Threads: any. Lifetime: longer than its threads.
class Interpreter {
public:
    /// `locked`: 0 when there is no lock. `ioFraction`: the share of a unit that is I/O. Both live.
    Interpreter(const std::atomic<double>& locked, const std::atomic<double>& ioFraction,
                sync::InterpreterLock::Interval switchInterval);

    sync::InterpreterLock& lock() { return m_lock; }

    /// A thread of the interpreter, from its first instruction to its last. Threads: its own.
    class Thread {
    public:
        Thread(Interpreter& interpreter, SpeedUp& speedUp);
        ~Thread();
        Thread(const Thread&) = delete;
        Thread& operator=(const Thread&) = delete;

        /// One unit of work, or less of it when it is to end.
        void runUnit(const std::stop_token& end);
        /// A call that blocks: the lock is let go around it.
        void block(const std::function<void()>& call);

    private:
        void compute(std::chrono::duration<double, std::milli> cpuTime, const std::stop_token& end);
        void switchThreads();
        void takeIfLocked();
        void dropIfTaken();

        Interpreter& m_interpreter;
        SpeedUp& m_speedUp;
        bool m_hasLock = false;
    };

private:
    bool isLocked() const { return m_locked.load(std::memory_order_relaxed) != 0; }

    const std::atomic<double>& m_locked;
    const std::atomic<double>& m_ioFraction;
    const trace::StringId m_computing;
    const trace::StringId m_reading;
    sync::InterpreterLock m_lock;
};

} // namespace lanescope::scenario
