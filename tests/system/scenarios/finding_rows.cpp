// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/finding_rows.h"

#include <algorithm>

namespace lanescope::testing {
namespace {

using analysis::FindingKind;

struct Trigger {
    const char* scenario;
    FindingKind kind;
    const char* settings; // of a sick run; what is not there is as it comes
};

// Where a scenario is not sick as it comes, or where something else than the cure would stand in its way.
constexpr Trigger kTriggers[] = {
    {"threads.create", FindingKind::Oversubscription, "count=64 work_ms=200 rest_ms=100"},
    {"threads.parallel", FindingKind::Oversubscription, "threads=8"},
    {"threads.gil", FindingKind::Oversubscription, "threads=8 gil=off"},
    {"locks.barrier", FindingKind::Oversubscription, "threads=8 share=on"},
    {"pools.imbalance", FindingKind::Oversubscription, "workers=16 skew=0 work_ms=500"},
    {"locks.mutex", FindingKind::SerialisedExecution, "threads=8 hold_us=10000"},
    {"locks.mutex", FindingKind::SerialisedExecution, "threads=8 hold_us=20 think_us=0"},
    {"locks.mutex", FindingKind::LockConvoy, "threads=8 lock=ticket hold_us=5 think_us=20"},
    {"locks.mutex", FindingKind::BusyWait, "lock=spin think_us=100"},
    {"locks.mutex", FindingKind::Oversubscription, "threads=8 lock=none"},
    {"locks.mutex", FindingKind::PriorityInversion, "threads=64 hold_us=300 think_us=10000"},
    {"locks.recursive", FindingKind::Deadlock, "kind=QMutex"},
    {"locks.recursive", FindingKind::LongHold, "hold_ms=100"},
    {"locks.rwlock", FindingKind::WriterStarvation, "readers=16 rest_us=100 lock=std::shared_mutex"},
    {"locks.rwlock", FindingKind::SerialisedExecution, "writers=16 write_us=4000 readers=0 rest_us=100"},
    {"locks.semaphore", FindingKind::SerialisedExecution, "permits=1"},
    {"locks.semaphore", FindingKind::LongHold, "permits=1 hold_ms=20"},
    {"locks.philosophers", FindingKind::LongHold, "strategy=arbiter"},
    {"locks.philosophers", FindingKind::SerialisedExecution, "strategy=arbiter n=16"},
    {"locks.convoy", FindingKind::SerialisedExecution, "hold_us=2000"},
    {"locks.convoy", FindingKind::Oversubscription, "threads=64 hold_us=1 think_us=5000"},
    {"locks.false-sharing", FindingKind::Oversubscription, "threads=8 layout=apart"},
    {"locks.livelock", FindingKind::SerialisedExecution, "diners=16 think_ms=0 insist=20"},
    {"processes.shared-memory", FindingKind::SerialisedExecution, "writers=8 work_us=10000 pause_ms=1"},
    {"locks.philosophers", FindingKind::Deadlock, "think_ms=0 n=2"},
    {"locks.philosophers", FindingKind::PotentialDeadlock, "n=3 think_ms=100 reach_ms=2"},
    {"locks.herd", FindingKind::Oversubscription, "waiters=64 work_us=20000 jobs_per_s=1000"},
    {"locks.condition", FindingKind::ThunderingHerd, "wake=all"},
    {"locks.inversion", FindingKind::Oversubscription, "hogs=4"},
    {"queues.pipeline", FindingKind::BottleneckStage, "service_ms_3=4"},
    {"queues.pipeline", FindingKind::BottleneckStage, "service_ms_2=5 service_ms_3=24 workers_3=2"},
    {"queues.producer-consumer", FindingKind::BottleneckStage, ""},
    {"queues.producer-consumer", FindingKind::BottleneckStage, "producers=10 consumers=4"},
    {"queues.producer-consumer", FindingKind::LongHold, "code=notes"},
    {"queues.producer-consumer", FindingKind::LostWakeUp, "code=notes producers=32 consumers=32 capacity=1"},
    {"queues.priority", FindingKind::BottleneckStage, "capacity=20 low_per_s=60"},
    {"queues.lifo", FindingKind::BottleneckStage, "capacity=10 put_per_s=90"},
    {"queues.priority", FindingKind::GrowingQueue, "capacity=0 low_per_s=60"},
    {"pools.size", FindingKind::Oversubscription, "size=8 io_fraction=0"},
    {"async.reactor", FindingKind::EventLoopLag, "callback_ms=100"},
    {"async.reactor", FindingKind::EventLoopLag, "callback_ms=200 urls=100"},
    {"crawl.site", FindingKind::DelayBinds, "download_delay=0.2"},
    {"crawl.site", FindingKind::DomainFillsSlots, "latency_per_host=20 hosts=2 concurrent_requests_per_domain=0"},
    {"crawl.url", FindingKind::DelayBinds, "closespider_pagecount=0"},
    {"crawl.url", FindingKind::DomainFillsSlots,
     "closespider_pagecount=0 depth_limit=0 download_delay=0 concurrent_requests_per_domain=0"},
    {"crawl.hostile", FindingKind::DelayBinds, "download_delay=0.2"},
};

struct Health {
    const char* scenario;
    const char* settings; // what is not there is as it comes
};

// Each scenario has a row, also one that is in good health as it comes.
constexpr Health kHealthy[] = {
    {"threads.create", ""},
    {"threads.join", ""},
    {"threads.blocking", ""},
    {"threads.parallel", "threads=2"},
    {"threads.gil", "io_fraction=0.9"},
    {"locks.mutex", "threads=2"},
    {"locks.recursive", "hold_ms=2"},
    {"locks.condition", ""},
    {"locks.semaphore", ""},
    {"locks.event", ""},
    {"locks.timer", ""},
    {"locks.rwlock", "read_us=2000"},
    {"locks.deadlock", "order=same"},
    {"locks.philosophers", "strategy=ordered"},
    {"locks.livelock", "insist=20"},
    {"locks.convoy", "handover=barging threads=2"},
    {"locks.herd", "wake=one"},
    {"locks.inversion", "cure=short hogs=0"},
    {"locks.false-sharing", "layout=apart"},
    {"locks.barrier", "share=on threads=2"},
    {"queues.fifo", "consumers=8 consume_ms=20"},
    {"queues.producer-consumer", "consumers=3"},
    {"queues.priority", ""},
    {"queues.lifo", ""},
    {"queues.deque", ""},
    {"queues.pipeline", "workers_2=3 service_ms_3=4"},
    {"pools.map", ""},
    {"pools.submit-map", ""},
    {"pools.deadlock", "cure=releaseThread"},
    {"pools.size", ""},
    {"pools.imbalance", "policy=stealing workers=2"},
    {"processes.fork", ""},
    {"processes.spawn", ""},
    {"processes.object", ""},
    {"processes.inspect", ""},
    {"processes.queue", ""},
    {"processes.pipe", ""},
    {"processes.shared-memory", ""},
    {"processes.lock", "hold_ms=0"},
    {"processes.pool", ""},
    {"processes.crash", ""},
    {"async.reactor", ""},
    {"async.compare", ""},
    {"crawl.site", ""},
    {"crawl.url", "download_delay=0"},
    {"crawl.throttle", ""},
    {"crawl.hostile", ""},
};

QStringList words(const char* settings)
{
    return QString::fromLatin1(settings).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

QList<QStringList> sickSettings(const QString& scenario, FindingKind kind)
{
    QList<QStringList> all;
    for (const Trigger& trigger : kTriggers) {
        if (trigger.kind == kind && scenario == QLatin1String(trigger.scenario))
            all += words(trigger.settings);
    }
    return all.isEmpty() ? QList<QStringList>{QStringList()} : all;
}

std::optional<QStringList> healthySettings(const QString& scenario)
{
    const auto row = std::ranges::find_if(
        kHealthy, [&](const Health& health) { return scenario == QLatin1String(health.scenario); });
    return row != std::end(kHealthy) ? std::optional(words(row->settings)) : std::nullopt;
}

QStringList scenariosWithRows()
{
    QStringList all;
    for (const Trigger& trigger : kTriggers)
        all += QString::fromLatin1(trigger.scenario);
    for (const Health& health : kHealthy)
        all += QString::fromLatin1(health.scenario);
    return all;
}

} // namespace lanescope::testing
