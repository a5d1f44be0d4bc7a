// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/imbalance_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/live_work.h"
#include "core/scenario/measured.h"
#include "core/scenario/pools/skewed_work.h"
#include "core/scenario/worker_group.h"
#include "core/sync/barrier.h"
#include "core/sync/work_deque.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <mutex>

namespace lanescope::scenario {
namespace {

enum class Policy { Static = 0, Stealing };

QString tr(const char* text)
{
    return QCoreApplication::translate("ImbalanceScenario", text);
}

/// Rounds of work for a fixed number of workers: each puts an equal part of the list into its deque and works on that;
/// under Stealing, who is done takes from the others.
/// Threads: work() by each worker; the list is prepared by one while all others wait.
class Rounds {
public:
    explicit Rounds(Context& context)
        : m_context(context)
        , m_policy(static_cast<Policy>(context.integer("policy")))
        , m_workers(static_cast<std::size_t>(context.integer("workers")))
        , m_start("start", static_cast<int>(m_workers))
        , m_end("end of the round", static_cast<int>(m_workers))
        , m_usedUs(m_workers)
    {
        for (std::size_t i = 0; i < m_workers; ++i)
            m_deques.push_back(std::make_unique<sync::WorkDeque<double>>(("deque " + std::to_string(i + 1)).c_str()));
        prepare();
        m_clock.start();
    }

    void work(WorkerGroup::Worker& worker)
    {
        const auto self = static_cast<std::size_t>(worker.index());
        while (m_start.wait()) { // the list is there
            deal(self);
            if (!m_start.wait()) // everybody has its part: an empty deque is one that is done
                return;
            workOnOwn(self);
            if (m_policy == Policy::Stealing)
                workOnOthers(self);
            const std::optional<int> place = m_end.wait();
            if (!place)
                return;
            // The last one: all others have ended, and none has begun again.
            if (*place == static_cast<int>(m_workers) - 1) {
                account();
                prepare();
                m_clock.restart();
            }
        }
    }
    void stop()
    {
        m_start.abort();
        m_end.abort();
    }
    bool hasOne() const
    {
        const std::lock_guard guard(m_mutex);
        return m_rounds > 0;
    }
    void report() const
    {
        const std::lock_guard guard(m_mutex);
        m_context.setResult(QStringLiteral("rounds"), m_rounds);
        m_context.setResult(QStringLiteral("steals"), m_steals.load());
        m_context.setResult(QStringLiteral("imbalance"), perRound(m_imbalanceSum));
        m_context.setResult(QStringLiteral("round_ms"), perRound(m_elapsedMs));
    }

private:
    QJsonValue perRound(double sum) const { return m_rounds == 0 ? QJsonValue() : sum / static_cast<double>(m_rounds); }
    void prepare()
    {
        m_itemsUs =
            skewedWork(m_context.integer("items"), m_context.number("work_ms") * 1000, m_context.number("skew"));
    }
    void deal(std::size_t self)
    {
        m_usedUs[self] = 0;
        const std::size_t end = (self + 1) * m_itemsUs.size() / m_workers;
        for (std::size_t i = self * m_itemsUs.size() / m_workers; i < end; ++i) {
            // Fails on a closed deque only, and these are never closed.
            [[maybe_unused]] const auto put = m_deques[self]->put(m_itemsUs[i]);
        }
    }

    void workOnOwn(std::size_t self)
    {
        while (const std::optional<double> item = m_deques[self]->take())
            workOn(*item, self, m_ownName);
    }
    void workOnOthers(std::size_t self)
    {
        for (std::size_t victim = (self + 1) % m_workers; victim != self;) {
            const std::optional<double> item = m_deques[victim]->steal(QDeadlineTimer(0));
            if (item) {
                m_steals.fetch_add(1, std::memory_order_relaxed);
                workOn(*item, self, m_stolenName);
            } else {
                victim = (victim + 1) % m_workers; // this one is empty, and nobody puts any more
            }
        }
    }
    void workOn(double us, std::size_t self, trace::StringId name)
    {
        const std::atomic<double> milliseconds(us / 1000);
        const trace::Span span(name);
        liveWork(milliseconds, m_context.stopToken());
        m_usedUs[self] += us;
    }

    void account()
    {
        if (m_context.stopRequested())
            return; // cut short
        const std::lock_guard guard(m_mutex);
        ++m_rounds;
        m_imbalanceSum += imbalanceOf(m_usedUs);
        m_elapsedMs += static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
    }

    Context& m_context;
    const Policy m_policy;
    const std::size_t m_workers;
    const trace::StringId m_ownName = trace::Recorder::intern("own item");
    const trace::StringId m_stolenName = trace::Recorder::intern("stolen item");
    std::vector<std::unique_ptr<sync::WorkDeque<double>>> m_deques; // by worker
    sync::Barrier m_start;
    sync::Barrier m_end;
    std::atomic<qint64> m_steals{0};
    std::vector<double> m_usedUs; // each worker's own until all are at m_end
    // The rest is for the last to arrive there, until it comes to m_start.
    std::vector<double> m_itemsUs;
    QElapsedTimer m_clock;
    mutable std::mutex m_mutex; // guards what follows, which is told meanwhile
    qint64 m_rounds = 0;
    double m_imbalanceSum = 0;
    double m_elapsedMs = 0;
};

} // namespace

ScenarioInfo ImbalanceScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("pools.imbalance");
    info.group = tr("Pools");
    info.title = tr("Imbalance");
    info.summary = tr("Equal parts of a list are not equal work: dealt out beforehand, or stolen by whoever is done.");
    info.teaches = {tr("load balance"), tr("static partition"), tr("work stealing"), tr("granularity")};
    info.knobs = {
        Knob::real(QStringLiteral("skew"), tr("Skew"), 0, 2, 1, QString(),
                   tr("How unequal the items are, from the next round on: 0 all alike, 1 as words in a text.")),
        Knob::integer(QStringLiteral("items"), tr("Items"), 4, 256, 48, tr("items"),
                      tr("Into how many items the work is cut, from the next round on.")),
        Knob::real(QStringLiteral("work_ms"), tr("Work"), 10, 500, 120, tr("ms"),
                   tr("CPU time of all items of a round together.")),
        Knob::choice(QStringLiteral("policy"), tr("Who does what"),
                     {QStringLiteral("static"), QStringLiteral("stealing")}, 0,
                     tr("static: each worker does its part. stealing: who is done takes from the others."))
            .restart(),
        Knob::integer(QStringLiteral("workers"), tr("Workers"), 1, 16, 4, tr("threads"),
                      tr("Among how many threads the work is divided."))
            .restart(),
    };
    return info;
}

void ImbalanceScenario::run(Context& context)
{
    Rounds rounds(context);
    const LiveResult live(context, [&] { rounds.report(); });
    {
        WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) { rounds.work(worker); });
        workers.resize(context.integer("workers"));
        waitForStop(context);
        rounds.stop();
    }
    if (!rounds.hasOne())
        tellTooShort(context);
    rounds.report();
}

} // namespace lanescope::scenario
