// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/finding.h"

namespace lanescope::analysis {

std::string_view findingName(FindingKind kind)
{
    switch (kind) {
    case FindingKind::Deadlock:
        return "deadlock";
    case FindingKind::PoolStarved:
        return "pool starved by its own tasks";
    case FindingKind::PotentialDeadlock:
        return "potential deadlock";
    case FindingKind::DroppedRecords:
        return "recorder dropped records";
    case FindingKind::ProcessStopped:
        return "process stopped";
    case FindingKind::SerialisedExecution:
        return "serialised execution";
    case FindingKind::LockConvoy:
        return "lock convoy";
    case FindingKind::ThunderingHerd:
        return "thundering herd";
    case FindingKind::WriterStarvation:
        return "writer starvation";
    case FindingKind::PriorityInversion:
        return "priority inversion";
    case FindingKind::LongHold:
        return "long hold during I/O or sleep";
    case FindingKind::BusyWait:
        return "busy wait";
    case FindingKind::Livelock:
        return "livelock";
    case FindingKind::Oversubscription:
        return "oversubscription";
    case FindingKind::Imbalance:
        return "imbalance";
    case FindingKind::BottleneckStage:
        return "bottleneck stage";
    case FindingKind::GrowingQueue:
        return "queue growing without bound";
    case FindingKind::DomainFillsSlots:
        return "one domain fills the crawl's slots";
    case FindingKind::DelayBinds:
        return "delay binds, not concurrency";
    case FindingKind::EventLoopLag:
        return "event loop lag";
    case FindingKind::FalseSharing:
        return "false sharing";
    case FindingKind::LostWakeUp:
        return "lost wake-up";
    }
    return {};
}

Gravity gravityOf(FindingKind kind)
{
    switch (kind) {
    case FindingKind::Deadlock:
    case FindingKind::PoolStarved:
    case FindingKind::LostWakeUp:
    case FindingKind::DroppedRecords:
        return Gravity::Alarm;
    case FindingKind::PriorityInversion:
    case FindingKind::Oversubscription:
    case FindingKind::DelayBinds:
        return Gravity::Hint;
    default:
        return Gravity::Warning;
    }
}

std::uint64_t identityOf(const Finding& finding)
{
    const std::uint64_t about = !finding.objects.empty()   ? static_cast<std::uint64_t>(finding.objects.front())
                                : !finding.threads.empty() ? static_cast<std::uint64_t>(finding.threads.front())
                                                           : store::kNone;
    return (static_cast<std::uint64_t>(finding.kind) + 1) << 32 | about;
}

} // namespace lanescope::analysis
