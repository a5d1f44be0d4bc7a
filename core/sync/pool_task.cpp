// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/pool_task.h"

#include "core/sync/thread_pool.h"

namespace lanescope::sync {
namespace {

trace::Peer thisThread()
{
    const trace::LaneWriter* lane = trace::Recorder::lane();
    return lane != nullptr ? trace::Peer::ofLane(lane->index()) : trace::Peer{};
}

} // namespace

PoolTask::PoolTask(ThreadPool& pool, trace::StringId name)
    : m_pool(pool)
    , m_name(name)
{
    // So that no two tasks have the same address, which QThreadPool::tryTake() cannot tell apart.
    setAutoDelete(false);
}

bool PoolTask::hasEnded() const
{
    const QMutexLocker lock(&m_mutex);
    return m_state != State::Pending;
}

bool PoolTask::isCancelled() const
{
    const QMutexLocker lock(&m_mutex);
    return m_state == State::Cancelled;
}

quint64 PoolTask::rousings() const
{
    const QMutexLocker lock(&m_mutex);
    return m_rousings;
}

void PoolTask::run()
{
    const std::shared_ptr<PoolTask> alive = m_pool.takeOut(*this);
    runHere();
}

void PoolTask::runHere()
{
    const ThreadPool::Turn turn(m_pool, m_name);
    execute();
    end(State::Finished);
}

void PoolTask::end(State how)
{
    const QMutexLocker lock(&m_mutex);
    m_state = how;
    m_endedBy = thisThread();
    m_ended.wakeAll();
}

void PoolTask::rouse()
{
    const QMutexLocker lock(&m_mutex);
    ++m_rousings;
    m_ended.wakeAll();
}

bool PoolTask::wait(QDeadlineTimer deadline)
{
    if (hasEnded())
        return true;
    const ThreadPool::Waiter waiter(m_pool, *this);
    for (;;) {
        const quint64 seen = rousings(); // before the question, so that a rousing in between is not slept through
        if (waiter.mayHelp()) {
            if (const std::shared_ptr<PoolTask> alive = m_pool.takeBack(*this)) {
                const ThreadPool::Helping helping(waiter);
                runHere();
                return true;
            }
        }
        block(deadline, waiter.object(), seen);
        if (hasEnded())
            return true;
        if (deadline.hasExpired())
            return false;
    }
}

void PoolTask::block(QDeadlineTimer deadline, trace::ObjectId object, quint64 rousings)
{
    trace::Wait wait(trace::WaitKind::Future, object);
    const QMutexLocker lock(&m_mutex);
    while (m_state == State::Pending && m_rousings == rousings) {
        if (!m_ended.wait(&m_mutex, deadline))
            return;
    }
    wait.end(m_endedBy);
}

} // namespace lanescope::sync
