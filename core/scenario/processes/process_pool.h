// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/processes/child_process.h"
#include "core/trace/probes.h"

#include <QObject>

#include <deque>
#include <vector>

namespace lanescope::scenario {

class ProcessPool;

/// What a task of a pool comes to: Python's AsyncResult. Copies are the same result.
/// Threads: the pool's. Lifetime: may outlive the pool; wait() may not.
class PoolResult {
public:
    bool ready() const { return m_state->ready; }
    /// False when it is not ready after the time; -1 waits without end.
    bool wait(int timeoutMs = -1) const;
    /// Waits and returns the value; the error is the task's, or that the time is over.
    Result<QByteArray> get(int timeoutMs = -1) const;

private:
    friend class ProcessPool;
    struct State {
        ProcessPool* pool = nullptr;
        bool ready = false;
        Result<QByteArray> value{QByteArray()};
        std::function<void(const Result<QByteArray>&)> callback;
    };
    explicit PoolResult(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
    }
    std::shared_ptr<State> m_state;
};

/// Results one by one in the order of their arguments, as soon as each is there: Python's pool.imap().
class PoolIterator {
public:
    bool atEnd() const { return m_next == m_results.size(); }
    /// The next value. When the time is over it is an error, and the next call asks for the same value again.
    Result<QByteArray> next(int timeoutMs = -1);

private:
    friend class ProcessPool;
    std::vector<PoolResult> m_results;
    std::size_t m_next = 0;
};

/// Processes that wait for tasks, with the interface and the errors of Python's multiprocessing.Pool. Its function is
/// a worker of the lab that calls servePool(). Waiting calls serve the event loop meanwhile.
///
/// A worker that dies takes its task along: the task's result is an error (in Python it never comes), and another
/// worker takes the place. Threads: the one that made it. Lifetime: the destructor terminates.
class ProcessPool : public QObject {
    Q_OBJECT

public:
    explicit ProcessPool(const QString& worker, const QStringList& arguments = {});
    ~ProcessPool() override;

    /// Raised at once; lowered as tasks end.
    Status resize(int size);

    Result<QByteArray> apply(const QByteArray& argument);
    Result<PoolResult> applyAsync(const QByteArray& argument,
                                  std::function<void(const Result<QByteArray>&)> callback = {});
    Result<std::vector<QByteArray>> map(const std::vector<QByteArray>& arguments);
    Result<PoolIterator> imap(const std::vector<QByteArray>& arguments);

    /// No more tasks; the workers end when all are done.
    void close();
    /// Waits for the workers to end, or until the time is over. Refused before close() or terminate(), with Python's
    /// words.
    Status join(int timeoutMs = -1);
    /// Ends the workers at once, whatever they are at.
    void terminate();
    /// Waiting calls return when this says so; wake() makes them ask. The pool's own end does not ask.
    void setGiveUp(std::function<bool()> giveUp) { m_giveUp = std::move(giveUp); }
    void wake() { Q_EMIT changed(); }

    int done() const { return m_done; }       ///< tasks that came back
    int killed() const { return m_killed; }   ///< tasks that were in a worker when it was ended
    int dropped() const { return m_dropped; } ///< tasks that no worker had begun when the pool was terminated

Q_SIGNALS:
    void changed();

private:
    friend class PoolResult;
    enum class State { Running, Closed, Terminated };
    using ResultState = std::shared_ptr<PoolResult::State>;
    struct Task {
        std::uint64_t flow;
        QByteArray argument;
        ResultState result;
    };
    struct Worker {
        std::unique_ptr<ChildProcess> process;
        std::optional<Task> task;
        bool leaving = false; // was told that there is nothing more
    };

    Status addWorker();
    void serve();
    void give(Worker& worker);
    void read(Worker& worker);
    void ended(Worker& worker);
    void finish(const ResultState& result, Result<QByteArray> value);
    bool waitUntil(const std::function<bool()>& condition, int timeoutMs, trace::WaitKind kind);
    std::size_t staying() const;

    const QString m_worker;
    const QStringList m_arguments;
    trace::TracedObject m_object{trace::ObjectKind::Pool, "process pool"};
    State m_state = State::Running;
    std::size_t m_size = 0;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::deque<Task> m_queue;
    std::uint32_t m_tasks = 0;
    int m_names = 0;
    int m_done = 0;
    int m_killed = 0;
    int m_dropped = 0;
    std::function<bool()> m_giveUp;
    pid_t m_lastFinisher = 0;
};

/// The life of a pool's worker, called with the arguments of the worker: takes tasks from standard input and answers on
/// standard output until there are no more.
int servePool(const QStringList& arguments, const std::function<QByteArray(const QByteArray& argument)>& function);

} // namespace lanescope::scenario
