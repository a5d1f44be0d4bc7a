// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/producer_consumer_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/queues/producer_order.h"
#include "core/scenario/worker_group.h"
#include "core/sync/bounded_queue.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ProducerConsumerScenario", text);
}

/// What the threads of one run share, however they take turns.
struct Run {
    explicit Run(Context& context)
        : produceMs(context.live("produce_ms"))
        , consumeMs(context.live("consume_ms"))
        , queue("queue", context.integer("capacity"))
    {
    }

    const std::atomic<double>& produceMs;
    const std::atomic<double>& consumeMs;
    const trace::StringId produceTask = trace::Recorder::intern("produce");
    const trace::StringId consumeTask = trace::Recorder::intern("consume");
    sync::BoundedQueue<NumberedItem> queue;
    std::atomic<int> producersSoFar{0};
    std::atomic<qint64> puts{0};
    std::atomic<qint64> gets{0};
    std::atomic<qint64> orderViolations{0};
};

void noteGot(Run& run, ProducerOrder& order, const NumberedItem& item)
{
    ++run.gets;
    run.orderViolations += order.isKept(item) ? 0 : 1;
}

/// Each waits in the queue, and sleeps with nothing locked.
class WithAQueue {
public:
    explicit WithAQueue(Run& run)
        : m_run(run)
    {
    }

    void produce(const WorkerGroup::Worker& worker)
    {
        NumberedItem item{m_run.producersSoFar++, 0};
        while (!worker.shouldEnd()) {
            const trace::Span span(m_run.produceTask);
            if (m_run.queue.put(item) != sync::PutOutcome::Done)
                continue;
            ++item.number;
            ++m_run.puts;
            worker.pause(m_run.produceMs);
        }
    }
    void consume(const WorkerGroup::Worker& worker)
    {
        ProducerOrder order;
        while (!worker.shouldEnd()) {
            const std::optional<NumberedItem> item = m_run.queue.get();
            if (!item)
                continue;
            const trace::Span span(m_run.consumeTask);
            noteGot(m_run, order, *item);
            worker.pause(m_run.consumeMs);
        }
    }
    void wakeWaiters() { m_run.queue.wakeWaiters(); }

private:
    Run& m_run;
};

/// The notes' loops as they stand: the release comes behind a loop that nobody leaves, so only wait() ever
/// lets the lock go, and the sleep happens under it. (Theirs takes it again in every round; a Python
/// condition has a lock inside that one thread may take many times, so nothing comes of that.)
class AsInTheNotes {
public:
    explicit AsInTheNotes(Run& run)
        : m_run(run)
    {
    }

    void produce(const WorkerGroup::Worker& worker)
    {
        NumberedItem item{m_run.producersSoFar++, 0};
        m_lock.lock();
        while (!worker.shouldEnd()) {
            if (m_run.queue.put(item, QDeadlineTimer(0)) != sync::PutOutcome::Done) {
                m_changed.wait(m_lock);
                continue;
            }
            const trace::Span span(m_run.produceTask);
            ++item.number;
            ++m_run.puts;
            m_changed.wakeOne();
            worker.pause(m_run.produceMs);
        }
        m_lock.unlock(); // the end of the run is the only way here
    }
    void consume(const WorkerGroup::Worker& worker)
    {
        ProducerOrder order;
        m_lock.lock();
        while (!worker.shouldEnd()) {
            const std::optional<NumberedItem> item = m_run.queue.get(QDeadlineTimer(0));
            if (!item) {
                m_changed.wait(m_lock);
                continue;
            }
            const trace::Span span(m_run.consumeTask);
            noteGot(m_run, order, *item);
            m_changed.wakeOne();
            worker.pause(m_run.consumeMs);
        }
        m_lock.unlock();
    }
    void wakeWaiters() { m_changed.wakeAll(); }

private:
    Run& m_run;
    sync::Mutex m_lock{"condition's lock"};
    sync::WaitCondition m_changed{"condition"};
};

template <class Code>
void runWith(Context& context, Run& run)
{
    Code code(run);
    WorkerGroup producers(QStringLiteral("producer"), [&](WorkerGroup::Worker& worker) { code.produce(worker); });
    WorkerGroup consumers(QStringLiteral("consumer"), [&](WorkerGroup::Worker& worker) { code.consume(worker); });
    producers.setWaker([&] { code.wakeWaiters(); });
    consumers.setWaker([&] { code.wakeWaiters(); });
    quint64 seen = context.changes();
    while (!context.stopRequested()) {
        run.queue.setCapacity(context.integer("capacity"));
        producers.resize(context.integer("producers"));
        consumers.resize(context.integer("consumers"));
        if (context.waitForChange(seen, 500))
            code.wakeWaiters();
    }
    // All are asked to end before anybody is waited for: one may hold the lock that another one needs to end.
    producers.resize(0);
    consumers.resize(0);
}

} // namespace

ScenarioInfo ProducerConsumerScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.producer-consumer");
    info.group = tr("Queues");
    info.title = tr("Producers, consumers");
    info.summary = tr("Two producers, one consumer and a queue of ten between them: who waits for whom.");
    info.teaches = {tr("balance"), tr("wait and notify"), tr("sleeping under a lock")};
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
        Knob::choice(QStringLiteral("code"), tr("Code"), {QStringLiteral("queue"), QStringLiteral("notes")}, 0,
                     tr("A queue that waits by itself, or the loops of the notes around one condition."))
            .restart(),
    };
    return info;
}

void ProducerConsumerScenario::run(Context& context)
{
    Run run(context);
    if (context.integer("code") == 0)
        runWith<WithAQueue>(context, run);
    else
        runWith<AsInTheNotes>(context, run);
    context.setResult(QStringLiteral("puts"), run.puts.load());
    context.setResult(QStringLiteral("gets"), run.gets.load());
    context.setResult(QStringLiteral("timeouts"), 0); // nobody here waits with a time limit
    context.setResult(QStringLiteral("order_violations"), run.orderViolations.load());
}

} // namespace lanescope::scenario
