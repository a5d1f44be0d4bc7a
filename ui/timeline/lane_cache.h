// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/lane_tile.h"

#include <unordered_map>

namespace lanescope::timeline {

/// What painting cost since the counters were last taken.
struct PaintCounts {
    std::size_t tilesPainted = 0;
    std::size_t tilesReused = 0;
    std::size_t lookups = 0; ///< queries of a row's index
};

/// Painted stretches of lanes. A tile that is complete is kept while the zoom stays; one at the live end is
/// painted again when its row grew. Lanes that were not seen for a while are forgotten. Threads: GUI.
class LaneCache {
public:
    /// Drops everything if what all tiles depend on has changed: zoom, colours, scale, dimmed states, run.
    void beginFrame(const LaneContext& context);
    LaneTile& tile(const LaneContext& context, const Line& line, std::int64_t number);
    void endFrame();
    void clear() { m_lanes.clear(); }

    /// The values at the bottom and the top of a counter's lane, as last painted.
    CounterScale counterScale(store::RowIndex row) const;
    const PaintCounts& counts() const { return m_counts; }

private:
    // Whether a row looks the same as when a tile was painted.
    struct Version {
        std::size_t size = 0;
        std::int64_t knownUntilNs = 0;
        std::int64_t openSinceNs = 0;
        std::int64_t goneBeforeNs = 0;
        bool operator==(const Version&) const = default;
    };
    struct Kept {
        LaneTile tile;
        Version version;
    };
    struct Lane {
        std::unordered_map<std::int64_t, Kept> tiles;
        std::uint64_t lastFrame = 0;
        std::int64_t goneBeforeNs = std::numeric_limits<std::int64_t>::min();
        CounterScale counter;
        std::int32_t heightPx = 0; ///< a pinned row may be of another height
    };
    static Version versionOf(const store::Row& row);
    void checkLane(Lane& lane, const LaneContext& context, const Line& line);

    std::unordered_map<std::uint32_t, Lane> m_lanes;
    std::uint64_t m_frame = 0;
    double m_nsPerPx = 0;
    std::int64_t m_originNs = 0;
    qreal m_scale = 0;
    qint64 m_paletteKey = 0;
    StateMask m_dimmed;
    PaintCounts m_counts;
};

} // namespace lanescope::timeline
