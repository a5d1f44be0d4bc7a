// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/backlog.h"
#include "core/store/loss_counter.h"
#include "core/store/record_intake.h"
#include "core/store/status_intake.h"

namespace lanescope::store {

/// Takes in one segment: its status words, what it lost, and its records, told to the registry in the collector's
/// terms. A reading is a round of four steps. Threads: the collector's. Lifetime: the references outlive it.
class SegmentIntake {
public:
    SegmentIntake(std::unique_ptr<trace::SegmentReader> reader, Registry& registry, RequestLog& requests,
                  FlowMatcher& flows, const trace::Calibration& calibration);

    /// 1. What is open now, first forgotten in all segments, then read in each; and what had no room so far. Before the
    /// records, so that a wait seen open here is recognised by its own.
    void forgetStatus() { m_status.forget(); }
    void readStatus(trace::Ticks now, std::int64_t untilNs, std::uint64_t reading);
    /// 2. How many records wait to be taken.
    std::size_t held();
    /// 3. All of them; returns how many. Or, where these are too many to take at once, piece by piece.
    std::size_t drain();
    void cutBacklog(std::size_t pieceRecords)
    {
        m_backlog.cut(*m_reader, m_directory.laneCount(), pieceRecords, trace::readClock());
    }
    /// Nothing that happened before is missing; nothing when all has been taken.
    std::optional<std::int64_t> missingFromNs() const;
    std::size_t takePiece();
    /// 4. Whose records had no room: by now it is known who writes to which lane.
    void tellWhoLost();

    /// What is running now inside spans; for the snapshot only.
    void showOpenSpans(trace::Ticks now) { m_status.showOpenSpans(now); }
    /// The process is dead and drained: the spans it died in end with their thread, at the latest at `endNs`.
    void closeOpenSpans(trace::Ticks now, std::int64_t endNs) { m_status.closeOpenSpans(now, endNs); }

    ProcessIndex process() const { return m_directory.process(); }
    std::int32_t pid() const { return m_directory.pid(); }
    const std::string& fault() const { return m_reader->fault(); }
    std::uint64_t dropped() const { return m_dropped; }

private:
    void countLosses(std::int64_t nowNs);
    std::size_t drainLane(std::uint32_t lane, std::size_t most);

    const std::unique_ptr<trace::SegmentReader> m_reader;
    Registry& m_registry;
    const trace::Calibration& m_calibration;
    SegmentDirectory m_directory;
    StatusIntake m_status;
    RecordIntake m_records;
    Backlog m_backlog;
    std::vector<std::uint64_t> m_told; // losses, by lane
    std::uint64_t m_dropped = 0;
    LossCounter m_losses;
};

} // namespace lanescope::store
