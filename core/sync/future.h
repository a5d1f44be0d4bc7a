// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/pool_task.h"

#include <deque>
#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <variant>

namespace lanescope::sync {

/// What a task that returns nothing leaves behind.
using Nothing = std::monostate;

template <class T>
using Kept = std::conditional_t<std::is_void_v<T>, Nothing, T>;

/// A task and what it returned. Threads: the value is written before the task has ended and read after.
template <class T>
class ValueTask final : public PoolTask {
public:
    ValueTask(ThreadPool& pool, trace::StringId name, std::function<T()> work)
        : PoolTask(pool, name)
        , m_work(std::move(work))
    {
    }

    /// After it has ended; throws what the work threw. Nothing when it was cancelled.
    std::optional<Kept<T>> value() const
    {
        if (m_thrown)
            std::rethrow_exception(m_thrown);
        return m_value;
    }

private:
    void execute() override
    {
        try {
            if constexpr (std::is_void_v<T>) {
                m_work();
                m_value.emplace();
            } else {
                m_value.emplace(m_work());
            }
        } catch (...) {
            m_thrown = std::current_exception();
        }
        m_work = nullptr;
    }

    std::function<T()> m_work;
    std::optional<Kept<T>> m_value;
    std::exception_ptr m_thrown;
};

/// The result to come of a task in a ThreadPool, as QFuture and Python's AsyncResult: copies are the same result.
/// Every wait is recorded. Threads: any. Lifetime: waiting needs the pool; a result that is there does not.
template <class T>
class Future {
public:
    explicit Future(std::shared_ptr<ValueTask<T>> task)
        : m_task(std::move(task))
    {
    }

    bool isFinished() const { return m_task->hasEnded(); }
    /// The pool was terminated before the task began: there is no result and never will be.
    bool isCancelled() const { return m_task->isCancelled(); }
    /// False when the deadline passed first.
    bool wait(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever)) const
    {
        return m_task->wait(deadline);
    }
    /// Waits for it; nothing when the deadline passed first or the task was cancelled. Throws what the task threw.
    std::optional<Kept<T>> result(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever)) const
    {
        return wait(deadline) ? m_task->value() : std::nullopt;
    }

private:
    std::shared_ptr<ValueTask<T>> m_task;
};

/// Results one after the other in the order of their items, each as soon as it is there: what Python's imap() gives.
/// Threads: one at a time.
template <class T>
class OrderedResults {
public:
    explicit OrderedResults(std::deque<Future<T>> futures)
        : m_futures(std::move(futures))
    {
    }

    bool atEnd() const { return m_futures.empty(); }
    /// The next one. Nothing when the deadline passed first, and then the same may be asked for again; nothing as well
    /// when its task was cancelled. Not at the end.
    std::optional<Kept<T>> next(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever))
    {
        Q_ASSERT(!atEnd());
        const Future<T> first = m_futures.front();
        if (!first.wait(deadline))
            return std::nullopt;
        m_futures.pop_front();
        return first.result();
    }

private:
    std::deque<Future<T>> m_futures;
};

} // namespace lanescope::sync
