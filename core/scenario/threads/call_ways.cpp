// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/call_ways.h"

#include "core/scenario/live_work.h"
#include "core/sync/event_loop_probe.h"
#include "core/sync/flow.h"
#include "core/sync/work.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFuture>
#include <QPromise>
#include <QTimer>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

double threadCpuMs()
{
    return std::chrono::duration<double, std::milli>(sync::threadCpuTime()).count();
}

/// Adds the time from its construction to its end.
class Blocked {
public:
    explicit Blocked(CallWays::Cost& cost)
        : m_cost(cost)
    {
        m_clock.start();
    }
    ~Blocked() { m_cost.blockedMs += static_cast<double>(m_clock.nsecsElapsed()) / 1e6; }
    Blocked(const Blocked&) = delete;
    Blocked& operator=(const Blocked&) = delete;

private:
    CallWays::Cost& m_cost;
    QElapsedTimer m_clock;
};

// A promise that the service keeps; shared, because a function that is copied cannot own it.
std::shared_ptr<QPromise<int>> makePromise()
{
    auto promise = std::make_shared<QPromise<int>>();
    promise->start();
    return promise;
}

void keep(QPromise<int>& promise)
{
    promise.addResult(42);
    promise.finish();
}

} // namespace

CallWays::CallWays(SlowService& service, const std::atomic<double>& pollMs, std::stop_token stop)
    : m_service(service)
    , m_pollMs(pollMs)
    , m_stop(std::move(stop))
{
}

void CallWays::call(Way way)
{
    const trace::Span span(trace::Recorder::intern(kNames[static_cast<std::size_t>(way)]));
    Cost& cost = m_costs[static_cast<std::size_t>(way)];
    ++cost.calls;
    const double cpuBeforeMs = threadCpuMs();
    switch (way) {
    case Blocking:
        blocking(cost);
        break;
    case Polling:
        polling(cost);
        break;
    case Callback:
        callback(cost);
        break;
    case Continuation:
        continuation(cost);
        break;
    }
    cost.cpuMs += threadCpuMs() - cpuBeforeMs;
}

// The call returns with the answer.
void CallWays::blocking(Cost& cost)
{
    const Blocked blocked(cost);
    const auto promise = makePromise();
    QFuture<int> future = promise->future();
    m_service.ask([promise] { keep(*promise); });
    trace::Wait wait(trace::WaitKind::Future, trace::ObjectId::None);
    future.waitForFinished();
    wait.end(m_service.who());
    ++cost.answers;
}

// The call returns at once, and the caller asks again and again whether the answer is there.
void CallWays::polling(Cost& cost)
{
    const auto promise = makePromise();
    QFuture<int> future = promise->future();
    m_service.ask([promise] { keep(*promise); });
    while (!future.isFinished()) {
        const trace::Span look(trace::Recorder::intern("not yet"));
        // Computes nothing until it is time to look again. When the run stops the service answers soon.
        if (!liveWork(m_pollMs, m_stop))
            QThread::yieldCurrentThread();
    }
    ++cost.answers;
}

// The call returns at once; a signal brings the answer to the caller's event loop.
void CallWays::callback(Cost& cost)
{
    QObject receiver;
    connect(
        this, &CallWays::answered, &receiver, [this, &cost](quint64 flow) { takeAnswer(flow, "callback", cost); },
        Qt::QueuedConnection);
    {
        const Blocked blocked(cost);
        m_service.ask([this, flow = sync::nextFlow()] {
            trace::flowOut(flow);
            Q_EMIT answered(flow);
        });
    }
    workUntilAnswered(cost);
}

// The call returns a future, and what is to be done with the answer is said at once.
void CallWays::continuation(Cost& cost)
{
    {
        const Blocked blocked(cost);
        const auto promise = makePromise();
        const quint64 flow = sync::nextFlow();
        promise->future().then(this, [this, flow, &cost](int) { takeAnswer(flow, "continuation", cost); });
        m_service.ask([promise, flow] {
            trace::flowOut(flow);
            keep(*promise);
        });
    }
    workUntilAnswered(cost);
}

// The caller is free: every 10 ms it has something of its own to do.
void CallWays::workUntilAnswered(Cost& cost)
{
    m_isAnswered = false;
    QEventLoop loop;
    const sync::EventLoopProbe probe;
    QTimer ownWork;
    ownWork.setTimerType(Qt::PreciseTimer);
    const trace::StringId task = trace::Recorder::intern("own work");
    connect(&ownWork, &QTimer::timeout, &loop, [&] {
        const trace::Span span(task);
        const double beforeMs = threadCpuMs();
        sync::workFor(2ms);
        cost.cpuMs -= threadCpuMs() - beforeMs;
    });
    ownWork.start(10ms);
    while (!m_isAnswered)
        loop.processEvents(QEventLoop::WaitForMoreEvents);
}

void CallWays::takeAnswer(quint64 flow, const char* task, Cost& cost)
{
    const trace::Span span(trace::Recorder::intern(task));
    trace::flowIn(flow);
    sync::workFor(1ms);
    ++cost.answers;
    m_isAnswered = true;
}

} // namespace lanescope::scenario
