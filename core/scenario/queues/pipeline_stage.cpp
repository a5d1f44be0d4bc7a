// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/pipeline_stage.h"

#include <utility>

namespace lanescope::scenario {
namespace {

using Clock = std::chrono::steady_clock;

qint64 nanoseconds(Clock::duration duration)
{
    return std::chrono::nanoseconds(duration).count();
}

} // namespace

PipelineStage::PipelineStage(int number, Ends ends, const std::atomic<double>& serviceMs, Done done)
    : m_ends(ends)
    , m_serviceMs(serviceMs)
    , m_done(std::move(done))
    , m_task(trace::Recorder::intern("stage " + std::to_string(number)))
    , m_workers(QStringLiteral("stage-%1").arg(number), [this](WorkerGroup::Worker& worker) { work(worker); })
{
    m_workers.setWaker([this] { wakeWaiters(); });
}

void PipelineStage::wakeWaiters()
{
    for (WorkpieceQueue* queue : {m_ends.before, m_ends.behind}) {
        if (queue != nullptr)
            queue->wakeWaiters();
    }
}

void PipelineStage::work(const WorkerGroup::Worker& worker)
{
    auto counted = Clock::now();
    while (!worker.shouldEnd()) {
        const std::optional<Workpiece> piece = next();
        if (!piece)
            continue;
        const auto start = Clock::now();
        {
            const trace::Span span(m_task);
            worker.pause(m_serviceMs);
        }
        const auto end = Clock::now();
        m_aliveNs += nanoseconds(end - std::exchange(counted, end)); // first, so that the share of it is never above 1
        m_busyNs += nanoseconds(end - start);
        handOn(worker, *piece);
    }
    m_aliveNs += nanoseconds(Clock::now() - counted);
}

std::optional<Workpiece> PipelineStage::next()
{
    return m_ends.before != nullptr ? m_ends.before->get() : Workpiece{Clock::now()};
}

void PipelineStage::handOn(const WorkerGroup::Worker& worker, const Workpiece& piece)
{
    if (m_ends.behind == nullptr)
        return m_done(piece);
    while (m_ends.behind->put(piece) != sync::PutOutcome::Done && !worker.shouldEnd()) {
    }
}

double PipelineStage::busyShare() const
{
    const auto busyNs = static_cast<double>(m_busyNs.load());
    const qint64 aliveNs = m_aliveNs.load();
    return aliveNs > 0 ? busyNs / static_cast<double>(aliveNs) : 0.0;
}

} // namespace lanescope::scenario
