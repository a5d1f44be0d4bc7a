// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/producer_consumer_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/queues/producer_order.h"
#include "core/scenario/worker_group.h"
#include "core/sync/bounded_queue.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

constexpr int kLookAgainMs = 100;

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
    qint64 lostWakeUps = 0; // the run's thread's
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
    // Who puts an item wakes one that waits for an item, who takes one wakes one that waits for room.
    bool doAllWait(int) const { return false; }

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
                wait();
                continue;
            }
            const trace::Span span(m_run.produceTask);
            ++item.number;
            ++m_run.puts;
            notify();
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
                wait();
                continue;
            }
            const trace::Span span(m_run.consumeTask);
            noteGot(m_run, order, *item);
            notify();
            worker.pause(m_run.consumeMs);
        }
        m_lock.unlock();
    }
    void wakeWaiters() { m_changed.wakeAll(); }
    /// All of so many threads wait, and none of them has been notified.
    bool doAllWait(int threads) const { return m_asleep.load() == threads; }

private:
    void wait()
    {
        ++m_waiting;
        m_asleep = m_waiting - m_notified;
        m_changed.wait(m_lock);
        --m_waiting;
        m_notified = std::max(m_notified - 1, 0); // none if all were woken
        m_asleep = m_waiting - m_notified;
    }
    void notify()
    {
        m_notified = std::min(m_notified + 1, m_waiting);
        m_asleep = m_waiting - m_notified;
        m_changed.wakeOne();
    }

    Run& m_run;
    sync::Mutex m_lock{"condition's lock"};
    sync::WaitCondition m_changed{"condition"};
    int m_waiting = 0;  // these two: guarded by m_lock
    int m_notified = 0; // of those that wait: on their way
    std::atomic<int> m_asleep{0};
};

/// Says when everybody waits although there is something to do: the only wake-up went to a thread that could do nothing
/// with it. Threads: the run's.
class LostWakeUps {
public:
    LostWakeUps(Context& context, Run& run)
        : m_context(context)
        , m_run(run)
    {
    }

    void look(bool doAllWait)
    {
        m_standsStill = m_standsStill && doAllWait;
        if (!doAllWait || m_standsStill)
            return;
        const int inside = m_run.queue.size();
        const bool hasRoom = inside < m_context.integer("capacity") && m_context.integer("producers") > 0;
        const bool hasItem = inside > 0 && m_context.integer("consumers") > 0;
        m_standsStill = hasRoom || hasItem;
        if (!m_standsStill)
            return;
        ++m_run.lostWakeUps;
        m_context.warning(
            tr("A lost wake-up: everybody waits at the one condition, with %1 in a queue for %2. The last "
               "notify() woke a thread that could do nothing with it, and nobody is left to call another.")
                .arg(inside)
                .arg(m_context.integer("capacity")));
    }

private:
    Context& m_context;
    Run& m_run;
    bool m_standsStill = false;
};

void report(Context& context, const Run& run)
{
    // An item may be taken before whoever put it has counted it.
    const qint64 gets = run.gets.load();
    context.setResult(QStringLiteral("puts"), std::max(run.puts.load(), gets));
    context.setResult(QStringLiteral("gets"), gets);
    context.setResult(QStringLiteral("timeouts"), 0); // nobody here waits with a time limit
    context.setResult(QStringLiteral("order_violations"), run.orderViolations.load());
    context.setResult(QStringLiteral("lost_wakeups"), run.lostWakeUps);
}

template <class Code>
void runWith(Context& context, Run& run)
{
    Code code(run);
    WorkerGroup producers(QStringLiteral("producer"), [&](WorkerGroup::Worker& worker) { code.produce(worker); });
    WorkerGroup consumers(QStringLiteral("consumer"), [&](WorkerGroup::Worker& worker) { code.consume(worker); });
    producers.setWaker([&] { code.wakeWaiters(); });
    consumers.setWaker([&] { code.wakeWaiters(); });
    LostWakeUps lostWakeUps(context, run);
    quint64 seen = context.changes();
    while (!context.stopRequested()) {
        run.queue.setCapacity(context.integer("capacity"));
        producers.resize(context.integer("producers"));
        consumers.resize(context.integer("consumers"));
        if (context.waitForChange(seen, kLookAgainMs))
            code.wakeWaiters();
        else
            lostWakeUps.look(code.doAllWait(producers.size() + consumers.size()));
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
    const LiveResult live(context, [&] { report(context, run); });
    if (context.integer("code") == 0)
        runWith<WithAQueue>(context, run);
    else
        runWith<AsInTheNotes>(context, run);
    report(context, run);
}

} // namespace lanescope::scenario
