// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/semaphore_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/gauge.h"
#include "core/scenario/worker_group.h"
#include "core/sync/semaphore.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

// How often one who waits looks whether it is asked to end.
constexpr auto kLookAgain = 1s;

QString tr(const char* text)
{
    return QCoreApplication::translate("SemaphoreScenario", text);
}

struct Room {
    explicit Room(int permits)
        : semaphore("permits", permits)
    {
    }

    sync::BoundedSemaphore semaphore;
    Gauge inside{"inside"};
    std::atomic<qint64> entered{0};
    std::atomic<qint64> beyond{0};   // entered when all permits were out
    std::atomic<quint64> changes{0}; // of the number of permits; odd while it changes

    // Only while the number of permits stands still can anybody say from outside whether it was kept.
    void enter()
    {
        const quint64 before = changes.load();
        const int allowed = semaphore.mayBeInUse();
        const int now = inside.enter();
        const bool wasStill = before % 2 == 0 && changes.load() == before;
        beyond += wasStill && now > std::max(allowed, semaphore.mayBeInUse()) ? 1 : 0;
        ++entered;
    }
    void setPermits(int permits)
    {
        ++changes;
        semaphore.setPermits(permits);
        ++changes;
    }
};

void visit(WorkerGroup::Worker& worker, Room& room, const std::atomic<double>& holdMs,
           const std::atomic<double>& restMs)
{
    const trace::StringId task = trace::Recorder::intern("inside");
    while (!worker.shouldEnd()) {
        if (!room.semaphore.tryAcquire(1, QDeadlineTimer(kLookAgain)))
            continue;
        if (!worker.shouldEnd()) {
            const trace::Span span(task);
            room.enter();
            worker.pause(holdMs);
            room.inside.leave();
        }
        (void)room.semaphore.release();
        worker.pause(restMs);
    }
}

// Gives back one permit more than was taken; a bounded semaphore says no. Before anybody else is there: what it counts
// is how many are out, not whose they are.
int releaseOnceTooOften(Context& context, sync::BoundedSemaphore& semaphore)
{
    semaphore.acquire();
    int refused = 0;
    for (int i = 0; i < 2; ++i) {
        if (const Status released = semaphore.release(); !released) {
            ++refused;
            context.warning(QString::fromStdString(released.error()));
        }
    }
    return refused;
}

} // namespace

ScenarioInfo SemaphoreScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.semaphore");
    info.group = tr("Locks");
    info.title = tr("Semaphore");
    info.summary = tr("Twenty threads and five permits: as many go in at the same time, the others wait.");
    info.teaches = {tr("semaphore"), tr("permits"), tr("bounded"), tr("fairness")};
    info.knobs = {
        Knob::integer(QStringLiteral("permits"), tr("Permits"), 1, 32, 5, tr("permits"),
                      tr("How many threads may be inside at the same time.")),
        Knob::integer(QStringLiteral("threads"), tr("Threads"), 1, 64, 20, tr("threads"),
                      tr("How many threads want to go in.")),
        Knob::real(QStringLiteral("hold_ms"), tr("Time inside"), 0, 500, 50, tr("ms"),
                   tr("How long a thread keeps its permit.")),
        Knob::real(QStringLiteral("rest_ms"), tr("Time outside"), 0, 500, 20, tr("ms"),
                   tr("How long a thread stays away before it comes again.")),
    };
    return info;
}

void SemaphoreScenario::run(Context& context)
{
    int permits = context.integer("permits");
    int mostPermits = permits;
    Room room(permits);
    context.setResult(QStringLiteral("refused_releases"), releaseOnceTooOften(context, room.semaphore));
    const auto report = [&] {
        context.setResult(QStringLiteral("permits"), permits);
        context.setResult(QStringLiteral("most_permits"), mostPermits);
        context.setResult(QStringLiteral("max_inside"), room.inside.most());
        context.setResult(QStringLiteral("beyond_permits"), room.beyond.load());
        context.setResult(QStringLiteral("entered"), room.entered.load());
    };
    const LiveResult live(context, report);
    {
        WorkerGroup workers(QStringLiteral("worker"), [&](WorkerGroup::Worker& worker) {
            visit(worker, room, context.live("hold_ms"), context.live("rest_ms"));
        });
        followKnobs(context, [&] {
            if (const int wanted = context.integer("permits"); wanted != permits)
                room.setPermits(permits = wanted);
            mostPermits = std::max(mostPermits, permits);
            workers.resize(context.integer("threads"));
        });
    }
    report();
}

} // namespace lanescope::scenario
