// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>

namespace lanescope::sync {

/// A number in shared memory that processes wait on until it changes: std::atomic::wait() with a timeout, and
/// across processes (futex(2)). Zero-initialised memory is a word of 0. Threads: any, of any process that maps it.
class SharedWord {
public:
    // acquire and release: who sees the new number sees what was written before it.
    std::uint32_t load() const { return m_value.load(std::memory_order_acquire); }
    /// Wakes all who wait.
    void store(std::uint32_t value);
    /// Adds one, wakes all who wait, and returns the new number.
    std::uint32_t increment();

    /// Returns when the number is not `old`, or after the time; -1 waits without end. Not recorded: who waits says
    /// what for.
    void waitWhile(std::uint32_t old, int timeoutMs = -1) const;

private:
    void wakeAll();

    std::atomic<std::uint32_t> m_value{0};
};

} // namespace lanescope::sync
