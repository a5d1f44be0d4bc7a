// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/worker_group.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/live_sleep.h"
#include "core/trace/probes.h"

namespace lanescope::scenario {
namespace {

// How long one who is to end may miss being woken, because it began to wait just then.
constexpr int kWakeAgainMs = 20;

} // namespace

void WorkerGroup::Worker::pause(const std::atomic<double>& milliseconds, double factor) const
{
    if (milliseconds.load(std::memory_order_relaxed) > 0)
        liveSleep(milliseconds, m_stop.get_token(), factor);
}

WorkerGroup::WorkerGroup(const QString& name, std::function<void(Worker&)> work)
    : m_name(name)
    , m_work(std::move(work))
{
}

WorkerGroup::~WorkerGroup()
{
    resize(0);
    join();
}

std::unique_ptr<WorkerGroup::Worker> WorkerGroup::start(int index)
{
    std::unique_ptr<Worker> worker(new Worker(index));
    Worker* self = worker.get();
    worker->m_thread.reset(QThread::create([this, self] {
        trace::Recorder::nameThread(QStringLiteral("%1-%2").arg(m_name).arg(self->index() + 1).toStdString());
        self->m_hasBegun.release();
        m_work(*self);
    }));
    worker->m_thread->start();
    return worker;
}

void WorkerGroup::resize(int count)
{
    joinEnded();
    const QDeadlineTimer inOrder(kInOrderMs);
    while (size() < count) {
        m_workers.push_back(start(size()));
        m_workers.back()->m_hasBegun.tryAcquire(1, static_cast<int>(inOrder.remainingTime()));
    }
    const bool shrinks = size() > count;
    while (size() > count) {
        m_workers.back()->m_stop.request_stop();
        m_leaving.push_back(std::move(m_workers.back()));
        m_workers.pop_back();
    }
    if (shrinks && m_waker)
        m_waker();
}

void WorkerGroup::joinEnded()
{
    std::erase_if(m_leaving, [](const auto& worker) { return worker->m_thread->isFinished(); });
    if (!m_leaving.empty() && m_waker)
        m_waker();
}

void WorkerGroup::join()
{
    const trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
    for (const auto& worker : m_leaving)
        hasEnded(*worker, QDeadlineTimer(QDeadlineTimer::Forever));
    m_leaving.clear();
}

bool WorkerGroup::hasEnded(const Worker& worker, QDeadlineTimer deadline) const
{
    while (!worker.m_thread->wait(std::min(deadline, QDeadlineTimer(kWakeAgainMs)))) {
        if (deadline.hasExpired())
            return false;
        if (m_waker)
            m_waker();
    }
    return true;
}

void WorkerGroup::endOrLeave(Context& context, int graceMs)
{
    resize(0);
    const trace::Wait join(trace::WaitKind::Join, trace::ObjectId::None);
    const QDeadlineTimer deadline(graceMs);
    for (const auto& worker : m_leaving) {
        if (!hasEnded(*worker, deadline))
            context.endWithThreadsStuck();
    }
    m_leaving.clear();
}

void WorkerGroup::followKnob(Context& context, const char* knob)
{
    followKnobs(context, [&] { resize(context.integer(knob)); });
}

} // namespace lanescope::scenario
