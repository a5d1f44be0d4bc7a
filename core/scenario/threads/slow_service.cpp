// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/slow_service.h"

#include "core/scenario/live_sleep.h"

namespace lanescope::scenario {

SlowService::SlowService(const std::atomic<double>& serviceMs, std::stop_token stop)
    : m_serviceMs(serviceMs)
    , m_stop(std::move(stop))
    , m_task(trace::Recorder::intern("serve"))
{
    m_desk.moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::started, &m_desk, [this] {
        trace::Recorder::nameThread("service");
        if (const trace::LaneWriter* lane = trace::Recorder::lane())
            m_who.store(trace::Peer::ofLane(lane->index()).bits, std::memory_order_relaxed);
    });
    m_thread.start();
}

SlowService::~SlowService()
{
    // Queued behind what was asked, which is answered before.
    QMetaObject::invokeMethod(
        &m_desk, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

void SlowService::ask(std::function<void()> answer)
{
    QMetaObject::invokeMethod(
        &m_desk, [this, answer = std::move(answer)] { serve(answer); }, Qt::QueuedConnection);
}

void SlowService::serve(const std::function<void()>& answer)
{
    const trace::Span span(m_task);
    liveSleep(m_serviceMs, m_stop);
    answer();
}

} // namespace lanescope::scenario
