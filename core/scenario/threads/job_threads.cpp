// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/job_threads.h"

#include "core/scenario/live_work.h"
#include "core/trace/probes.h"

#include <QThread>

#include <chrono>

namespace lanescope::scenario {
namespace {

class FunctionThread final : public JobThread {
public:
    using JobThread::JobThread;

    void start() override
    {
        stampStart();
        m_thread.reset(QThread::create([this] {
            work();
            reachedEnd();
        }));
        m_thread->start();
    }
    bool join() override { return sync::join(*m_thread, end()); }

private:
    std::unique_ptr<QThread> m_thread;
};

/// The one place where a QThread is subclassed: it shows how, and Python's way is this one.
class SubclassThread final : public QThread, public JobThread {
public:
    using JobThread::JobThread;

    void start() override
    {
        stampStart();
        QThread::start();
    }
    bool join() override { return sync::join(*this, end()); }

protected:
    void run() override
    {
        work();
        reachedEnd();
    }
};

class ObjectThread final : public JobThread {
public:
    using JobThread::JobThread;

    void start() override
    {
        stampStart();
        m_thread = std::make_unique<QThread>();
        m_object.moveToThread(m_thread.get());
        const auto called = [this] {
            work();
            m_object.thread()->quit();
            reachedEnd();
        };
        // Queued: it is the event loop of the object's thread that calls it.
        QObject::connect(m_thread.get(), &QThread::started, &m_object, called, Qt::QueuedConnection);
        m_thread->start();
    }
    bool join() override { return sync::join(*m_thread, end()); }

private:
    QObject m_object;
    std::unique_ptr<QThread> m_thread;
};

} // namespace

JobThread::JobThread(const QString& name, const Job& job)
    : m_name(name)
    , m_job(job)
{
}

std::int64_t JobThread::nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

void JobThread::work()
{
    m_birthNs = nowNs() - m_startNs;
    trace::Recorder::nameThread(m_name.toStdString());
    m_isBorn.release();
    m_job.allBorn.wait();
    const trace::Span span(trace::Recorder::intern("job"));
    liveWork(m_job.workMs, m_job.stop);
}

void JobThread::reachedEnd()
{
    m_ended.store(true, std::memory_order_relaxed);
    m_end.reached();
}

std::unique_ptr<JobThread> makeFunctionThread(const QString& name, const Job& job)
{
    return std::make_unique<FunctionThread>(name, job);
}

std::unique_ptr<JobThread> makeSubclassThread(const QString& name, const Job& job)
{
    return std::make_unique<SubclassThread>(name, job);
}

std::unique_ptr<JobThread> makeObjectThread(const QString& name, const Job& job)
{
    return std::make_unique<ObjectThread>(name, job);
}

} // namespace lanescope::scenario
