// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/thread_pool.h"

#include <algorithm>

namespace lanescope::sync {
namespace {

// The pool whose task this thread runs; a thread of a QThreadPool belongs to no other.
thread_local const ThreadPool* t_poolOfThread = nullptr;

} // namespace

ThreadPool::ThreadPool(const char* name, int size)
    : m_object(trace::ObjectKind::Pool, name, std::max(size, 1), &m_pool)
    , m_results(trace::ObjectKind::Event, std::string(name) + " results")
    , m_names(std::make_shared<PoolNames>(name))
{
    m_pool.setMaxThreadCount(std::max(size, 1));
}

ThreadPool::~ThreadPool()
{
    terminate();
    m_pool.waitForDone();
}

Status ThreadPool::enqueue(std::shared_ptr<PoolTask> task)
{
    const std::lock_guard guard(m_mutex);
    if (!m_open)
        return Error{"Pool not running: it was closed and takes no more tasks; submit before close()."};
    PoolTask* runnable = task.get();
    m_queuedTasks.emplace(runnable, std::move(task));
    m_object.depthChanged(++m_queued, trace::DepthChange::Put);
    m_pool.start(runnable);
    return Done{};
}

std::shared_ptr<PoolTask> ThreadPool::takeOut(PoolTask& task)
{
    const std::lock_guard guard(m_mutex);
    const auto found = m_queuedTasks.extract(&task);
    removeQueued();
    return found.mapped();
}

std::shared_ptr<PoolTask> ThreadPool::takeBack(PoolTask& task)
{
    const std::lock_guard guard(m_mutex);
    // A task that its thread is just about to begin is in our list and no longer in Qt's.
    if (!m_queuedTasks.contains(&task) || !m_pool.tryTake(&task))
        return nullptr;
    removeQueued();
    return m_queuedTasks.extract(&task).mapped();
}

void ThreadPool::removeQueued()
{
    m_object.depthChanged(--m_queued, trace::DepthChange::Get);
}

void ThreadPool::noteQueued(int count)
{
    const std::lock_guard guard(m_mutex);
    for (int i = 0; i < count; ++i)
        m_object.depthChanged(++m_queued, trace::DepthChange::Put);
}

void ThreadPool::noteTaken()
{
    const std::lock_guard guard(m_mutex);
    removeQueued();
}

void ThreadPool::close()
{
    const std::lock_guard guard(m_mutex);
    m_open = false;
}

Status ThreadPool::join()
{
    {
        const std::lock_guard guard(m_mutex);
        if (m_open)
            return Error{"Pool is still running: its threads wait for more tasks, so joining them would never end; "
                         "call close() or terminate() before join()."};
    }
    const trace::Wait wait(trace::WaitKind::Join, m_results.id());
    m_pool.waitForDone();
    return Done{};
}

int ThreadPool::terminate()
{
    std::vector<std::shared_ptr<PoolTask>> dropped;
    {
        const std::lock_guard guard(m_mutex);
        m_open = false;
        for (auto queued = m_queuedTasks.begin(); queued != m_queuedTasks.end();) {
            const auto here = queued++;
            if (!m_pool.tryTake(here->first))
                continue; // a thread is about to begin it
            dropped.push_back(std::move(here->second));
            m_queuedTasks.erase(here);
            m_object.depthChanged(--m_queued, trace::DepthChange::None); // not a get: this is no thread of the pool
        }
    }
    for (const auto& task : dropped)
        task->cancel();
    return static_cast<int>(dropped.size());
}

void ThreadPool::resize(int size)
{
    m_object.setCapacity(std::max(size, 1));
    m_pool.setMaxThreadCount(std::max(size, 1));
}

void ThreadPool::setWhileWaiting(WhileWaiting policy)
{
    const std::lock_guard guard(m_mutex);
    m_whileWaiting = policy;
    // Those that wait already are helped too; what is lent comes back as they wake.
    for (; policy == WhileWaiting::LendThread && m_lent < m_blocked; ++m_lent)
        m_pool.releaseThread();
    if (policy == WhileWaiting::Help) {
        for (PoolTask* task : m_awaited)
            task->rouse();
    }
}

void ThreadPool::unblock()
{
    --m_blocked;
    if (m_lent > m_blocked) {
        --m_lent;
        m_pool.reserveThread();
    }
}

int ThreadPool::queued() const
{
    const std::lock_guard guard(m_mutex);
    return m_queued;
}

bool ThreadPool::isStarved() const
{
    const std::lock_guard guard(m_mutex);
    return m_queued > 0 && m_blocked == m_busy && m_blocked - m_lent >= m_pool.maxThreadCount();
}

bool ThreadPool::isOwnThread() const
{
    return t_poolOfThread == this;
}

ThreadPool::Turn::Turn(ThreadPool& pool, trace::StringId task)
    : m_pool(pool)
    , m_worker(PoolWorker::current(pool.m_names))
    , m_outermost(m_worker.beginTask())
{
    if (m_outermost) {
        t_poolOfThread = &pool;
        const std::lock_guard guard(pool.m_mutex);
        ++pool.m_busy;
    }
    m_span.emplace(task);
}

ThreadPool::Turn::~Turn()
{
    m_span.reset();
    m_worker.endTask();
    if (!m_outermost)
        return;
    t_poolOfThread = nullptr;
    const std::lock_guard guard(m_pool.m_mutex);
    --m_pool.m_busy;
    // With something queued this thread goes on at once, or ends because it is one too many.
    if (m_pool.m_queued == 0)
        m_worker.beginIdle(m_pool.m_object.id());
}

ThreadPool::Waiter::Waiter(ThreadPool& pool, PoolTask& task)
    : m_pool(pool)
    , m_task(task)
    , m_inside(pool.isOwnThread())
    , m_object(m_inside ? pool.m_object : pool.m_results)
{
    m_object.waiterArrived();
    if (!m_inside)
        return;
    const std::lock_guard guard(pool.m_mutex);
    ++pool.m_blocked;
    pool.m_awaited.insert(&task);
    if (pool.m_whileWaiting == WhileWaiting::LendThread) {
        ++pool.m_lent;
        pool.m_pool.releaseThread();
    }
}

ThreadPool::Waiter::~Waiter()
{
    m_object.waiterLeft();
    if (!m_inside)
        return;
    const std::lock_guard guard(m_pool.m_mutex);
    m_pool.m_awaited.erase(m_pool.m_awaited.find(&m_task));
    m_pool.unblock();
}

bool ThreadPool::Waiter::mayHelp() const
{
    if (!m_inside)
        return false;
    const std::lock_guard guard(m_pool.m_mutex);
    return m_pool.m_whileWaiting == WhileWaiting::Help;
}

ThreadPool::Helping::Helping(const Waiter& waiter)
    : m_pool(waiter.m_pool)
{
    const std::lock_guard guard(m_pool.m_mutex);
    m_pool.unblock();
}

ThreadPool::Helping::~Helping()
{
    const std::lock_guard guard(m_pool.m_mutex);
    ++m_pool.m_blocked;
}

} // namespace lanescope::sync
