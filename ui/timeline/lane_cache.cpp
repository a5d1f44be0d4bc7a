// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_cache.h"

#include "core/store/queue_room.h"

namespace lanescope::timeline {
namespace {

constexpr std::uint64_t kFramesKept = 90;  ///< a lane may be out of sight this long
constexpr std::size_t kTilesPerLane = 512; ///< 64 K pixels: far more than any screen, reached only by panning

} // namespace

void LaneCache::beginFrame(const LaneContext& context)
{
    ++m_frame;
    const bool isSame = m_nsPerPx == context.axis.nsPerPx() && m_originNs == context.axis.originNs() &&
                        m_scale == context.scale && m_paletteKey == context.palette.cacheKey() &&
                        m_dimmed == context.dimmed;
    if (isSame)
        return;
    m_lanes.clear();
    m_nsPerPx = context.axis.nsPerPx();
    m_originNs = context.axis.originNs();
    m_scale = context.scale;
    m_paletteKey = context.palette.cacheKey();
    m_dimmed = context.dimmed;
}

void LaneCache::endFrame()
{
    if (m_frame % 16 == 0)
        std::erase_if(m_lanes, [this](const auto& entry) { return entry.second.lastFrame + kFramesKept < m_frame; });
}

LaneCache::Version LaneCache::versionOf(const store::Row& row)
{
    Version version;
    version.size = row.isCounter() ? row.samples.size() : row.intervals.size();
    version.goneBeforeNs = row.isCounter() ? row.samples.goneBeforeNs() : row.intervals.goneBeforeNs();
    if (row.open)
        version.openSinceNs = row.open->startNs;
    if (row.open || row.isCounter())
        version.knownUntilNs = row.knownUntilNs;
    return version;
}

void LaneCache::checkLane(Lane& lane, const LaneContext& context, const Line& line)
{
    if (lane.lastFrame == m_frame)
        return;
    lane.lastFrame = m_frame;
    const store::Row& row = context.snapshot.row(*line.row);
    const std::int64_t gone = versionOf(row).goneBeforeNs;
    if (gone != lane.goneBeforeNs || line.heightPx != lane.heightPx || lane.tiles.size() > kTilesPerLane)
        lane.tiles.clear();
    lane.goneBeforeNs = gone;
    lane.heightPx = line.heightPx;
    if (!row.isCounter())
        return;
    const auto& objects = *context.snapshot.objects;
    const CounterScale scale =
        CounterScale::of(row, line.key.index < objects.size() ? store::roomOf(objects[line.key.index]) : 0);
    if (scale != lane.counter)
        lane.tiles.clear();
    lane.counter = scale;
}

LaneTile& LaneCache::tile(const LaneContext& context, const Line& line, std::int64_t number)
{
    const store::Row& row = context.snapshot.row(*line.row);
    Lane& lane = m_lanes[static_cast<std::uint32_t>(*line.row)];
    checkLane(lane, context, line);
    const Version version = versionOf(row);
    const auto [entry, isNew] = lane.tiles.try_emplace(number);
    Kept& kept = entry->second;
    if (!isNew && (kept.tile.isFinal || kept.version == version)) {
        ++m_counts.tilesReused;
        return kept.tile;
    }
    kept.tile = row.isCounter() ? paintCounterTile(context, line, number, lane.counter)
                                : paintIntervalTile(context, line, number);
    kept.version = version;
    ++m_counts.tilesPainted;
    m_counts.lookups += kept.tile.lookups;
    return kept.tile;
}

CounterScale LaneCache::counterScale(store::RowIndex row) const
{
    const auto found = m_lanes.find(static_cast<std::uint32_t>(row));
    return found == m_lanes.end() ? CounterScale() : found->second.counter;
}

} // namespace lanescope::timeline
