// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/process_pool.h"

#include <QDeadlineTimer>
#include <QTimer>

#include <algorithm>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kGraceMs = 500;

// As Python words them.
const char kStillRunning[] = "Pool is still running";
const char kNotRunning[] = "Pool not running";

} // namespace

bool PoolResult::wait(int timeoutMs) const
{
    return m_state->ready ||
           m_state->pool->waitUntil([this] { return m_state->ready; }, timeoutMs, trace::WaitKind::Future);
}

Result<QByteArray> PoolResult::get(int timeoutMs) const
{
    if (!wait(timeoutMs))
        return Error{"TimeoutError: the result is not there yet"};
    return m_state->value;
}

Result<QByteArray> PoolIterator::next(int timeoutMs)
{
    if (atEnd())
        return Error{"StopIteration: there are no more results"};
    if (!m_results[m_next].wait(timeoutMs))
        return Error{"TimeoutError: the next result is not there yet"};
    return m_results[m_next++].get();
}

ProcessPool::ProcessPool(const QString& worker, const QStringList& arguments)
    : m_worker(worker)
    , m_arguments(arguments)
{
}

ProcessPool::~ProcessPool()
{
    m_giveUp = {};
    terminate();
    (void)join();
}

Status ProcessPool::resize(int size)
{
    if (size < 1)
        return Error{"Number of processes must be at least 1"};
    m_size = static_cast<std::size_t>(size);
    while (m_state == State::Running && staying() < m_size) {
        if (Status added = addWorker(); !added)
            return added;
    }
    serve();
    return Done{};
}

std::size_t ProcessPool::staying() const
{
    return static_cast<std::size_t>(
        std::count_if(m_workers.begin(), m_workers.end(), [](const auto& worker) { return !worker->leaving; }));
}

Status ProcessPool::addWorker()
{
    auto worker = std::make_unique<Worker>();
    Worker* self = worker.get();
    const QString name = QStringLiteral("pool-%1").arg(++m_names);
    worker->process = std::make_unique<ChildProcess>(name, m_worker, QStringList{name} + m_arguments);
    connect(&worker->process->process(), &QProcess::readyReadStandardOutput, this, [this, self] { read(*self); });
    // Queued: the process is not to be taken apart inside its own signal.
    connect(
        &worker->process->process(), &QProcess::finished, this, [this, self] { ended(*self); }, Qt::QueuedConnection);
    if (Status started = worker->process->start(); !started)
        return started;
    m_workers.push_back(std::move(worker));
    return Done{};
}

Result<PoolResult> ProcessPool::applyAsync(const QByteArray& argument,
                                           std::function<void(const Result<QByteArray>&)> callback)
{
    if (m_state != State::Running)
        return Error{kNotRunning};
    auto state = std::make_shared<PoolResult::State>();
    state->pool = this;
    state->callback = std::move(callback);
    const std::uint64_t flow = (static_cast<std::uint64_t>(::getpid()) << 32) | ++m_tasks;
    m_queue.push_back({flow, argument, state});
    m_object.depthChanged(static_cast<std::int64_t>(m_queue.size()), trace::DepthChange::Put);
    serve();
    return PoolResult(state);
}

Result<QByteArray> ProcessPool::apply(const QByteArray& argument)
{
    const Result<PoolResult> result = applyAsync(argument);
    return result ? result.value().get() : Result<QByteArray>(Error{result.error()});
}

Result<std::vector<QByteArray>> ProcessPool::map(const std::vector<QByteArray>& arguments)
{
    Result<PoolIterator> results = imap(arguments);
    if (!results)
        return Error{results.error()};
    std::vector<QByteArray> values;
    while (!results.value().atEnd()) {
        Result<QByteArray> value = results.value().next();
        if (!value)
            return Error{value.error()};
        values.push_back(std::move(value).value());
    }
    return values;
}

Result<PoolIterator> ProcessPool::imap(const std::vector<QByteArray>& arguments)
{
    PoolIterator iterator;
    for (const QByteArray& argument : arguments) {
        Result<PoolResult> result = applyAsync(argument);
        if (!result)
            return Error{result.error()};
        iterator.m_results.push_back(std::move(result).value());
    }
    return iterator;
}

// Tasks to those who have none; who is too many, or has nothing to wait for, may go.
void ProcessPool::serve()
{
    for (const auto& worker : m_workers) {
        if (worker->task || worker->leaving)
            continue;
        const bool surplus = staying() > m_size;
        if (!surplus && !m_queue.empty()) {
            give(*worker);
        } else if (surplus || m_state == State::Closed) {
            worker->leaving = true;
            worker->process->process().closeWriteChannel();
        }
    }
}

void ProcessPool::give(Worker& worker)
{
    worker.task = std::move(m_queue.front());
    m_queue.pop_front();
    m_object.depthChanged(static_cast<std::int64_t>(m_queue.size()), trace::DepthChange::Get);
    trace::flowOut(worker.task->flow);
    worker.process->process().write(QByteArray::number(worker.task->flow) + ' ' + worker.task->argument + '\n');
}

void ProcessPool::read(Worker& worker)
{
    QProcess& process = worker.process->process();
    while (worker.task && process.canReadLine()) {
        const QByteArray line = process.readLine().trimmed();
        m_lastFinisher = worker.process->pid();
        ++m_done;
        finish(std::exchange(worker.task, std::nullopt)->result, line);
    }
    serve();
    Q_EMIT changed();
}

// Also a worker that was to end: nobody answers for its task any more.
void ProcessPool::ended(Worker& worker)
{
    read(worker);
    if (worker.task) {
        ++m_killed;
        finish(std::exchange(worker.task, std::nullopt)->result,
               Error{"the worker '" + worker.process->name().toStdString() + "' ended with the task in its hands"});
    }
    std::erase_if(m_workers, [&](const auto& each) { return each.get() == &worker; });
    if (m_state == State::Running && staying() < m_size)
        (void)addWorker();
    serve();
    Q_EMIT changed();
}

void ProcessPool::finish(const ResultState& result, Result<QByteArray> value)
{
    result->value = std::move(value);
    result->ready = true;
    if (result->callback)
        result->callback(result->value);
}

void ProcessPool::close()
{
    if (m_state == State::Running)
        m_state = State::Closed;
    serve();
}

Status ProcessPool::join(int timeoutMs)
{
    if (m_state == State::Running)
        return Error{kStillRunning};
    if (!waitUntil([this] { return m_workers.empty(); }, timeoutMs, trace::WaitKind::Join))
        return Error{"TimeoutError: not all workers have ended yet"};
    return Done{};
}

void ProcessPool::terminate()
{
    if (m_state == State::Terminated)
        return;
    m_state = State::Terminated;
    m_dropped += static_cast<int>(m_queue.size());
    for (const Task& task : std::exchange(m_queue, {}))
        finish(task.result, Error{"the pool was terminated before the task began"});
    for (const auto& worker : m_workers) {
        worker->leaving = true;
        worker->process->terminate();
        QTimer::singleShot(kGraceMs, &worker->process->process(), &QProcess::kill);
    }
}

bool ProcessPool::waitUntil(const std::function<bool()>& condition, int timeoutMs, trace::WaitKind kind)
{
    const QDeadlineTimer deadline(timeoutMs);
    trace::Wait wait(kind, trace::ObjectId::None);
    while (!condition()) {
        if ((m_giveUp && m_giveUp()) || deadline.hasExpired())
            return false;
        QEventLoop loop;
        connect(this, &ProcessPool::changed, &loop, &QEventLoop::quit);
        if (timeoutMs >= 0)
            QTimer::singleShot(static_cast<int>(deadline.remainingTime()), Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (m_lastFinisher != 0)
        wait.end(trace::Peer::ofProcess(m_lastFinisher));
    return true;
}

} // namespace lanescope::scenario
