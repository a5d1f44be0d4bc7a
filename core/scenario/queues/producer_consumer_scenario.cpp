// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/producer_consumer_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_group.h"
#include "core/sync/bounded_queue.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

// How often one who waits looks whether it is asked to end, and how late a live knob may take effect.
constexpr auto kLookAgain = 40ms;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProducerConsumerScenario", text);
}

struct Totals {
    std::atomic<qint64> puts{0};
    std::atomic<qint64> gets{0};
};

// Sleeps as long as the knob says, also when it is turned meanwhile.
void pause(const std::atomic<double>& milliseconds, const WorkerGroup::Worker& worker)
{
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    const auto start = std::chrono::steady_clock::now();
    for (;;) {
        const std::chrono::duration<double, std::milli> wanted(milliseconds.load(std::memory_order_relaxed));
        const auto left = wanted - (std::chrono::steady_clock::now() - start);
        if (left <= 0ms || worker.shouldEnd())
            return;
        std::this_thread::sleep_for(std::min<std::chrono::duration<double, std::milli>>(left, kLookAgain));
    }
}

void produce(WorkerGroup::Worker& worker, sync::BoundedQueue<int>& queue, const std::atomic<double>& sleepMs,
             Totals& totals)
{
    const trace::StringId task = trace::Recorder::intern("produce");
    while (!worker.shouldEnd()) {
        const trace::Span span(task);
        if (queue.put(worker.index(), QDeadlineTimer(1s)))
            totals.puts.fetch_add(1, std::memory_order_relaxed);
        else
            continue;
        pause(sleepMs, worker);
    }
}

void consume(WorkerGroup::Worker& worker, sync::BoundedQueue<int>& queue, const std::atomic<double>& sleepMs,
             Totals& totals)
{
    const trace::StringId task = trace::Recorder::intern("consume");
    while (!worker.shouldEnd()) {
        const std::optional<int> item = queue.get(QDeadlineTimer(1s));
        if (!item)
            continue;
        const trace::Span span(task);
        totals.gets.fetch_add(1, std::memory_order_relaxed);
        pause(sleepMs, worker);
    }
}

} // namespace

ScenarioInfo ProducerConsumerScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.producer-consumer");
    info.group = tr("Queues");
    info.title = tr("Producers, consumers");
    info.summary = tr("Two producers, one consumer and a queue of ten between them: who waits for whom.");
    info.knobs = {
        Knob::integer(QStringLiteral("producers"), tr("Producers"), 0, 32, 2, tr("threads"),
                      tr("How many threads put into the queue.")),
        Knob::integer(QStringLiteral("consumers"), tr("Consumers"), 0, 32, 1, tr("threads"),
                      tr("How many threads take out of the queue.")),
        Knob::integer(QStringLiteral("capacity"), tr("Capacity"), 1, 100, 10, tr("items"),
                      tr("How many items fit; a producer waits while the queue is full.")),
        Knob::real(QStringLiteral("produce_ms"), tr("Producer sleeps"), 0, 1000, 50, tr("ms"),
                   tr("What a producer sleeps after each item.")),
        Knob::real(QStringLiteral("consume_ms"), tr("Consumer sleeps"), 0, 1000, 50, tr("ms"),
                   tr("What a consumer sleeps after each item.")),
    };
    return info;
}

void ProducerConsumerScenario::run(Context& context)
{
    Totals totals;
    sync::BoundedQueue<int> queue("queue", context.integer("capacity"));
    {
        WorkerGroup producers(QStringLiteral("producer"), [&](WorkerGroup::Worker& worker) {
            produce(worker, queue, context.live("produce_ms"), totals);
        });
        WorkerGroup consumers(QStringLiteral("consumer"), [&](WorkerGroup::Worker& worker) {
            consume(worker, queue, context.live("consume_ms"), totals);
        });
        quint64 seen = context.changes();
        while (!context.stopRequested()) {
            queue.setCapacity(context.integer("capacity"));
            producers.resize(context.integer("producers"));
            consumers.resize(context.integer("consumers"));
            context.waitForChange(seen, 500);
        }
        producers.resize(0);
        consumers.resize(0);
        queue.close();
    }
    context.setResult(QStringLiteral("puts"), totals.puts.load());
    context.setResult(QStringLiteral("gets"), totals.gets.load());
}

} // namespace lanescope::scenario
