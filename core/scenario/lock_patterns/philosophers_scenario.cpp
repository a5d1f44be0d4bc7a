// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/philosophers_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/patience.h"
#include "core/scenario/worker_group.h"
#include "core/sync/mutex.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("PhilosophersScenario", text);
}

constexpr std::size_t kMostSeats = 32;
constexpr int kShownEveryMs = 100;

enum class Strategy { Naive, Ordered, Arbiter, TryAndBackOff };

using Fork = sync::Mutex;

struct Hands {
    std::unique_lock<Fork> first;
    std::unique_lock<Fork> second;
    bool full() const { return first.owns_lock() && second.owns_lock(); }
};

/// As many forks as there may ever be. A philosopher's are those at its seat and at the next one, which for the last
/// is the first.
class Table {
public:
    explicit Table(Context& context)
        : m_context(context)
        , m_strategy(static_cast<Strategy>(context.integer("strategy")))
        , m_thinkMs(context.live("think_ms"))
        , m_reachMs(context.live("reach_ms"))
        , m_eatMs(context.live("eat_ms"))
        , m_patience(context.live("timeout_ms"), Patience::Zero::NoWait)
    {
        for (std::size_t i = 0; i < kMostSeats; ++i)
            m_forks[i] = std::make_unique<Fork>(("fork " + std::to_string(i + 1)).c_str());
    }

    void sit(const WorkerGroup::Worker& worker)
    {
        const auto seat = static_cast<std::size_t>(worker.index());
        auto random = m_context.random(seat);
        std::uniform_real_distribution<double> factor(0, 2);
        while (!worker.shouldEnd()) {
            worker.pause(m_thinkMs, factor(random));
            const trace::Span hungry(m_hungryTask);
            Hands hands = reach(worker, seat);
            while (!hands.full() && !worker.shouldEnd()) {
                hands = Hands(); // both down, or nobody else gets on
                ++m_backOffs;
                worker.pause(m_eatMs, factor(random));
                hands = reach(worker, seat);
            }
            if (hands.full())
                eat(worker, seat);
        }
    }

    qint64 mealsInAll() const
    {
        qint64 sum = 0;
        for (const auto& meals : m_meals)
            sum += meals.load(std::memory_order_relaxed);
        return sum;
    }
    void tellResult() const;

private:
    Hands reach(const WorkerGroup::Worker& worker, std::size_t seat)
    {
        const auto seats = static_cast<std::size_t>(m_context.integer("n"));
        const std::size_t next = seat + 1 < seats ? seat + 1 : 0;
        if (m_strategy == Strategy::Arbiter) {
            const std::lock_guard permission(m_waiter);
            return takeBoth(worker, seat, next);
        }
        // The same order for everybody: no circle can close.
        if (m_strategy == Strategy::Ordered)
            return takeBoth(worker, std::min(seat, next), std::max(seat, next));
        return takeBoth(worker, seat, next);
    }
    Hands takeBoth(const WorkerGroup::Worker& worker, std::size_t first, std::size_t second)
    {
        Hands hands{std::unique_lock(*m_forks[first]), {}};
        worker.pause(m_reachMs);
        if (m_strategy == Strategy::TryAndBackOff)
            hands.second = takeWithin(*m_forks[second], m_patience);
        else
            hands.second = std::unique_lock(*m_forks[second]);
        return hands;
    }
    void eat(const WorkerGroup::Worker& worker, std::size_t seat)
    {
        const trace::Span span(m_eatTask);
        worker.pause(m_eatMs);
        ++m_meals[seat];
    }

    Context& m_context;
    const Strategy m_strategy;
    const std::atomic<double>& m_thinkMs;
    const std::atomic<double>& m_reachMs;
    const std::atomic<double>& m_eatMs;
    const Patience m_patience;
    const trace::StringId m_hungryTask = trace::Recorder::intern("hungry");
    const trace::StringId m_eatTask = trace::Recorder::intern("eat");
    std::array<std::unique_ptr<Fork>, kMostSeats> m_forks;
    sync::Mutex m_waiter{"waiter"};
    std::array<std::atomic<qint64>, kMostSeats> m_meals{};
    std::atomic<qint64> m_backOffs{0};
};

// Jain's index, (Σx)² / (n Σx²): 1 when all ate alike, 1/n when one ate all (Jain, Chiu, Hawe 1984).
void Table::tellResult() const
{
    QJsonArray meals;
    double sum = 0;
    double squares = 0;
    const int seats = m_context.integer("n");
    for (int i = 0; i < seats; ++i) {
        const auto eaten = static_cast<double>(m_meals[static_cast<std::size_t>(i)].load());
        meals.append(eaten);
        sum += eaten;
        squares += eaten * eaten;
    }
    m_context.setResult(QStringLiteral("meals"), meals);
    m_context.setResult(QStringLiteral("fairness"),
                        squares > 0 ? QJsonValue(sum * sum / (seats * squares)) : QJsonValue());
    m_context.setResult(QStringLiteral("back_offs"), m_backOffs.load());
}

} // namespace

ScenarioInfo PhilosophersScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.philosophers");
    info.group = tr("Locks");
    info.title = tr("Dining philosophers");
    info.summary =
        tr("Each needs two forks and takes the left one first: how a circle closes, and three ways to keep it open.");
    info.teaches = {tr("deadlock"), tr("lock order"), tr("fairness")};
    info.mayDeadlock = true;
    info.knobs = {
        Knob::integer(QStringLiteral("n"), tr("Philosophers"), 2, static_cast<int>(kMostSeats), 5, tr("threads"),
                      tr("How many sit at the table, with a fork between each two.")),
        Knob::real(QStringLiteral("think_ms"), tr("Thinking takes"), 0, 500, 60, tr("ms"),
                   tr("How long one thinks between two meals, on average."))
            .onLogScale(),
        Knob::real(QStringLiteral("reach_ms"), tr("Reaching takes"), 0, 100, 30, tr("ms"),
                   tr("The time between the first fork and the second.")),
        Knob::real(QStringLiteral("eat_ms"), tr("Eating takes"), 0, 500, 10, tr("ms"), tr("How long a meal takes."))
            .onLogScale(),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Patience"), 0, 300, 0, tr("ms"),
                      tr("With try: how long one waits for the second fork before the first is put down."))
            .withZero(tr("none")),
        Knob::choice(
            QStringLiteral("strategy"), tr("Strategy"),
            {QStringLiteral("naive"), QStringLiteral("ordered"), QStringLiteral("arbiter"), QStringLiteral("try")}, 0,
            tr("Left fork first; lower number first; ask the waiter; or try, and put down what one has."))
            .restart(),
    };
    return info;
}

void PhilosophersScenario::run(Context& context)
{
    Table table(context);
    const LiveResult live(context, [&] { table.tellResult(); });
    WorkerGroup philosophers(QStringLiteral("philosopher"), [&](WorkerGroup::Worker& worker) { table.sit(worker); });
    const trace::StringId progress = trace::Recorder::intern("progress");
    const auto follow = [&] {
        philosophers.resize(context.integer("n"));
        trace::counter(progress, static_cast<double>(table.mealsInAll()));
    };
    followKnobs(context, follow, kShownEveryMs);
    table.tellResult(); // what there is if they are stuck
    philosophers.endOrLeave(context);
    table.tellResult();
}

} // namespace lanescope::scenario
