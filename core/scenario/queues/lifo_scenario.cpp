// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/lifo_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/pace.h"
#include "core/scenario/queues/judged_order.h"
#include "core/sync/lifo_queue.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kShownEveryMs = 50;

QString tr(const char* text)
{
    return QCoreApplication::translate("LifoScenario", text);
}

struct Job {
    Clock::time_point put;
};

/// What a run found out, whatever its order.
struct Findings {
    std::atomic<qint64> puts{0};
    std::atomic<qint64> gets{0};
    std::atomic<qint64> oldestNs{0}; // the largest age of any job, inside or just taken
    OrderVerdict verdict;
    DurationLog waits;

    void sawAge(std::chrono::nanoseconds age)
    {
        qint64 oldest = oldestNs.load(std::memory_order_relaxed);
        while (age.count() > oldest && !oldestNs.compare_exchange_weak(oldest, age.count())) {
        }
    }
};

template <class Queue>
void put(Context& context, Queue& queue, Findings& findings, const WorkerGroup::Worker& worker)
{
    const trace::StringId task = trace::Recorder::intern("put");
    Pace pace(worker, context.live("put_per_s"));
    while (pace.waitForTurn()) {
        const trace::Span span(task);
        const Job job{Clock::now()};
        while (!worker.shouldEnd()) {
            if (queue.put(job) != sync::PutOutcome::Done)
                continue;
            ++findings.puts;
            break;
        }
    }
}

template <class Queue>
void serve(Context& context, Queue& queue, Findings& findings, const WorkerGroup::Worker& worker)
{
    const trace::StringId task = trace::Recorder::intern("serve");
    const auto& serviceMs = context.live("service_ms");
    while (!worker.shouldEnd()) {
        const std::optional<Job> job = queue.get();
        if (!job)
            continue;
        const trace::Span span(task);
        const auto waited = Clock::now() - job->put;
        ++findings.gets;
        findings.waits.add(waited);
        findings.sawAge(waited);
        worker.pause(serviceMs);
    }
}

void report(Context& context, const Findings& findings)
{
    // An item may be taken before whoever put it has counted it.
    const qint64 gets = findings.gets.load();
    context.setResult(QStringLiteral("puts"), std::max(findings.puts.load(), gets));
    context.setResult(QStringLiteral("gets"), gets);
    context.setResult(QStringLiteral("order_violations"), findings.verdict.violations.load());
    context.setResult(QStringLiteral("oldest_ms"), static_cast<double>(findings.oldestNs.load()) / 1e6);
    context.setResult(QStringLiteral("wait_ms"), findings.waits.figures(1ms));
}

template <template <class> class Order, Next kNext>
void runWith(Context& context, Findings& findings)
{
    using Judged = JudgedOrder<Job, Order, kNext>;
    sync::BoundedQueue<Job, Judged> queue("queue", context.integer("capacity"), Judged(findings.verdict));
    WorkerGroup producers(QStringLiteral("producer"),
                          [&](WorkerGroup::Worker& w) { put(context, queue, findings, w); });
    WorkerGroup servers(QStringLiteral("server"), [&](WorkerGroup::Worker& w) { serve(context, queue, findings, w); });
    producers.setWaker([&] { queue.wakeWaiters(); });
    servers.setWaker([&] { queue.wakeWaiters(); });
    const trace::StringId ageRow = trace::Recorder::intern("oldest, ms");
    producers.resize(1);
    const auto follow = [&] {
        queue.setCapacity(context.integer("capacity"));
        servers.resize(context.integer("servers"));
        const auto age = findings.verdict.ageOfOldest();
        findings.sawAge(age);
        trace::counter(ageRow, std::chrono::duration<double, std::milli>(age).count());
    };
    followKnobs(context, follow, kShownEveryMs);
}

} // namespace

ScenarioInfo LifoScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.lifo");
    info.group = tr("Queues");
    info.title = tr("Last in, first out");
    info.summary = tr("A stack under load: most are served at once, and the first to come waits for ever.");
    info.teaches = {tr("stack"), tr("age"), tr("overload")};
    info.knobs = {
        Knob::real(QStringLiteral("put_per_s"), tr("Arrivals"), 0, 500, 55, tr("per second"),
                   tr("How many jobs come a second.")),
        Knob::real(QStringLiteral("service_ms"), tr("Service takes"), 0, 500, 20, tr("ms"),
                   tr("What a server sleeps over each job; 20 ms are 50 jobs a second."))
            .onLogScale(),
        Knob::integer(QStringLiteral("servers"), tr("Servers"), 0, 16, 1, tr("threads"), tr("How many threads serve.")),
        Knob::integer(QStringLiteral("capacity"), tr("Capacity"), 1, 500, 60, tr("jobs"),
                      tr("How many jobs fit; who brings one waits while it is full.")),
        Knob::choice(QStringLiteral("order"), tr("Order"), {QStringLiteral("LIFO"), QStringLiteral("FIFO")}, 0,
                     tr("Who is next: the last that came, or the first."))
            .restart(),
    };
    return info;
}

void LifoScenario::run(Context& context)
{
    Findings findings;
    const LiveResult live(context, [&] { report(context, findings); });
    if (context.integer("order") == 0)
        runWith<sync::LifoOrder, Next::Youngest>(context, findings);
    else
        runWith<sync::FifoOrder, Next::Oldest>(context, findings);
    report(context, findings);
}

} // namespace lanescope::scenario
