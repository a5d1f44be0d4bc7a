// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QByteArray>
#include <QDeadlineTimer>

#include <functional>
#include <memory>
#include <vector>

namespace lanescope::sync {

class ProcessPool;

/// The result to come of a task in a ProcessPool: Python's AsyncResult. Copies are the same result.
/// Threads: the pool's. Lifetime: any; when the pool goes, every result is there.
class AsyncResult {
public:
    using Callback = std::function<void(const Result<QByteArray>&)>;

    bool ready() const { return m_state->ready; }
    /// False when the deadline passed first.
    bool wait(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever)) const;
    /// Waits and returns the value. The error is what the task raised, or why it did not end, or TimeoutError.
    Result<QByteArray> get(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever)) const;

private:
    friend class ProcessPool;
    struct State {
        ProcessPool* pool = nullptr;
        bool ready = false;
        Result<QByteArray> value{QByteArray()};
        Callback callback;
    };
    explicit AsyncResult(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }
    std::shared_ptr<State> m_state;
};

/// Results one by one in the order of their arguments, each as soon as it is there: what Python's imap() gives.
/// Threads and lifetime: as AsyncResult.
class AsyncResults {
public:
    bool atEnd() const { return left() == 0; }
    std::size_t left() const { return m_results.size() - m_next; }
    /// The next value. TimeoutError when the deadline passed first, and then the same may be asked for again;
    /// StopIteration at the end.
    Result<QByteArray> next(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever));

private:
    friend class ProcessPool;
    std::vector<AsyncResult> m_results;
    std::size_t m_next = 0;
};

} // namespace lanescope::sync
