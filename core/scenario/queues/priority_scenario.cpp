// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/priority_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/pace.h"
#include "core/sync/priority_queue.h"

#include <QCoreApplication>

#include <array>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

QString tr(const char* text)
{
    return QCoreApplication::translate("PriorityScenario", text);
}

constexpr std::size_t kClasses = 3;
constexpr std::array<const char*, kClasses> kClassNames{"high", "normal", "low"};
constexpr std::array<const char*, kClasses> kRateKnobs{"high_per_s", "normal_per_s", "low_per_s"};

struct Job {
    std::size_t urgency; // 0 is the most urgent, as in Python
    Clock::time_point brought;
    quint64 arrival = 0; // among its class, told by the judge
    bool operator<(const Job& other) const { return urgency < other.urgency; }
};

/// Written under the queue's lock.
struct Verdict {
    std::atomic<qint64> inversions{0};      // a more urgent one was passed over
    std::atomic<qint64> orderViolations{0}; // an earlier one of the same class was passed over
};

/// Counts beside the real order what is inside, and so sees what was passed over.
class JudgedPriority {
public:
    explicit JudgedPriority(Verdict& verdict)
        : m_verdict(&verdict)
    {
    }
    void put(sync::Stamped<Job> stamped)
    {
        stamped.item.arrival = m_arrived[stamped.item.urgency]++;
        m_order.put(stamped);
    }
    sync::Stamped<Job> take()
    {
        const sync::Stamped<Job> stamped = m_order.take();
        const Job& job = stamped.item;
        for (std::size_t more = 0; more < job.urgency; ++more)
            m_verdict->inversions += m_taken[more] < m_arrived[more] ? 1 : 0;
        m_verdict->orderViolations += job.arrival != m_taken[job.urgency]++ ? 1 : 0;
        return stamped;
    }

private:
    Verdict* m_verdict;
    sync::PriorityOrder<Job> m_order;
    std::array<quint64, kClasses> m_arrived{};
    std::array<quint64, kClasses> m_taken{};
};

struct Run {
    explicit Run(Context& of)
        : context(of)
        , queue("queue", of.integer("capacity"), JudgedPriority(verdict))
    {
        for (std::size_t i = 0; i < kClasses; ++i) {
            tasks[i] = trace::Recorder::intern(kClassNames[i]);
            waitRows[i] = trace::Recorder::intern(std::string(kClassNames[i]) + " waited, ms");
        }
    }

    Context& context;
    Verdict verdict;
    sync::BoundedQueue<Job, JudgedPriority> queue;
    std::array<DurationLog, kClasses> waits;
    std::array<trace::StringId, kClasses> tasks{};
    std::array<trace::StringId, kClasses> waitRows{};
    std::atomic<qint64> puts{0};
    std::atomic<qint64> gets{0};
};

void bring(Run& run, std::size_t urgency, const WorkerGroup::Worker& worker)
{
    Pace pace(worker, run.context.live(kRateKnobs[urgency]));
    while (pace.waitForTurn()) {
        const trace::Span span(run.tasks[urgency]);
        const Job job{urgency, Clock::now()};
        bool isIn = false;
        while (!isIn && !worker.shouldEnd())
            isIn = run.queue.put(job) == sync::PutOutcome::Done;
        run.puts += isIn ? 1 : 0;
    }
}

void serve(Run& run, const WorkerGroup::Worker& worker)
{
    const auto& serviceMs = run.context.live("service_ms");
    while (!worker.shouldEnd()) {
        const std::optional<Job> job = run.queue.get();
        if (!job)
            continue;
        const trace::Span span(run.tasks[job->urgency]);
        const auto waited = Clock::now() - job->brought;
        ++run.gets;
        run.waits[job->urgency].add(waited);
        trace::counter(run.waitRows[job->urgency], std::chrono::duration<double, std::milli>(waited).count());
        worker.pause(serviceMs);
    }
}

void report(const Run& run)
{
    QJsonObject served;
    QJsonObject waits;
    for (std::size_t i = 0; i < kClasses; ++i) {
        served.insert(QLatin1String(kClassNames[i]), static_cast<qint64>(run.waits[i].count()));
        waits.insert(QLatin1String(kClassNames[i]), run.waits[i].figures(1ms));
    }
    // An item may be taken before whoever put it has counted it.
    const qint64 gets = run.gets.load();
    run.context.setResult(QStringLiteral("puts"), std::max(run.puts.load(), gets));
    run.context.setResult(QStringLiteral("gets"), gets);
    run.context.setResult(QStringLiteral("inversions"), run.verdict.inversions.load());
    run.context.setResult(QStringLiteral("order_violations"), run.verdict.orderViolations.load());
    run.context.setResult(QStringLiteral("served"), served);
    run.context.setResult(QStringLiteral("wait_ms"), waits);
}

void steer(Run& run)
{
    for (const trace::StringId row : run.waitRows)
        trace::counter(row, 0); // in this order on the screen
    std::vector<std::unique_ptr<WorkerGroup>> groups;
    const auto add = [&](const QString& name, std::function<void(WorkerGroup::Worker&)> work) {
        groups.push_back(std::make_unique<WorkerGroup>(name, std::move(work)));
        groups.back()->setWaker([&run] { run.queue.wakeWaiters(); });
        groups.back()->resize(1);
    };
    for (std::size_t urgency = 0; urgency < kClasses; ++urgency)
        add(QLatin1String(kClassNames[urgency]), [&run, urgency](auto& worker) { bring(run, urgency, worker); });
    add(QStringLiteral("server"), [&run](auto& worker) { serve(run, worker); });
    followKnobs(run.context, [&] { run.queue.setCapacity(run.context.integer("capacity")); });
    for (const auto& group : groups)
        group->resize(0);
}

QString rateHelp(std::size_t urgency)
{
    return tr("How many jobs of priority %1 come a second.").arg(urgency);
}

} // namespace

ScenarioInfo PriorityScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.priority");
    info.group = tr("Queues");
    info.title = tr("Priority queue");
    info.summary = tr("The most urgent first, equals in the order they came; under load the others starve.");
    info.teaches = {tr("priority"), tr("starvation"), tr("stable order")};
    info.knobs = {
        Knob::real(QStringLiteral("high_per_s"), tr("High"), 0, 500, 15, tr("per second"), rateHelp(0)),
        Knob::real(QStringLiteral("normal_per_s"), tr("Normal"), 0, 500, 20, tr("per second"), rateHelp(1)),
        Knob::real(QStringLiteral("low_per_s"), tr("Low"), 0, 500, 20, tr("per second"), rateHelp(2)),
        Knob::real(QStringLiteral("service_ms"), tr("Service takes"), 0, 500, 20, tr("ms"),
                   tr("What the server sleeps over each job; 20 ms are 50 jobs a second."))
            .onLogScale(),
        Knob::integer(QStringLiteral("capacity"), tr("Capacity"), 0, 1000, 100, tr("jobs"),
                      tr("How many jobs fit; who brings one waits while it is full, however urgent. 0: no limit.")),
    };
    return info;
}

void PriorityScenario::run(Context& context)
{
    Run run(context);
    const LiveResult live(context, [&] { report(run); });
    steer(run);
    report(run);
}

} // namespace lanescope::scenario
