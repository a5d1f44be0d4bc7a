// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/range_figures.h"

#include <string>
#include <string_view>

namespace lanescope::analysis {

/// The patterns that are looked for. When each of them is one is written down in thresholds.h.
enum class FindingKind : std::uint8_t {
    Deadlock,
    PoolStarved,
    PotentialDeadlock,
    DroppedRecords,
    ProcessStopped,
    SerialisedExecution,
    LockConvoy,
    ThunderingHerd,
    WriterStarvation,
    PriorityInversion,
    LongHold,
    BusyWait,
    Livelock,
    Oversubscription,
    Imbalance,
    BottleneckStage,
    GrowingQueue,
    DomainFillsSlots,
    DelayBinds,
    EventLoopLag,
    FalseSharing,
    LostWakeUp,
};
inline constexpr auto kLastFindingKind = FindingKind::LostWakeUp;

/// Its name, as the report has it: "lock convoy".
std::string_view findingName(FindingKind kind);

/// How much it matters: Alarm: nothing goes on, or figures are wrong. Hint: it may be meant to be so.
enum class Gravity : std::uint8_t { Alarm, Warning, Hint };
Gravity gravityOf(FindingKind kind);

/// Something about a run that is worth a look, with its evidence.
struct Finding {
    FindingKind kind{};
    std::string text; ///< one sentence with its numbers
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    /// Of one that has left: a moment at which what made it was there. `fromNs` is that of the window which showed it first,
    /// and may lie before.
    std::int64_t causeNs = 0;
    bool isApproximate = false; ///< records were dropped in the range it was judged by; the text says so, too
    std::vector<store::ObjectIndex> objects; ///< the first one is what it is about
    std::vector<store::ThreadIndex> threads;
    std::vector<std::string> alike; ///< what is so similar that it is counted in the text and told here only
    /// The same for the same pattern at the same place: see identityOf(). One delay of a crawl, whatever hosts it holds.
    std::uint64_t identity = 0;
};

/// Of what is neither a deadlock nor a potential one: the kind and what it is about.
std::uint64_t identityOf(const Finding& finding);

} // namespace lanescope::analysis
