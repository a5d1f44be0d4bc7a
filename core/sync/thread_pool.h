// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/future.h"
#include "core/sync/pool_worker.h"
#include "core/trace/result.h"

#include <QThreadPool>

#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace lanescope::sync {

/// A QThreadPool with the verbs of Python's pools (submit, map, imap, apply, close, join, terminate) that shows what it
/// does: its tasks as spans on threads named "<name>-1" …, those that wait for a thread as depth, its idle threads and
/// the waits for its futures.
///
/// A thread of the pool that waits for a task of the same pool waits *on the pool*; everybody else waits on
/// "<name> results". Expected errors are the ones that Python gives: nothing is taken after close(), and join() before
/// close() is refused. Threads: any. Lifetime: the destructor is terminate() and a wait for what still runs.
class ThreadPool {
public:
    /// What a thread of the pool does when its task waits for another task of the pool.
    enum class WhileWaiting {
        KeepThread, ///< nothing: enough such tasks, and nobody is left to run what they wait for
        LendThread, ///< QThreadPool::releaseThread(), and reserveThread() when the wait is over
        Help, ///< runs the other task itself if it has not begun, as QFuture does with what QtConcurrent::run() gave
    };

    ThreadPool(const char* name, int size);
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    /// Queues one piece of work.
    template <class F>
    Result<Future<std::invoke_result_t<F&>>> submit(trace::StringId task, F work)
    {
        using T = std::invoke_result_t<F&>;
        auto made = std::make_shared<ValueTask<T>>(*this, task, std::move(work));
        if (const Status queued = enqueue(made); !queued)
            return Error{queued.error()};
        return Future<T>(std::move(made));
    }
    /// submit() and a wait for the result; nothing when the pool was terminated before.
    template <class F>
    Result<std::optional<Kept<std::invoke_result_t<F&>>>> apply(trace::StringId task, F work)
    {
        auto future = submit(task, std::move(work));
        if (!future)
            return Error{future.error()};
        return future.value().result();
    }
    /// One task an item; their results come in the order of the items.
    template <class Items, class F>
    auto imap(trace::StringId task, const Items& items, F function)
    {
        using Item = typename Items::value_type;
        using T = std::invoke_result_t<F&, const Item&>;
        std::deque<Future<T>> futures;
        for (const Item& item : items) {
            auto future = submit(task, [function, item]() mutable { return function(item); });
            if (!future)
                return Result<OrderedResults<T>>(Error{future.error()});
            futures.push_back(std::move(future).value());
        }
        return Result<OrderedResults<T>>(OrderedResults<T>(std::move(futures)));
    }
    /// One task an item; waits for all, and returns their results in the order of the items. Fewer than there are items
    /// when the pool was terminated meanwhile.
    template <class Items, class F>
    auto map(trace::StringId task, const Items& items, F function)
    {
        using T = std::invoke_result_t<F&, const typename Items::value_type&>;
        using Values = std::vector<Kept<T>>;
        auto results = imap(task, items, std::move(function));
        if (!results)
            return Result<Values>(Error{results.error()});
        Values values;
        while (!results.value().atEnd()) {
            if (auto value = results.value().next())
                values.push_back(std::move(*value));
        }
        return Result<Values>(std::move(values));
    }

    /// No task is taken any more.
    void close();
    /// Waits until every task has ended, and the threads too. Only after close() or terminate().
    Status join();
    /// close(), and what has not begun never will. What runs runs on: a thread cannot be stopped from outside.
    /// Returns how many were dropped.
    int terminate();

    int size() const { return m_pool.maxThreadCount(); }
    /// More threads start at once; surplus ones end when they have finished their task.
    void resize(int size);
    void setWhileWaiting(WhileWaiting policy);
    int queued() const;
    /// Every thread waits for a task of this pool and tasks are queued: nothing will go on by itself.
    bool isStarved() const;
    /// For QtConcurrent, and for what has no wrapper here.
    QThreadPool& qt() { return m_pool; }

    /// Brackets the work of one task on the thread that runs it.
    class Turn {
    public:
        Turn(ThreadPool& pool, trace::StringId task);
        ~Turn();
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        ThreadPool& m_pool;
        PoolWorker& m_worker;
        const bool m_outermost;
        std::optional<trace::Span> m_span;
    };

    class Helping;
    /// Brackets a wait for a task.
    class Waiter {
    public:
        Waiter(ThreadPool& pool, PoolTask& task);
        ~Waiter();
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;

        bool mayHelp() const;
        /// What the wait is on.
        trace::ObjectId object() const { return m_object.id(); }

    private:
        friend class Helping;
        ThreadPool& m_pool;
        PoolTask& m_task;
        const bool m_inside; // of the pool
        trace::TracedObject& m_object;
    };

    /// Brackets the time in which one who waits does not wait but runs the task.
    class Helping {
    public:
        explicit Helping(const Waiter& waiter);
        ~Helping();
        Helping(const Helping&) = delete;
        Helping& operator=(const Helping&) = delete;

    private:
        ThreadPool& m_pool;
    };

    // For PoolTask:
    /// It begins now.
    std::shared_ptr<PoolTask> takeOut(PoolTask& task);
    /// Out of the queue, if no thread has taken it yet; nullptr if one has.
    std::shared_ptr<PoolTask> takeBack(PoolTask& task);

    // For work that comes to the threads by other ways than submit():
    void noteQueued(int count);
    void noteTaken();
    trace::TracedObject& results() { return m_results; }

private:
    Status enqueue(std::shared_ptr<PoolTask> task);
    bool isOwnThread() const;
    void removeQueued();
    void unblock();

    trace::TracedObject m_object;
    trace::TracedObject m_results;
    const std::shared_ptr<PoolNames> m_names;
    mutable std::mutex m_mutex; // guards all below but m_pool; taken before the QThreadPool's own
    bool m_open = true;
    std::unordered_map<PoolTask*, std::shared_ptr<PoolTask>> m_queuedTasks;
    int m_queued = 0;                             // these and noteQueued()
    int m_busy = 0;                               // threads with a task
    std::unordered_multiset<PoolTask*> m_awaited; // by threads of the pool that are blocked
    int m_blocked = 0;                            // these threads
    int m_lent = 0;                               // places given up for them with releaseThread(), m_blocked at most
    WhileWaiting m_whileWaiting = WhileWaiting::KeepThread;
    QThreadPool m_pool; // last: its threads end before the rest goes
};

} // namespace lanescope::sync
