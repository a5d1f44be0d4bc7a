// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/flow_matcher.h"
#include "core/store/request_log.h"
#include "core/store/segment_directory.h"
#include "core/trace/clock.h"

namespace lanescope::store {

/// Tells the registry what the records of one segment say, in the collector's terms. Threads: the collector's.
/// Lifetime: the references outlive it.
class RecordIntake {
public:
    RecordIntake(Registry& registry, SegmentDirectory& directory, RequestLog& requests, FlowMatcher& flows,
                 const trace::Calibration& calibration);

    /// Before those that are there now are taken: none of them can tell of what comes much later.
    void readAt(std::int64_t nowNs);
    /// Those of a lane in their order. `text`: what the record carries besides.
    void take(std::uint32_t lane, const trace::Record& record, std::string_view text);

private:
    std::int64_t clockStepNs() const;
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
    bool mayHaveReaped(ProcessIndex child) const;
    void takeProcess(const trace::Record& record, std::int64_t timeNs);
    void takeFlow(ThreadIndex thread, const trace::Record& record, std::int64_t timeNs);
    void takeMark(ThreadIndex thread, const trace::Record& record, std::int64_t timeNs, std::string_view text);
    void takeRequest(const trace::Record& record, std::int64_t startNs, std::int64_t endNs, std::string_view text);
    void takeCounter(const trace::Record& record, std::int64_t timeNs);

    Registry& m_registry;
    Store& m_store;
    SegmentDirectory& m_directory;
    RequestLog& m_requests;
    FlowMatcher& m_flows;
    const trace::Calibration& m_calibration;
    std::unordered_map<std::uint32_t, ObjectIndex> m_counters; // by StringId
    std::int64_t m_latestNs = 0;                               // that is believed
};

} // namespace lanescope::store
