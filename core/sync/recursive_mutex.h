// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QRecursiveMutex>

namespace lanescope::sync {

/// QRecursiveMutex whose waits and holds are recorded: the thread that has it may take it again. One hold is recorded,
/// from the first lock to the last unlock, with the greatest depth that it reached.
/// Threads: any. Lifetime: longer than any thread that uses it.
class RecursiveMutex {
public:
    explicit RecursiveMutex(const char* name);
    RecursiveMutex(const RecursiveMutex&) = delete;
    RecursiveMutex& operator=(const RecursiveMutex&) = delete;

    void lock();
    bool try_lock();
    void unlock();
    /// How often the calling thread, which has it, took it.
    int depth() const { return m_depth; }

private:
    bool tryToTake(trace::Acquired how);
    void taken(trace::Ticks since, trace::Acquired how);

    QRecursiveMutex m_mutex; // guards all below
    trace::TracedObject m_object;
    trace::Ticks m_heldSince = 0;
    int m_depth = 0;
    int m_deepest = 0;
    trace::Acquired m_acquired = trace::Acquired::AtOnce; // the outermost time
};

} // namespace lanescope::sync
