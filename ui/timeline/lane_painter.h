// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"
#include "ui/timeline/lane_cache.h"
#include "ui/timeline/lane_texts.h"

namespace lanescope::timeline {

/// Paints the visible lines of a timeline: backgrounds, bars, counters, names. The cost follows the pixels,
/// not the events; what was painted before is moved. Threads: GUI.
class LanePainter {
public:
    void paint(QPainter& painter, const CanvasFrame& frame);
    void setFont(const QFont& font) { m_texts.setFont(font); }
    const PaintCounts& counts() const { return m_cache.counts(); }

private:
    void paintBackgrounds(QPainter& painter, const CanvasFrame& frame) const;
    void paintLane(QPainter& painter, const CanvasFrame& frame, const LaneContext& context, const Line& line);
    void paintTexts(QPainter& painter, const CanvasFrame& frame, const Line& line, LaneTile& tile);
    void paintHighlighted(QPainter& painter, const CanvasFrame& frame, const Line& line, const LaneTile& tile) const;
    void paintGone(QPainter& painter, const CanvasFrame& frame, const Line& line) const;
    void paintLifetime(QPainter& painter, const CanvasFrame& frame, const Line& line) const;
    void paintLosses(QPainter& painter, const CanvasFrame& frame, const Line& line) const;
    qreal paintLevel(QPainter& painter, const CanvasFrame& frame, const Line& line, double value) const;
    void paintZero(QPainter& painter, const CanvasFrame& frame, const Line& line) const;
    void paintCapacity(QPainter& painter, const CanvasFrame& frame, const Line& line) const;

    LaneCache m_cache;
    LaneTexts m_texts;
    std::optional<store::ThreadIndex> m_pickedThread; ///< in this frame
};

} // namespace lanescope::timeline
