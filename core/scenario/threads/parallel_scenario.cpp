// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/parallel_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/live_work.h"
#include "core/scenario/measured.h"
#include "core/scenario/worker_group.h"
#include "core/trace/probes.h"

#include <QCoreApplication>

#include <ctime>
#include <mutex>
#include <optional>
#include <sched.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ParallelScenario", text);
}

/// Which CPUs the threads of the scenario may use. Threads: any.
class Affinity {
public:
    Affinity() { ::sched_getaffinity(0, sizeof m_all, &m_all); }
    ~Affinity() { ::sched_setaffinity(0, sizeof m_all, &m_all); }
    Affinity(const Affinity&) = delete;
    Affinity& operator=(const Affinity&) = delete;

    /// Called by the run's thread: it and the threads that joined keep to the first `cores` of those that the process
    /// has, and threads to come inherit that. Returns how many there really are.
    int limitTo(int cores)
    {
        const std::lock_guard guard(m_mutex);
        CPU_ZERO(&m_allowed);
        for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&m_allowed) < cores; ++cpu) {
            if (CPU_ISSET(cpu, &m_all))
                CPU_SET(cpu, &m_allowed);
        }
        ::sched_setaffinity(0, sizeof m_allowed, &m_allowed);
        for (const pid_t thread : m_threads)
            ::sched_setaffinity(thread, sizeof m_allowed, &m_allowed);
        return CPU_COUNT(&m_allowed);
    }
    void join()
    {
        const std::lock_guard guard(m_mutex);
        m_threads.push_back(::gettid());
        ::sched_setaffinity(0, sizeof m_allowed, &m_allowed); // what it inherited may have changed since
    }
    void leave()
    {
        const std::lock_guard guard(m_mutex);
        std::erase(m_threads, ::gettid());
    }

private:
    cpu_set_t m_all{};
    std::mutex m_mutex; // guards what follows
    cpu_set_t m_allowed{};
    std::vector<pid_t> m_threads;
};

double seconds(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// CPU time of the process over time that passed, since the last knob change: how much really ran at the same time.
class Parallelism {
public:
    void restart()
    {
        m_cpuS = seconds(CLOCK_PROCESS_CPUTIME_ID);
        m_wallS = seconds(CLOCK_MONOTONIC);
    }
    /// Nothing as long as it would tell more about the clocks and the start of threads than about the run.
    std::optional<double> now() const
    {
        const double wallS = seconds(CLOCK_MONOTONIC) - m_wallS;
        if (wallS < kShortestS)
            return std::nullopt;
        return (seconds(CLOCK_PROCESS_CPUTIME_ID) - m_cpuS) / wallS;
    }

private:
    static constexpr double kShortestS = 0.02;

    double m_cpuS = 0;
    double m_wallS = 0;
};

void compute(WorkerGroup::Worker& worker, Affinity& affinity, const std::atomic<double>& sliceMs)
{
    affinity.join();
    const trace::StringId task = trace::Recorder::intern("slice");
    while (!worker.shouldEnd()) {
        {
            const trace::Span span(task);
            liveWork(sliceMs, worker.endToken());
        }
        ::sched_yield(); // a voluntary end of the slice; the kernel's own may come before
    }
    affinity.leave();
}

} // namespace

ScenarioInfo ParallelScenario::info()
{
    const int cores = std::max(QThread::idealThreadCount(), 1);
    ScenarioInfo info;
    info.id = QStringLiteral("threads.parallel");
    info.group = tr("Threads");
    info.title = tr("Concurrent, parallel");
    info.summary = tr("Threads that compute share one core in slices, or run on several at the same time.");
    info.teaches = {tr("concurrency and parallelism"), tr("time slice"), tr("affinity")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 32, 4, tr("threads"),
                      tr("How many threads compute.")),
        Knob::integer(QStringLiteral("cores"), tr("Cores"), 1, cores, cores, tr("cores"),
                      tr("On how many cores they may run.")),
        Knob::real(QStringLiteral("slice_ms"), tr("Slice"), 0.1, 100, 10, tr("ms"),
                   tr("After how much computing a thread offers its core to the next one."))
            .onLogScale(),
    };
    return info;
}

void ParallelScenario::run(Context& context)
{
    Affinity affinity;
    Parallelism parallelism;
    int cores = 0;
    const auto report = [&] {
        context.setResult(QStringLiteral("parallelism"), measured(parallelism.now()));
        context.setResult(QStringLiteral("cores"), cores);
        context.setResult(QStringLiteral("threads"), context.integer("threads"));
    };
    const LiveResult live(context, report);
    {
        WorkerGroup workers(QStringLiteral("worker"),
                            [&](WorkerGroup::Worker& worker) { compute(worker, affinity, context.live("slice_ms")); });
        const trace::StringId row = trace::Recorder::intern("parallelism");
        quint64 seen = context.changes();
        bool changed = true;
        while (!context.stopRequested()) {
            if (changed) {
                cores = affinity.limitTo(context.integer("cores"));
                workers.resize(context.integer("threads"));
                parallelism.restart();
            } else if (const auto now = parallelism.now()) {
                trace::counter(row, *now);
            }
            changed = context.waitForChange(seen, 200);
        }
        if (!parallelism.now())
            tellTooShort(context);
        report(); // while they work
    }
}

} // namespace lanescope::scenario
