// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/async_result.h"
#include "core/sync/child_process.h"
#include "core/sync/task_frame.h"
#include "core/trace/probes.h"

#include <QObject>

#include <deque>

namespace lanescope::sync {

/// Processes that wait for tasks, with the interface and the errors of Python's multiprocessing.Pool. What they do is
/// the function with which their program calls servePool(). Tasks that wait for a process are shown as depth, a task's
/// way as an arrow, and the waits for results; those calls serve the event loop meanwhile.
///
/// A worker that dies takes its task along: the task's result is an error (in Python it never comes), and another
/// worker takes the place; one that died without a task is replaced with the next task. Threads: the one that made it.
/// Lifetime: the destructor terminates, and waits for the processes.
class ProcessPool : public QObject {
    Q_OBJECT

public:
    /// Its processes are "<name>-1" …, and `worker` is started with that name as its last argument. resize() starts them.
    ProcessPool(const QString& name, Program worker);
    ~ProcessPool() override;

    /// Raised at once; lowered as tasks end. Refused below 1, and when a process cannot be started.
    Status resize(int size);

    /// submit() and a wait for the result.
    Result<QByteArray> apply(const QByteArray& argument);
    /// Python's apply_async(): `callback` is called with the value, or with the error, before anybody's wait ends.
    Result<AsyncResult> submit(const QByteArray& argument, AsyncResult::Callback callback = {});
    /// One task an argument, whose results come in the order of the arguments: all together, or the first error.
    Result<std::vector<QByteArray>> map(const std::vector<QByteArray>& arguments);
    /// One by one.
    Result<AsyncResults> imap(const std::vector<QByteArray>& arguments);

    /// No more tasks; the workers end when all are done.
    void close();
    /// Waits for the workers to end. Refused before close() or terminate(); TimeoutError when the deadline passed first.
    Status join(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever));
    /// Ends the workers, whatever they are at: SIGTERM, and SIGKILL half a second later.
    void terminate();
    /// Waiting calls return, as if the time were over, when this says so; wake() makes them ask. The pool's own end does
    /// not ask.
    void setGiveUp(std::function<bool()> giveUp) { m_giveUp = std::move(giveUp); }
    void wake() { Q_EMIT changed(); }

    int done() const { return m_done; }       ///< tasks that came back, also those that raised an error
    int killed() const { return m_killed; }   ///< tasks that were in a worker when it ended
    int dropped() const { return m_dropped; } ///< tasks that no worker had begun when the pool was terminated

Q_SIGNALS:
    void changed();

private:
    friend class AsyncResult;
    enum class State { Running, Closed, Terminated };
    using ResultState = std::shared_ptr<AsyncResult::State>;
    struct Task {
        std::uint64_t flow;
        QByteArray argument;
        ResultState result;
    };
    struct Worker {
        std::unique_ptr<ChildProcess> process;
        TaskFrameReader answers;
        std::optional<Task> task;
        bool leaving = false; // was told that there is nothing more
    };

    std::size_t staying() const;
    Status fill();
    Status addWorker();
    void serve();
    void give(Worker& worker);
    void read(Worker& worker);
    void takeAnswer(Worker& worker, const TaskFrame& answer);
    void ended(Worker& worker);
    void replaceEnded();
    void drop(const std::string& why);
    static void finish(const ResultState& result, Result<QByteArray> value);
    bool waitUntil(const std::function<bool()>& condition, QDeadlineTimer deadline, trace::WaitKind kind);

    const QString m_name;
    const Program m_worker;
    trace::TracedObject m_object;
    trace::TracedObject m_results;
    State m_state = State::Running;
    std::size_t m_size = 0;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::deque<Task> m_queue;
    int m_names = 0;
    int m_done = 0;
    int m_killed = 0;
    int m_dropped = 0;
    std::function<bool()> m_giveUp;
    pid_t m_lastFinisher = 0;
};

} // namespace lanescope::sync
