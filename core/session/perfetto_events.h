// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/event_merge.h"
#include "core/session/nested_slices.h"
#include "core/session/perfetto_packet.h"
#include "core/session/request_facts.h"
#include "core/session/trace_ids.h"

#include <memory>
#include <string>

namespace lanescope::session {

/// As UTF-8 that may be written; `otherwise` for nothing.
std::string validName(std::string_view name, std::string_view otherwise);

/// What all sources share: names, ids and the moment that counts as zero.
struct PerfettoContext {
    explicit PerfettoContext(const store::Snapshot& shown);

    std::uint64_t time(std::int64_t timeNs) const { return static_cast<std::uint64_t>(timeNs - originNs); }
    std::string threadName(std::uint32_t thread) const;
    std::string sliceName(const Slice& slice) const;
    std::string stateName(const store::Interval& interval) const;

    const store::Snapshot& snapshot;
    TraceIds ids;
    std::int64_t originNs;
    RequestIndex requests;
};

/// Tasks and waits of one thread as nested slices. Lifetime of all sources: within that of the context.
std::unique_ptr<EventSource> perfettoSlices(const PerfettoContext& context, const store::Thread& thread, TrackId track);
/// The states of one thread, running included; none where nothing is known.
std::unique_ptr<EventSource> perfettoStates(const PerfettoContext& context, const store::Row& row, TrackId track);
/// One slice for each interval of a row: holds by their owner, CPUs by their thread, requests (of `process`) by their phase.
std::unique_ptr<EventSource> perfettoIntervals(const PerfettoContext& context, const store::Row& row,
                                               store::ProcessIndex process, TrackId track);
std::unique_ptr<EventSource> perfettoCounter(const PerfettoContext& context, const store::Row& row, TrackId track);

} // namespace lanescope::session
