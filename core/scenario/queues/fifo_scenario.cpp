// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/fifo_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/queues/producer_order.h"
#include "core/scenario/worker_group.h"
#include "core/sync/bounded_queue.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("FifoScenario", text);
}

/// What the threads of one run share.
struct Run {
    explicit Run(Context& of)
        : context(of)
        , queue("queue", of.integer("capacity"))
    {
    }

    QDeadlineTimer timeout() const
    {
        const double ms = timeoutMs.load(std::memory_order_relaxed);
        return ms > 0 ? QDeadlineTimer(static_cast<qint64>(ms)) : QDeadlineTimer(QDeadlineTimer::Forever);
    }
    // A wait also ends when a knob is turned; that is not a timeout.
    void countTimeout(const QDeadlineTimer& deadline) { timeouts += deadline.hasExpired() ? 1 : 0; }

    Context& context;
    sync::BoundedQueue<NumberedItem> queue;
    const std::atomic<double>& timeoutMs = context.live("timeout_ms");
    const std::atomic<double>& batch = context.live("batch");
    std::atomic<int> producersSoFar{0};
    std::atomic<qint64> puts{0};
    std::atomic<qint64> gets{0};
    std::atomic<qint64> timeouts{0};
    std::atomic<qint64> joins{0};
    std::atomic<qint64> orderViolations{0};
};

bool putInTime(Run& run, const WorkerGroup::Worker& worker, NumberedItem item)
{
    while (!worker.shouldEnd()) {
        const QDeadlineTimer deadline = run.timeout();
        if (run.queue.put(item, deadline) == sync::PutOutcome::Done) {
            ++run.puts;
            return true;
        }
        run.countTimeout(deadline);
    }
    return false;
}

void produce(Run& run, const WorkerGroup::Worker& worker)
{
    const trace::StringId batchTask = trace::Recorder::intern("put a batch");
    const trace::StringId joinTask = trace::Recorder::intern("join");
    const auto& produceMs = run.context.live("produce_ms");
    NumberedItem item{run.producersSoFar++, 0};
    while (!worker.shouldEnd()) {
        {
            const trace::Span span(batchTask);
            for (int i = 0; i < static_cast<int>(run.batch.load()) && putInTime(run, worker, item); ++i) {
                ++item.number;
                worker.pause(produceMs);
            }
        }
        const trace::Span span(joinTask);
        bool done = false;
        while (!done && !worker.shouldEnd())
            done = run.queue.join();
        run.joins += done ? 1 : 0;
    }
}

void consume(Run& run, const WorkerGroup::Worker& worker)
{
    const trace::StringId task = trace::Recorder::intern("work on an item");
    const auto& consumeMs = run.context.live("consume_ms");
    ProducerOrder order;
    while (!worker.shouldEnd()) {
        const QDeadlineTimer deadline = run.timeout();
        const std::optional<NumberedItem> item = run.queue.get(deadline);
        if (!item) {
            run.countTimeout(deadline);
            continue;
        }
        const trace::Span span(task);
        ++run.gets;
        run.orderViolations += order.isKept(*item) ? 0 : 1;
        worker.pause(consumeMs);
        if (const Status done = run.queue.taskDone(); !done)
            run.context.fail(QString::fromStdString(done.error()));
    }
}

void report(const Run& run)
{
    // An item may be taken before whoever put it has counted it.
    const qint64 gets = run.gets.load();
    run.context.setResult(QStringLiteral("puts"), std::max(run.puts.load(), gets));
    run.context.setResult(QStringLiteral("gets"), gets);
    run.context.setResult(QStringLiteral("timeouts"), run.timeouts.load());
    run.context.setResult(QStringLiteral("joins"), run.joins.load());
    run.context.setResult(QStringLiteral("order_violations"), run.orderViolations.load());
}

void steer(Run& run)
{
    WorkerGroup producers(QStringLiteral("producer"), [&](WorkerGroup::Worker& worker) { produce(run, worker); });
    WorkerGroup consumers(QStringLiteral("consumer"), [&](WorkerGroup::Worker& worker) { consume(run, worker); });
    producers.setWaker([&] { run.queue.wakeWaiters(); });
    consumers.setWaker([&] { run.queue.wakeWaiters(); });
    quint64 seen = run.context.changes();
    while (!run.context.stopRequested()) {
        run.queue.setCapacity(run.context.integer("capacity"));
        producers.resize(run.context.integer("producers"));
        consumers.resize(run.context.integer("consumers"));
        if (run.context.waitForChange(seen, 500))
            run.queue.wakeWaiters(); // a new timeout is for those who wait, too
    }
}

} // namespace

ScenarioInfo FifoScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.fifo");
    info.group = tr("Queues");
    info.title = tr("Bounded queue");
    info.summary = tr("A queue with five places: who waits when it is full, who when it is empty, and what "
                      "join waits for.");
    info.teaches = {tr("back-pressure"), tr("timeout"), tr("task_done and join")};
    info.knobs = {
        Knob::integer(QStringLiteral("capacity"), tr("Capacity"), 1, 100, 5, tr("items"),
                      tr("How many items fit. Lowering it throws nothing away.")),
        Knob::integer(QStringLiteral("producers"), tr("Producers"), 0, 32, 2, tr("threads"),
                      tr("How many threads put a batch, join, and begin again.")),
        Knob::integer(QStringLiteral("consumers"), tr("Consumers"), 0, 32, 2, tr("threads"),
                      tr("How many threads get an item, work on it and say that it is done.")),
        Knob::integer(QStringLiteral("batch"), tr("Batch"), 1, 100, 10, tr("items"),
                      tr("How many items a producer puts before it joins.")),
        Knob::real(QStringLiteral("produce_ms"), tr("Producing takes"), 0, 1000, 5, tr("ms"),
                   tr("What a producer sleeps after each item."))
            .onLogScale(),
        Knob::real(QStringLiteral("consume_ms"), tr("Work takes"), 0, 1000, 40, tr("ms"),
                   tr("What a consumer sleeps over each item."))
            .onLogScale(),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Timeout"), 0, 1000, 200, tr("ms"),
                      tr("How long a put or a get waits before it gives up and tries again."))
            .onLogScale()
            .withZero(tr("none, waits for ever")),
    };
    return info;
}

void FifoScenario::run(Context& context)
{
    Run run(context);
    const LiveResult live(context, [&] { report(run); });
    steer(run);
    report(run);
}

} // namespace lanescope::scenario
