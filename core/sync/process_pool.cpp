// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/process_pool.h"

#include "core/sync/flow.h"
#include "core/sync/serve_pool.h"

#include <QTimer>

#include <algorithm>
#include <limits>

namespace lanescope::sync {
namespace {

constexpr int kGraceMs = 500;

// They begin as Python words them.
const char kNotRunning[] = "Pool not running: it was closed and takes no more tasks; submit before close().";
const char kStillRunning[] =
    "Pool is still running: its processes wait for more tasks, so joining them would never end; "
    "call close() or terminate() before join().";
const char kTooSmall[] = "Number of processes must be at least 1; without one nobody would do the tasks.";

int leftMs(const QDeadlineTimer& deadline)
{
    return static_cast<int>(std::min<qint64>(deadline.remainingTime(), std::numeric_limits<int>::max()));
}

} // namespace

ProcessPool::ProcessPool(const QString& name, Program worker)
    : m_name(name)
    , m_worker(std::move(worker))
    , m_object(trace::ObjectKind::Pool, name.toStdString())
    , m_results(trace::ObjectKind::Event, name.toStdString() + " results")
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
        return Error{kTooSmall};
    m_size = static_cast<std::size_t>(size);
    m_object.setCapacity(size);
    Status filled = m_state == State::Running ? fill() : Done{};
    serve();
    return filled;
}

std::size_t ProcessPool::staying() const
{
    return static_cast<std::size_t>(
        std::count_if(m_workers.begin(), m_workers.end(), [](const auto& worker) { return !worker->leaving; }));
}

Status ProcessPool::fill()
{
    while (staying() < m_size) {
        if (Status added = addWorker(); !added)
            return added;
    }
    return Done{};
}

Status ProcessPool::addWorker()
{
    auto worker = std::make_unique<Worker>();
    Worker* self = worker.get();
    const QString name = QStringLiteral("%1-%2").arg(m_name).arg(++m_names);
    worker->process =
        std::make_unique<ChildProcess>(name, Program{m_worker.path, m_worker.arguments + QStringList{name}});
    QProcess& process = worker->process->process();
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(&process, &QProcess::readyReadStandardOutput, this, [this, self] { read(*self); });
    // Queued: the process is not to be taken apart inside its own signal.
    connect(
        &process, &QProcess::finished, this, [this, self] { ended(*self); }, Qt::QueuedConnection);
    if (Status started = worker->process->start(); !started)
        return started;
    m_workers.push_back(std::move(worker));
    return Done{};
}

Result<AsyncResult> ProcessPool::submit(const QByteArray& argument, AsyncResult::Callback callback)
{
    if (m_state != State::Running)
        return Error{kNotRunning};
    if (const Status filled = fill(); !filled && staying() == 0)
        return Error{filled.error()};
    auto state = std::make_shared<AsyncResult::State>();
    state->pool = this;
    state->callback = std::move(callback);
    m_queue.push_back({nextFlow(), argument, state});
    m_object.depthChanged(static_cast<std::int64_t>(m_queue.size()), trace::DepthChange::Put);
    serve();
    return AsyncResult(state);
}

Result<QByteArray> ProcessPool::apply(const QByteArray& argument)
{
    const Result<AsyncResult> result = submit(argument);
    return result ? result.value().get() : Result<QByteArray>(Error{result.error()});
}

Result<std::vector<QByteArray>> ProcessPool::map(const std::vector<QByteArray>& arguments)
{
    Result<AsyncResults> results = imap(arguments);
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

Result<AsyncResults> ProcessPool::imap(const std::vector<QByteArray>& arguments)
{
    AsyncResults results;
    for (const QByteArray& argument : arguments) {
        Result<AsyncResult> result = submit(argument);
        if (!result)
            return Error{result.error()};
        results.m_results.push_back(std::move(result).value());
    }
    return results;
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
    worker.process->process().write(TaskFrame{worker.task->flow, worker.task->argument}.bytes());
}

void ProcessPool::read(Worker& worker)
{
    worker.answers.take(worker.process->process().readAllStandardOutput());
    for (;;) {
        const Result<std::optional<TaskFrame>> answer = worker.answers.next();
        if (answer && !answer.value())
            break;
        // Whoever says what is no answer, or was not asked for, is none of ours.
        if (!answer || !worker.task || answer.value()->number > kRaised) {
            worker.process->kill();
            return;
        }
        takeAnswer(worker, *answer.value());
    }
    serve();
    Q_EMIT changed();
}

void ProcessPool::takeAnswer(Worker& worker, const TaskFrame& answer)
{
    m_lastFinisher = worker.process->pid();
    ++m_done;
    const ResultState result = std::exchange(worker.task, std::nullopt)->result;
    if (answer.number == kReturned)
        finish(result, answer.payload);
    else
        finish(result, Error{answer.payload.toStdString()});
}

// Also a worker that was to end: nobody answers for its task any more.
void ProcessPool::ended(Worker& worker)
{
    worker.leaving = true; // no task for it any more
    read(worker);
    const auto here =
        std::find_if(m_workers.begin(), m_workers.end(), [&](const auto& each) { return each.get() == &worker; });
    const std::unique_ptr<Worker> gone = std::move(*here);
    m_workers.erase(here);
    if (gone->task) {
        ++m_killed;
        m_lastFinisher = gone->process->pid();
        finish(gone->task->result,
               Error{"the worker '" + gone->process->name().toStdString() + "' ended with the task in its hands"});
    }
    if (gone->task || !m_queue.empty())
        replaceEnded();
    serve();
    Q_EMIT changed();
}

// One that ends with nothing to do is not replaced before there is something: a program that ends at once would be
// started over and over again.
void ProcessPool::replaceEnded()
{
    if (m_state == State::Terminated || (m_state == State::Closed && m_queue.empty()))
        return;
    if (const Status filled = fill(); !filled && staying() == 0)
        drop(filled.error());
}

// What is queued will never begin.
void ProcessPool::drop(const std::string& why)
{
    const std::deque<Task> queued = std::exchange(m_queue, {});
    m_dropped += static_cast<int>(queued.size());
    if (!queued.empty())
        m_object.depthChanged(0, trace::DepthChange::None);
    for (const Task& task : queued)
        finish(task.result, Error{why});
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

Status ProcessPool::join(QDeadlineTimer deadline)
{
    if (m_state == State::Running)
        return Error{kStillRunning};
    if (!waitUntil([this] { return m_workers.empty(); }, deadline, trace::WaitKind::Join))
        return Error{"TimeoutError: not all workers have ended yet"};
    return Done{};
}

void ProcessPool::terminate()
{
    if (m_state == State::Terminated)
        return;
    m_state = State::Terminated;
    drop("the pool was terminated before the task began");
    for (const auto& worker : m_workers) {
        worker->leaving = true;
        worker->process->terminate();
        QTimer::singleShot(kGraceMs, &worker->process->process(), &QProcess::kill);
    }
}

bool ProcessPool::waitUntil(const std::function<bool()>& condition, QDeadlineTimer deadline, trace::WaitKind kind)
{
    bool isTrue = condition();
    if (isTrue)
        return true;
    m_results.waiterArrived();
    trace::Wait wait(kind, m_results.id());
    while (!isTrue && !deadline.hasExpired() && !(m_giveUp && m_giveUp())) {
        QEventLoop loop;
        connect(this, &ProcessPool::changed, &loop, &QEventLoop::quit);
        if (!deadline.isForever())
            QTimer::singleShot(leftMs(deadline), Qt::PreciseTimer, &loop, &QEventLoop::quit);
        loop.exec();
        isTrue = condition();
    }
    wait.end(isTrue && m_lastFinisher != 0 ? trace::Peer::ofProcess(m_lastFinisher) : trace::Peer{});
    m_results.waiterLeft();
    return isTrue;
}

} // namespace lanescope::sync
