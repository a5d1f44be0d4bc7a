// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/semaphore.h"

#include <QCoreApplication>

#include <limits>

namespace lanescope::sync {

Semaphore::Semaphore(const char* name, int permits)
    : m_semaphore(permits)
    , m_object(trace::ObjectKind::Semaphore, name, permits, &m_semaphore)
    , m_permits(permits)
{
}

void Semaphore::acquire(int count)
{
    take(count, QDeadlineTimer(QDeadlineTimer::Forever), trace::Acquired::AtOnce, trace::Acquired::AfterWait);
}

bool Semaphore::tryAcquire(int count, QDeadlineTimer deadline)
{
    return take(count, deadline, trace::Acquired::Tried, trace::Acquired::TriedAfterWait);
}

bool Semaphore::take(int count, QDeadlineTimer deadline, trace::Acquired atOnce, trace::Acquired afterWait)
{
    const trace::Ticks tried = m_object.trying();
    if (m_semaphore.tryAcquire(count)) {
        SharedHolds::taken(m_object, count, m_object.tookAtOnce(tried), atOnce);
        return true;
    }
    if (deadline.hasExpired())
        return false;
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Semaphore, m_object.id());
    // A deadline that never comes is -1 here and there.
    const qint64 leftMs = std::min<qint64>(deadline.remainingTime(), std::numeric_limits<int>::max());
    const bool taken = m_semaphore.tryAcquire(count, static_cast<int>(leftMs));
    const trace::Ticks now = wait.end(taken ? m_object.lastReleaser() : trace::Peer{});
    m_object.waiterLeft();
    if (taken)
        SharedHolds::taken(m_object, count, now, afterWait);
    return taken;
}

void Semaphore::release(int count)
{
    SharedHolds::givenBack(m_object, count);
    const int back = count - withdraw(count);
    if (back > 0)
        m_semaphore.release(back);
}

// Keeps up to `count` permits out of circulation, as far as some are to be withdrawn; returns how many.
int Semaphore::withdraw(int count)
{
    int owed = m_toWithdraw.load(std::memory_order_relaxed);
    while (owed > 0) {
        const int kept = std::min(owed, count);
        if (m_toWithdraw.compare_exchange_weak(owed, owed - kept, std::memory_order_relaxed))
            return kept;
    }
    return 0;
}

void Semaphore::setPermits(int permits)
{
    const int more = permits - m_permits.exchange(permits, std::memory_order_relaxed);
    m_object.setCapacity(permits);
    if (more > 0) {
        m_object.releasing();
        if (const int back = more - withdraw(more); back > 0)
            m_semaphore.release(back);
        return;
    }
    m_toWithdraw.fetch_add(-more, std::memory_order_relaxed);
    // Those that nobody uses go at once; if others come back first, the one taken here is put back.
    while (m_toWithdraw.load(std::memory_order_relaxed) > 0 && m_semaphore.tryAcquire(1)) {
        if (withdraw(1) == 0)
            m_semaphore.release(1);
    }
}

int Semaphore::mayBeInUse() const
{
    return m_permits.load(std::memory_order_relaxed) + m_toWithdraw.load(std::memory_order_relaxed);
}

BoundedSemaphore::BoundedSemaphore(const char* name, int permits)
    : m_name(name)
    , m_semaphore(name, permits)
{
}

void BoundedSemaphore::acquire(int count)
{
    m_semaphore.acquire(count);
    m_inUse.fetch_add(count, std::memory_order_relaxed);
}

bool BoundedSemaphore::tryAcquire(int count, QDeadlineTimer deadline)
{
    const bool taken = m_semaphore.tryAcquire(count, deadline);
    if (taken)
        m_inUse.fetch_add(count, std::memory_order_relaxed);
    return taken;
}

Status BoundedSemaphore::release(int count)
{
    int inUse = m_inUse.load(std::memory_order_relaxed);
    do {
        if (inUse < count)
            return Error{QCoreApplication::translate("BoundedSemaphore",
                                                     "Semaphore released too many times: '%1' was released more often "
                                                     "than it was acquired; release it once for each acquire.")
                             .arg(QString::fromStdString(m_name))
                             .toStdString()};
    } while (!m_inUse.compare_exchange_weak(inUse, inUse - count, std::memory_order_relaxed));
    m_semaphore.release(count);
    return Done{};
}

} // namespace lanescope::sync
