// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/series.h"

#include <optional>

namespace lanescope::store {

/// Indices into the tables of a Snapshot; they never change their meaning during a run.
enum class RowIndex : std::uint32_t {};
enum class ProcessIndex : std::uint32_t {};
enum class ThreadIndex : std::uint32_t {};
enum class ObjectIndex : std::uint32_t {};
enum class NameIndex : std::uint32_t {};
inline constexpr std::uint32_t kNone = Interval::kNobody;

enum class RowKind : std::uint8_t { ThreadState, Tasks, LockOwner, RequestSlot, Cpu, QueueDepth, Counter, Waiters };
inline constexpr auto kLastRowKind = RowKind::Waiters;

/// What goes on at the live end of a row: it began at startNs and has not ended.
struct OpenInterval {
    std::int64_t startNs = 0;
    State state = State::Running;
    std::uint32_t subject = kNone;
    std::uint32_t peer = kNone; ///< of a CPU row

    Interval until(std::int64_t endNs) const { return Interval::make(startNs, endNs, state, subject, peer); }
};

/// One line of the timeline: intervals that do not overlap, in order, or the samples of a counter
/// (QueueDepth, Counter, Waiters).
struct Row {
    RowKind kind = RowKind::ThreadState;
    SeriesView<Interval, IntervalSummary> intervals;
    SeriesView<Sample, SampleSummary> samples;
    std::optional<OpenInterval> open;
    std::int64_t knownUntilNs = 0; ///< the open interval and the last sample hold until here

    bool isCounter() const
    {
        return kind == RowKind::QueueDepth || kind == RowKind::Counter || kind == RowKind::Waiters;
    }
    /// The first interval that ends after `timeNs`. O(log n)
    std::size_t firstEndingAfter(std::int64_t timeNs) const;
    /// The first interval that starts at or after `timeNs`. O(log n)
    std::size_t firstStartingAt(std::int64_t timeNs) const;
    /// Time per state within [fromNs, toNs), the open interval included. O(log n)
    IntervalSummary summarise(std::int64_t fromNs, std::int64_t toNs) const;
    /// Counter over [fromNs, toNs), with the value that held at fromNs; empty before the first sample. O(log n)
    std::optional<SampleSummary> sampled(std::int64_t fromNs, std::int64_t toNs) const;
    /// The interval that covers `timeNs`, the open one included.
    std::optional<Interval> at(std::int64_t timeNs) const;
};

} // namespace lanescope::store
