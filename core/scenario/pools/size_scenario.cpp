// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/size_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/live_work.h"
#include "core/scenario/measured.h"
#include "core/scenario/pools/throughput_meter.h"
#include "core/scenario/timed_io.h"
#include "core/scenario/worker_group.h"
#include "core/sync/thread_pool.h"
#include "core/sync/wait_condition.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <cmath>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

constexpr int kMeasureMs = 100;

QString tr(const char* text)
{
    return QCoreApplication::translate("SizeScenario", text);
}

/// An endless list of tasks, handed to the pool as fast as it takes them. Threads: the feeder's, but for task(), the
/// pool's, and done().
class Feeder {
public:
    Feeder(Context& context, sync::ThreadPool& pool)
        : m_pool(pool)
        , m_ioFraction(context.live("io_fraction"))
        , m_taskMs(context.live("task_ms"))
        , m_stop(context.stopToken())
    {
    }

    void feed(WorkerGroup::Worker& worker)
    {
        while (!worker.shouldEnd()) {
            for (int missing = m_pool.size() + kReserve - m_pool.queued(); missing > 0; --missing) {
                if (!m_pool.submit(m_name, [this] { task(); }))
                    return;
            }
            sync::sleepFor(kBetweenLooks);
        }
    }
    qint64 done() const { return m_done.load(std::memory_order_relaxed); }

private:
    static constexpr int kReserve = 8;
    static constexpr auto kBetweenLooks = 2ms;

    void task()
    {
        const double ioMs = m_taskMs.load(std::memory_order_relaxed) * m_ioFraction.load(std::memory_order_relaxed);
        const std::atomic<double> cpuMs(m_taskMs.load(std::memory_order_relaxed) - ioMs);
        if (!liveWork(cpuMs, m_stop))
            return;
        if (ioMs > 0)
            waitForTimer(std::chrono::duration<double, std::milli>(ioMs));
        m_done.fetch_add(1, std::memory_order_relaxed);
    }

    sync::ThreadPool& m_pool;
    const std::atomic<double>& m_ioFraction;
    const std::atomic<double>& m_taskMs;
    const std::stop_token m_stop;
    const trace::StringId m_name = trace::Recorder::intern("task");
    std::atomic<qint64> m_done{0};
};

// As many threads as keep every CPU busy while the others wait: N × (1 + wait / work). Nothing without any work.
QJsonValue predictedSize(double ioFraction)
{
    if (ioFraction >= 1)
        return {};
    return std::round(QThread::idealThreadCount() / (1 - ioFraction));
}

} // namespace

ScenarioInfo SizeScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("pools.size");
    info.group = tr("Pools");
    info.title = tr("How many threads?");
    info.summary = tr("Tasks compute and wait: the best size of a pool depends on how much of each.");
    info.teaches = {tr("throughput"), tr("CPU-bound"), tr("I/O-bound"), tr("oversubscription"), tr("pool size")};
    info.knobs = {
        Knob::integer(QStringLiteral("size"), tr("Pool size"), 1, 64, 4, tr("threads"),
                      tr("How many threads the pool has.")),
        Knob::real(QStringLiteral("io_fraction"), tr("Share of waiting"), 0, 1, 0.8, QString(),
                   tr("Which part of each task is waiting for a device; the rest is computing.")),
        Knob::real(QStringLiteral("task_ms"), tr("Task"), 2, 200, 20, tr("ms"),
                   tr("How long one task takes when it never waits for a CPU.")),
    };
    return info;
}

void SizeScenario::run(Context& context)
{
    sync::ThreadPool pool("pool", context.integer("size"));
    Feeder feeder(context, pool);
    ThroughputMeter meter;
    const auto report = [&] {
        context.setResult(QStringLiteral("tasks"), feeder.done());
        context.setResult(QStringLiteral("throughput"), measured(meter.last()));
        context.setResult(QStringLiteral("measured"), meter.all());
        context.setResult(QStringLiteral("predicted_size"), predictedSize(context.number("io_fraction")));
    };
    const LiveResult live(context, report);
    {
        WorkerGroup group(QStringLiteral("feeder"), [&](WorkerGroup::Worker& worker) { feeder.feed(worker); });
        group.resize(1);
        quint64 seen = context.changes();
        while (!context.stopRequested()) {
            if (context.waitForChange(seen, kMeasureMs)) {
                pool.resize(context.integer("size"));
                meter.settingsChanged();
            }
            meter.measure(feeder.done(), {pool.size(), context.number("io_fraction"), context.number("task_ms")});
        }
        if (!meter.last())
            tellTooShort(context);
        report();
    }
    pool.terminate();
    if (const Status joined = pool.join(); !joined)
        context.fail(QString::fromStdString(joined.error()));
}

} // namespace lanescope::scenario
