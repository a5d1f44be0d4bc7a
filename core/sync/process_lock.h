// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <atomic>
#include <cstdint>
#include <pthread.h>
#include <semaphore.h>

namespace lanescope::sync {

/// A lock between processes. What they share lies in shared memory (State); each process has a ProcessLock of its
/// own around it, under the same name, and the recording shows one lock.
///
/// Two kinds. Mutex: a robust process-shared pthread mutex; when its owner dies the next one gets it and is told.
/// Semaphore: a process-shared sem_t of one permit, which is what Python's multiprocessing.Lock is; when its owner
/// dies it stays taken for good. QSystemSemaphore is not among them: it has a name, and stays behind when its
/// processes are killed. Threads: any, of any process. Lifetime: as long as somebody maps the State.
class ProcessLock {
public:
    enum class Kind : std::uint32_t { Mutex, Semaphore };

    /// Plain memory; zeroed is not enough, initialise() makes it a lock.
    struct State {
        pthread_mutex_t mutex;
        sem_t semaphore;
        Kind kind;
        std::atomic<std::int32_t> lastReleaser; ///< pid
    };
    /// Once, by the process that makes it, before any other uses it.
    static void initialise(State& state, Kind kind);

    ProcessLock(const char* name, State& state);
    ProcessLock(const ProcessLock&) = delete;
    ProcessLock& operator=(const ProcessLock&) = delete;

    void lock();
    bool try_lock();
    void unlock();

    /// The last lock() of this process found that the owner had died with the lock in its hands: what the lock
    /// guards may be half done.
    bool ownerDied() const { return m_ownerDied; }
    trace::ObjectId objectId() const { return m_object.id(); }

private:
    bool take(bool wait);
    bool tryToTake(trace::Acquired how);

    State& m_state;
    trace::TracedObject m_object;
    trace::Ticks m_heldSince = 0; // these three: guarded by the lock
    trace::Acquired m_acquired = trace::Acquired::AtOnce;
    bool m_ownerDied = false;
};

} // namespace lanescope::sync
