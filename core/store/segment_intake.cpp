// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_intake.h"

#include <limits>

namespace lanescope::store {

SegmentIntake::SegmentIntake(std::unique_ptr<trace::SegmentReader> reader, Registry& registry, RequestLog& requests,
                             FlowMatcher& flows, const trace::Calibration& calibration)
    : m_reader(std::move(reader))
    , m_registry(registry)
    , m_calibration(calibration)
    , m_directory(*m_reader, registry)
    , m_status(*m_reader, registry, m_directory, calibration)
    , m_records(registry, m_directory, requests, flows, calibration)
    , m_losses(m_reader->info().anchorNs)
{
}

void SegmentIntake::readStatus(trace::Ticks now, std::int64_t untilNs, std::uint64_t reading)
{
    countLosses(m_calibration.toNs(now));
    m_status.read(now, untilNs, reading);
}

// Before the rings are read: what is lost while that goes on belongs to the next reading.
void SegmentIntake::countLosses(std::int64_t nowNs)
{
    m_losses.nextReading(nowNs);
    m_directory.update();
    m_dropped = m_reader->lostEntries();
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane)
        m_dropped += m_reader->dropped(lane);
    m_losses.note(m_registry, process(), m_dropped);
}

void SegmentIntake::tellWhoLost()
{
    m_told.resize(m_directory.laneCount());
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane) {
        const std::uint64_t dropped = m_reader->dropped(lane);
        const auto thread = m_directory.latestOn(lane);
        if (dropped == m_told[lane] || !thread)
            continue;
        m_registry.store().thread(*thread).dropped += dropped - m_told[lane];
        m_told[lane] = dropped;
    }
}

std::size_t SegmentIntake::held()
{
    m_directory.update();
    std::size_t sum = 0;
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane)
        sum += m_reader->held(lane);
    return sum;
}

std::size_t SegmentIntake::drain()
{
    m_directory.update();
    std::size_t taken = 0;
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane)
        taken += drainLane(lane, std::numeric_limits<std::size_t>::max());
    return taken;
}

std::size_t SegmentIntake::drainLane(std::uint32_t lane, std::size_t most)
{
    m_records.readAt(m_calibration.toNs(trace::readClock()));
    return m_reader->drain(
        lane, [this, lane](const trace::Record& record, std::string_view text) { m_records.take(lane, record, text); },
        most);
}

std::optional<std::int64_t> SegmentIntake::missingFromNs() const
{
    const auto from = m_backlog.missingFrom();
    return from ? std::optional(m_calibration.toNs(*from)) : std::nullopt;
}

std::size_t SegmentIntake::takePiece()
{
    const Backlog::Piece piece = m_backlog.take();
    return drainLane(piece.lane, piece.records);
}

} // namespace lanescope::store
