// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QDeadlineTimer>
#include <QMutex>
#include <QRunnable>
#include <QWaitCondition>

#include <memory>

namespace lanescope::sync {

class ThreadPool;

/// A piece of work in a pool, from its submission until it has ended, and the place where others wait for that.
/// Made by ThreadPool; who wants its result holds a Future. Threads: any. Lifetime: shared by the pool (until it has
/// run) and the futures; to wait for it needs the pool.
class PoolTask : public QRunnable {
public:
    PoolTask(ThreadPool& pool, trace::StringId name);
    PoolTask(const PoolTask&) = delete;
    PoolTask& operator=(const PoolTask&) = delete;

    trace::StringId name() const { return m_name; }
    /// It has run, or never will.
    bool hasEnded() const;
    /// The pool was terminated before it began.
    bool isCancelled() const;
    /// Waits until it has ended; false when the deadline passed first. A thread of the pool itself waits as
    /// ThreadPool::WhileWaiting says.
    bool wait(QDeadlineTimer deadline);

    /// For the QThreadPool.
    void run() final;
    /// For the pool: it will never run.
    void cancel() { end(State::Cancelled); }
    /// For the pool: whoever waits looks again whether to go on waiting.
    void rouse();

private:
    enum class State { Pending, Finished, Cancelled };

    /// The work itself; lets nothing escape.
    virtual void execute() = 0;
    void runHere();
    void end(State how);
    void block(QDeadlineTimer deadline, trace::ObjectId object, quint64 rousings);
    quint64 rousings() const;

    ThreadPool& m_pool;
    const trace::StringId m_name;
    mutable QMutex m_mutex; // guards all below
    QWaitCondition m_ended;
    State m_state = State::Pending;
    trace::Peer m_endedBy;
    quint64 m_rousings = 0;
};

} // namespace lanescope::sync
