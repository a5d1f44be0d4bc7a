// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/barrier_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/measured.h"
#include "core/scenario/worker_group.h"
#include "core/sync/barrier.h"
#include "core/sync/work.h"

#include <QCoreApplication>

#include <array>

namespace lanescope::scenario {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

QString tr(const char* text)
{
    return QCoreApplication::translate("BarrierScenario", text);
}

constexpr std::size_t kMostThreads = 32;
constexpr int kChunksPerPart = 4;

/// The phases of one run. The first thread's part is `skew` times as large as each of the others'.
class Phases {
public:
    explicit Phases(Context& context)
        : m_threads(context.integer("threads"))
        , m_workMs(context.live("work_ms"))
        , m_skew(context.live("skew"))
        , m_share(context.live("share"))
        , m_barrier("barrier", m_threads)
    {
        for (auto& chunks : m_chunksLeft)
            chunks = chunksOfAll();
    }

    void work(const WorkerGroup::Worker& worker)
    {
        for (std::size_t phase = 0; !worker.shouldEnd(); ++phase) {
            const auto start = Clock::now();
            {
                const trace::Span span(m_task);
                workOnPhase(worker, phase);
            }
            const auto came = Clock::now();
            m_workedNs[static_cast<std::size_t>(worker.index())] += nanoseconds(came - start);
            const std::optional<int> place = m_barrier.wait();
            const auto left = Clock::now();
            m_livedNs += nanoseconds(left - start); // first, so that the share of it is never above 1
            m_waitedNs += nanoseconds(left - came);
            if (!place)
                break;
            // Safe: this account is asked for again behind the next barrier.
            if (*place == 0) {
                m_chunksLeft[phase % 2] = chunksOfAll();
                ++m_phases;
            }
        }
    }
    void end() { m_barrier.abort(); }

    bool hasOne() const { return m_phases.load() > 0; }
    void tellResult(Context& context) const
    {
        const auto waited = static_cast<double>(m_waitedNs.load());
        const auto lived = static_cast<double>(std::max<qint64>(m_livedNs.load(), 1));
        context.setResult(QStringLiteral("phases"), m_phases.load());
        context.setResult(QStringLiteral("waited_share"), waited / lived);
        context.setResult(QStringLiteral("imbalance"), measured(imbalance()));
    }

private:
    static qint64 nanoseconds(Clock::duration duration) { return std::chrono::nanoseconds(duration).count(); }
    // The time of the one that worked longest, over the mean of all.
    std::optional<double> imbalance() const
    {
        double longest = 0;
        double sum = 0;
        for (const auto& worked : m_workedNs) {
            const auto ns = static_cast<double>(worked.load());
            longest = std::max(longest, ns);
            sum += ns;
        }
        return sum > 0 ? std::optional(longest * m_threads / sum) : std::nullopt;
    }
    double partOf(int index) const { return index == 0 ? m_skew.load(std::memory_order_relaxed) : 1.0; }
    int chunksOfAll() const
    {
        return static_cast<int>((m_skew.load(std::memory_order_relaxed) + m_threads - 1) * kChunksPerPart);
    }
    void workOnPhase(const WorkerGroup::Worker& worker, std::size_t phase)
    {
        const Milliseconds part(m_workMs.load(std::memory_order_relaxed));
        if (m_share.load(std::memory_order_relaxed) == 0) {
            sync::workFor(part * partOf(worker.index()));
            return;
        }
        while (m_chunksLeft[phase % 2].fetch_sub(1) > 0 && !worker.shouldEnd())
            sync::workFor(part / kChunksPerPart);
    }

    const int m_threads;
    const std::atomic<double>& m_workMs;
    const std::atomic<double>& m_skew;
    const std::atomic<double>& m_share;
    const trace::StringId m_task = trace::Recorder::intern("part");
    sync::Barrier m_barrier;
    std::array<std::atomic<int>, 2> m_chunksLeft{}; // for even and for odd phases
    std::atomic<qint64> m_phases{0};
    std::array<std::atomic<qint64>, kMostThreads> m_workedNs{};
    std::atomic<qint64> m_waitedNs{0};
    std::atomic<qint64> m_livedNs{0};
};

} // namespace

ScenarioInfo BarrierScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.barrier");
    info.group = tr("Locks");
    info.title = tr("Barrier");
    info.summary = tr("Phase by phase, and none begins before the slowest is through: what an uneven split costs.");
    info.teaches = {tr("barrier"), tr("imbalance"), tr("slowest worker")};
    info.knobs = {
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 2, static_cast<int>(kMostThreads), 4, tr("threads"),
                      tr("How many threads meet at the barrier."))
            .restart(),
        Knob::real(QStringLiteral("work_ms"), tr("A part takes"), 0, 50, 12, tr("ms"),
                   tr("CPU time of one part of a phase.")),
        Knob::real(QStringLiteral("skew"), tr("The first part"), 1, 10, 5, tr("times as much"),
                   tr("How much larger the first thread's part is than the others'.")),
        Knob::toggle(QStringLiteral("share"), tr("Share the work"), false,
                     tr("All take small pieces of the same work, instead of a part each.")),
    };
    return info;
}

void BarrierScenario::run(Context& context)
{
    Phases phases(context);
    const LiveResult live(context, [&] { phases.tellResult(context); });
    {
        WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) { phases.work(worker); });
        workers.setWaker([&] { phases.end(); });
        workers.followKnob(context, "threads");
    }
    if (!phases.hasOne())
        tellTooShort(context);
    phases.tellResult(context);
}

} // namespace lanescope::scenario
