// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/cures.h"

#include <array>

namespace lanescope::control {
namespace {

using analysis::FindingKind;

struct Row {
    const char* scenario;
    FindingKind kind;
    const char* knob;
    const char* value;
};

// Each of these is run by a test: it makes the finding go.
constexpr std::array kCures = {
    Row{"threads.parallel", FindingKind::Oversubscription, "threads", "2"},
    Row{"threads.gil", FindingKind::SerialisedExecution, "io_fraction", "0.9"},
    Row{"locks.mutex", FindingKind::SerialisedExecution, "hold_us", "20"},
    Row{"locks.mutex", FindingKind::BusyWait, "lock", "QMutex"},
    Row{"locks.mutex", FindingKind::Oversubscription, "threads", "2"},
    Row{"locks.recursive", FindingKind::Deadlock, "kind", "QRecursiveMutex"},
    Row{"locks.recursive", FindingKind::LongHold, "hold_ms", "2"},
    Row{"locks.rwlock", FindingKind::WriterStarvation, "lock", "QReadWriteLock"},
    Row{"locks.rwlock", FindingKind::LongHold, "read_us", "2000"},
    Row{"locks.deadlock", FindingKind::Deadlock, "order", "same"},
    Row{"locks.deadlock", FindingKind::PotentialDeadlock, "order", "same"},
    Row{"locks.philosophers", FindingKind::Deadlock, "strategy", "ordered"},
    Row{"locks.philosophers", FindingKind::PotentialDeadlock, "strategy", "ordered"},
    Row{"locks.philosophers", FindingKind::LongHold, "strategy", "ordered"},
    Row{"locks.livelock", FindingKind::Livelock, "insist", "20"},
    Row{"locks.convoy", FindingKind::LockConvoy, "handover", "barging"},
    Row{"locks.herd", FindingKind::ThunderingHerd, "wake", "one"},
    Row{"locks.condition", FindingKind::ThunderingHerd, "wake", "one"},
    Row{"locks.inversion", FindingKind::PriorityInversion, "cure", "short"},
    Row{"locks.inversion", FindingKind::Oversubscription, "hogs", "0"},
    Row{"locks.false-sharing", FindingKind::FalseSharing, "layout", "apart"},
    Row{"locks.barrier", FindingKind::Imbalance, "share", "on"},
    Row{"queues.fifo", FindingKind::BottleneckStage, "consumers", "8"},
    Row{"queues.producer-consumer", FindingKind::BottleneckStage, "consumers", "3"},
    Row{"queues.pipeline", FindingKind::BottleneckStage, "workers_2", "3"},
    Row{"queues.priority", FindingKind::GrowingQueue, "service_ms", "5"},
    Row{"pools.deadlock", FindingKind::PoolStarved, "cure", "releaseThread"},
    Row{"pools.deadlock", FindingKind::Deadlock, "cure", "releaseThread"},
    Row{"pools.imbalance", FindingKind::Imbalance, "policy", "stealing"},
    Row{"processes.lock", FindingKind::LongHold, "hold_ms", "0"},
    Row{"async.reactor", FindingKind::EventLoopLag, "callback_ms", "3"},
    Row{"crawl.site", FindingKind::DelayBinds, "download_delay", "0"},
    Row{"crawl.url", FindingKind::DelayBinds, "download_delay", "0"},
    Row{"crawl.hostile", FindingKind::DelayBinds, "download_delay", "0"},
    Row{"crawl.site", FindingKind::DomainFillsSlots, "concurrent_requests_per_domain", "4"},
    Row{"crawl.url", FindingKind::DomainFillsSlots, "concurrent_requests_per_domain", "4"},
};

Cure cureIn(const Row& row)
{
    return {QString::fromLatin1(row.knob), QString::fromLatin1(row.value)};
}

} // namespace

std::optional<Cure> cureOf(const QString& scenario, FindingKind kind)
{
    for (const Row& row : kCures) {
        if (row.kind == kind && scenario == QLatin1String(row.scenario))
            return cureIn(row);
    }
    return std::nullopt;
}

std::vector<KnownCure> knownCures()
{
    std::vector<KnownCure> all;
    for (const Row& row : kCures)
        all.push_back({QString::fromLatin1(row.scenario), row.kind, cureIn(row)});
    return all;
}

} // namespace lanescope::control
