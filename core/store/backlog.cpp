// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/backlog.h"

#include <algorithm>

namespace lanescope::store {
namespace {

using trace::Record;
using trace::RecordType;

// Whether it matters when it is taken in: rows of threads, locks, queues and counters are written up to a moment for good.
bool hasItsTime(const Record& record)
{
    switch (record.type) {
    case RecordType::ThreadStart:
    case RecordType::ThreadEnd:
    case RecordType::ThreadName:
    case RecordType::Wait:
    case RecordType::Hold:
    case RecordType::Depth:
    case RecordType::Counter:
        return true;
    default:
        return false;
    }
}

} // namespace

void Backlog::cut(trace::SegmentReader& reader, std::uint32_t lanes, std::size_t mostRecords, trace::Ticks now)
{
    m_lanes.clear();
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        Lane pieces = cutLane(reader, lane, mostRecords, now);
        if (!pieces.parts.empty())
            m_lanes.push_back(std::move(pieces));
    }
}

Backlog::Lane Backlog::cutLane(trace::SegmentReader& reader, std::uint32_t lane, std::size_t mostRecords,
                               trace::Ticks now)
{
    Lane pieces{lane, {}};
    reader.look(lane, [&](const Record& record) {
        if (pieces.parts.empty() || pieces.parts.back().records == mostRecords)
            pieces.parts.push_back({0, now});
        Part& part = pieces.parts.back();
        ++part.records;
        if (hasItsTime(record))
            part.missingFrom = std::min(part.missingFrom, record.start);
    });
    std::ranges::reverse(pieces.parts);
    for (std::size_t i = 1; i < pieces.parts.size(); ++i)
        pieces.parts[i].missingFrom = std::min(pieces.parts[i].missingFrom, pieces.parts[i - 1].missingFrom);
    return pieces;
}

std::optional<trace::Ticks> Backlog::missingFrom() const
{
    if (m_lanes.empty())
        return std::nullopt;
    return behind(*std::ranges::min_element(m_lanes, {}, behind));
}

Backlog::Piece Backlog::take()
{
    const auto lane = std::ranges::min_element(m_lanes, {}, behind);
    const Piece piece{lane->number, lane->parts.back().records};
    lane->parts.pop_back();
    if (lane->parts.empty())
        m_lanes.erase(lane);
    return piece;
}

} // namespace lanescope::store
