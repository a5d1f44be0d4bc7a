// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/process_lock.h"

#include <cerrno>
#include <unistd.h>

namespace lanescope::sync {
namespace {

const void* bareLock(const ProcessLock::State& state)
{
    if (state.kind == ProcessLock::Kind::Semaphore)
        return &state.semaphore;
    return &state.mutex;
}

} // namespace

void ProcessLock::initialise(State& state, Kind kind)
{
    state.kind = kind;
    state.lastReleaser.store(0, std::memory_order_relaxed);
    if (kind == Kind::Semaphore) {
        ::sem_init(&state.semaphore, 1, 1);
        return;
    }
    pthread_mutexattr_t attributes;
    ::pthread_mutexattr_init(&attributes);
    ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    ::pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    ::pthread_mutex_init(&state.mutex, &attributes);
    ::pthread_mutexattr_destroy(&attributes);
}

ProcessLock::ProcessLock(const char* name, State& state)
    : m_state(state)
    , m_object(trace::ObjectKind::ProcessLock, name, 0, bareLock(state))
{
}

bool ProcessLock::take(bool wait)
{
    if (m_state.kind == Kind::Semaphore) {
        int outcome = 0;
        do {
            outcome = wait ? ::sem_wait(&m_state.semaphore) : ::sem_trywait(&m_state.semaphore);
        } while (outcome != 0 && errno == EINTR);
        return outcome == 0;
    }
    const int outcome = wait ? ::pthread_mutex_lock(&m_state.mutex) : ::pthread_mutex_trylock(&m_state.mutex);
    if (outcome != 0 && outcome != EOWNERDEAD)
        return false;
    m_ownerDied = outcome == EOWNERDEAD;
    if (m_ownerDied)
        ::pthread_mutex_consistent(&m_state.mutex);
    return true;
}

bool ProcessLock::try_lock()
{
    return tryToTake(trace::Acquired::Tried);
}

bool ProcessLock::tryToTake(trace::Acquired how)
{
    const trace::Ticks tried = m_object.trying();
    if (!take(false))
        return false;
    m_heldSince = m_object.acquired(m_object.tookAtOnce(tried));
    m_acquired = how;
    return true;
}

void ProcessLock::lock()
{
    if (tryToTake(trace::Acquired::AtOnce))
        return;
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Lock, m_object.id());
    take(true);
    const trace::Ticks now = wait.end(trace::Peer::ofProcess(m_state.lastReleaser.load(std::memory_order_relaxed)));
    m_object.waiterLeft();
    m_heldSince = m_object.acquired(now);
    m_acquired = trace::Acquired::AfterWait;
}

void ProcessLock::unlock()
{
    m_object.released(m_heldSince, m_acquired);
    // relaxed: the next owner reads it with the lock in its hands.
    m_state.lastReleaser.store(::getpid(), std::memory_order_relaxed);
    if (m_state.kind == Kind::Semaphore)
        ::sem_post(&m_state.semaphore);
    else
        ::pthread_mutex_unlock(&m_state.mutex);
}

} // namespace lanescope::sync
