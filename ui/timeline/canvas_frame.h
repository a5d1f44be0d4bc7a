// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/row_list.h"
#include "ui/timeline/time_axis.h"
#include "ui/timeline/viewport.h"

#include <QPalette>
#include <QRectF>
#include <QSize>

namespace lanescope::timeline {

/// How much of a line is free above its bars, and below them. Logical pixels.
inline int barMarginPx(const Line& line)
{
    return line.key.kind == LineKind::Queue ? 1 : 3;
}

/// What one frame of the canvas shows. Valid during one paint or one mouse event. Units: logical pixels,
/// only `axis` counts device pixels. Threads: GUI.
struct CanvasFrame {
    const store::Snapshot& snapshot;
    const RowList& rows;
    const Viewport& viewport;
    TimeAxis axis;
    qreal scale = 1;
    QPalette palette;
    int scrollPx = 0;
    QSize size;

    qreal xOf(std::int64_t timeNs) const { return axis.xOf(timeNs) / scale; }
    std::int64_t timeAt(qreal x) const { return axis.timeAt(x * scale); }
    /// Where a line lies on the canvas; may be outside of it.
    QRectF rectOf(const Line& line) const { return QRectF(0, line.topPx - scrollPx, size.width(), line.heightPx); }
    /// Where the bars of a line lie.
    QRectF barsOf(const Line& line) const { return rectOf(line).adjusted(0, barMarginPx(line), 0, -barMarginPx(line)); }
};

/// Calls `visit(line)` for the lines of which something is seen, from the top.
template <class Visit>
void forEachVisible(const CanvasFrame& frame, Visit&& visit)
{
    const auto& lines = frame.rows.lines();
    for (std::size_t i = frame.rows.firstAt(frame.scrollPx); i < lines.size(); ++i) {
        if (lines[i].topPx - frame.scrollPx >= frame.size.height())
            return;
        visit(lines[i]);
    }
}

} // namespace lanescope::timeline
