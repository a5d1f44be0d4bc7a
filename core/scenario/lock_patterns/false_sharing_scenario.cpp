// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/false_sharing_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/lock_patterns/mode_rates.h"
#include "core/scenario/lock_patterns/scheduling.h"
#include "core/scenario/worker_group.h"
#include "core/sync/work.h"
#include "core/trace/probes.h"

#include <QCoreApplication>

#include <array>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("FalseSharingScenario", text);
}

constexpr std::size_t kMostThreads = 32;
// Two lines of 64 bytes: processors like to fetch them in pairs.
constexpr std::size_t kApart = 128;
constexpr int kAddsAtOnce = 100'000;

using Count = std::atomic<quint64>;
struct alignas(kApart) CountApart {
    Count count{0};
};

/// A number for each thread, twice: side by side, eight to a cache line; and each in lines of its own.
struct Counts {
    alignas(kApart) std::array<Count, kMostThreads> together{};
    std::array<CountApart, kMostThreads> apart{};

    std::atomic<qint64> cpuNs{0}; // what all of it took

    qint64 sum() const
    {
        quint64 sum = 0;
        for (std::size_t i = 0; i < kMostThreads; ++i)
            sum += together[i].load(std::memory_order_relaxed) + apart[i].count.load(std::memory_order_relaxed);
        return static_cast<qint64>(sum);
    }
};

/// One of the numbers as its thread writes to it. The recording knows where it lies and how often it was written to.
class WatchedCount {
public:
    WatchedCount(Count& number, const std::string& name)
        : m_number(number)
        , m_object(trace::ObjectKind::SharedWord, name, 0, &number)
    {
    }

    // Nobody else writes to this number. What they write is next to it.
    void addMany()
    {
        const trace::Ticks since = trace::readClock();
        for (int i = 0; i < kAddsAtOnce; ++i)
            m_number.fetch_add(1, std::memory_order_relaxed);
        m_object.written(kAddsAtOnce, since);
    }

private:
    Count& m_number;
    trace::TracedObject m_object;
};

void count(Counts& counts, const std::atomic<double>& layout, const std::vector<int>& cpus,
           const WorkerGroup::Worker& worker)
{
    const auto index = static_cast<std::size_t>(worker.index());
    if (!cpus.empty())
        useCpus({cpus[index % cpus.size()]}); // two on one CPU share its cache and disturb nobody
    const trace::StringId task = trace::Recorder::intern("count");
    const std::string name = "count " + std::to_string(index + 1);
    WatchedCount together(counts.together[index], name);
    WatchedCount apart(counts.apart[index].count, name + " apart");
    // The CPU's time, not the wall's: what other programs take away is not the cache's doing.
    auto before = sync::threadCpuTime();
    while (!worker.shouldEnd()) {
        const trace::Span span(task);
        (layout.load(std::memory_order_relaxed) == 0 ? together : apart).addMany();
        const auto now = sync::threadCpuTime();
        counts.cpuNs += (now - before).count();
        before = now;
    }
}

} // namespace

ScenarioInfo FalseSharingScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.false-sharing");
    info.group = tr("Locks");
    info.title = tr("False sharing");
    info.summary = tr("Each thread counts in a number of its own, and yet they slow each other down: the numbers share "
                      "a cache line.");
    info.teaches = {tr("cache line"), tr("false sharing"), tr("throughput")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, static_cast<int>(kMostThreads), 2, tr("threads"),
                      tr("How many threads count, spread over the CPUs.")),
        Knob::choice(QStringLiteral("layout"), tr("Numbers"), {QStringLiteral("together"), QStringLiteral("apart")}, 0,
                     tr("Side by side in one cache line, or each in a line of its own.")),
    };
    return info;
}

void FalseSharingScenario::run(Context& context)
{
    Counts counts;
    ModeRates rates({QStringLiteral("together"), QStringLiteral("apart")}, "additions a CPU second");
    const auto report = [&] {
        context.setResult(QStringLiteral("additions"), counts.sum());
        context.setResult(QStringLiteral("per_cpu_s"), rates.perSecond());
    };
    const LiveResult live(context, report);
    const std::vector<int> cpus = allowedCpus();
    {
        WorkerGroup workers(QStringLiteral("counter"),
                            [&](WorkerGroup::Worker& worker) { count(counts, context.live("layout"), cpus, worker); });
        quint64 seen = context.changes();
        while (!context.stopRequested()) {
            const int layout = context.integer("layout");
            workers.resize(context.integer("threads"));
            context.waitForChange(seen, 100);
            rates.note(layout, counts.sum(), std::chrono::nanoseconds(counts.cpuNs.load()));
        }
    }
    report();
    context.setResult(QStringLiteral("cpus"), static_cast<int>(cpus.size()));
}

} // namespace lanescope::scenario
