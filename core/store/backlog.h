// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/segment_reader.h"

#include <optional>

namespace lanescope::store {

/// What waits in the rings of one segment, cut into pieces: threads may have written more than can be taken in at once. Of
/// each piece it is known from when on something is missing as long as it has not been taken: a hold or a wait is told at its
/// end, behind others that began after it. Threads: the collector's.
class Backlog {
public:
    struct Piece {
        std::uint32_t lane = 0;
        std::size_t records = 0;
    };

    /// All that the lanes hold by now, in pieces of at most so many records.
    void cut(trace::SegmentReader& reader, std::uint32_t lanes, std::size_t mostRecords, trace::Ticks now);
    /// Nothing that began before is missing; nothing when all has been taken. O(lanes)
    std::optional<trace::Ticks> missingFrom() const;
    /// The next piece of the lane that is furthest behind; there is one. O(lanes)
    Piece take();

private:
    struct Part {
        std::size_t records = 0;
        trace::Ticks missingFrom = 0; ///< the earliest start in it and in those behind it
    };
    struct Lane {
        std::uint32_t number = 0;
        std::vector<Part> parts; ///< the next one is the last
    };
    static Lane cutLane(trace::SegmentReader& reader, std::uint32_t lane, std::size_t mostRecords, trace::Ticks now);
    static trace::Ticks behind(const Lane& lane) { return lane.parts.back().missingFrom; }

    std::vector<Lane> m_lanes; // of which something is left
};

} // namespace lanescope::store
