// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/flow_matcher.h"
#include "core/store/loss_counter.h"
#include "core/store/registry.h"
#include "core/store/request_log.h"
#include "core/trace/clock.h"
#include "core/trace/segment_reader.h"

#include <unordered_map>

namespace lanescope::store {

/// Takes in one segment: its records, status words and tables, told to the registry in the collector's
/// terms. Threads: the collector's. Lifetime: the references outlive it.
class SegmentIntake {
public:
    SegmentIntake(std::unique_ptr<trace::SegmentReader> reader, Registry& registry, RequestLog& requests,
                  FlowMatcher& flows, const trace::Calibration& calibration);

    /// 0. Nobody owns or waits for anything until a status word says so. For all before readStatus() of any: a lock
    /// between processes is one object of several segments. What a dead process held stays as it was.
    void forgetStatus();
    /// 1. What is open now. Before drain(), so that a wait seen open here is recognised by its record.
    void readStatus(trace::Ticks now, std::int64_t untilNs, std::uint64_t poll);
    /// 2. All records; returns how many.
    std::size_t drain();
    /// 3. What is running now inside spans; for the snapshot only.
    void readOpenSpans(trace::Ticks now);
    /// The process is dead and drained: the spans it died in end with their thread, at the latest at `endNs`.
    void closeOpenSpans(trace::Ticks now, std::int64_t endNs);

    ProcessIndex process() const { return m_process; }
    std::int32_t pid() const { return m_reader->info().pid; }
    const std::string& fault() const { return m_reader->fault(); }
    std::uint64_t dropped() const { return m_dropped; }

private:
    struct LaneState {
        std::optional<ThreadIndex> thread;
        std::optional<ThreadIndex> latest; ///< the same, also after it ended: others may still name it
        std::uint64_t dropped = 0;
    };

    void readLane(std::uint32_t lane, trace::Ticks now, std::int64_t untilNs, std::uint64_t poll);
    void readObject(std::uint32_t id, trace::Ticks now, std::int64_t untilNs, std::uint64_t poll);
    void noteOpenHold(ObjectIndex object, ThreadIndex thread, trace::Ticks since, bool shared, std::int64_t untilNs,
                      std::uint64_t poll);
    bool hasOrder(ObjectIndex object) const;
    std::int64_t clockStepNs() const;
    void take(std::uint32_t lane, const trace::Record& record, std::string_view text);
    void takeThread(std::uint32_t lane, const trace::Record& record, std::int64_t timeNs);
    void takeSpan(ThreadIndex thread, const trace::Record& record, std::int64_t startNs, std::int64_t endNs);
    void takeWait(ThreadIndex thread, const trace::Record& record, std::int64_t startNs, std::int64_t endNs);
    void takeHold(ThreadIndex thread, const trace::Record& record, std::int64_t startNs, std::int64_t endNs);
    void takeAcquire(const trace::Record& record);
    void takeWrites(ThreadIndex thread, const trace::Record& record, std::int64_t startNs, std::int64_t endNs);
    void takeDepth(ThreadIndex thread, const trace::Record& record, std::int64_t timeNs);
    void takeHeld(const trace::Record& record);
    void takePhase(const trace::Record& record, std::int64_t startNs, std::int64_t endNs);
    void takeOpenRequest(ThreadIndex thread, const trace::Record& record, std::int64_t startNs, std::int64_t endNs,
                         std::string_view text);
    void takeProcess(const trace::Record& record, std::int64_t timeNs);
    void takeFlow(ThreadIndex thread, const trace::Record& record, std::int64_t timeNs);
    void takeMark(ThreadIndex thread, const trace::Record& record, std::int64_t timeNs, std::string_view text);
    void takeRequest(const trace::Record& record, std::int64_t startNs, std::int64_t endNs, std::string_view text);
    void takeCounter(const trace::Record& record, std::int64_t timeNs);

    ThreadIndex threadOf(std::uint32_t lane, std::int64_t timeNs);
    RowIndex taskRow(ThreadIndex thread, std::size_t depth);
    std::optional<ObjectIndex> objectOf(std::uint32_t id);
    std::string text(std::uint32_t stringId);
    NameIndex nameOf(std::uint32_t stringId);
    std::uint32_t peerOf(std::uint64_t bits) const;

    std::unique_ptr<trace::SegmentReader> m_reader;
    Registry& m_registry;
    Store& m_store;
    RequestLog& m_requests;
    FlowMatcher& m_flows;
    const trace::Calibration& m_calibration;
    ProcessIndex m_process;
    std::vector<LaneState> m_lanes;
    std::vector<std::optional<ObjectIndex>> m_objects;
    std::unordered_map<std::uint32_t, NameIndex> m_names;
    std::unordered_map<std::uint32_t, ObjectIndex> m_counters; // by StringId
    std::uint64_t m_dropped = 0;
    LossCounter m_losses;
};

} // namespace lanescope::store
