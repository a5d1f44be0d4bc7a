// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

namespace lanescope::timeline {

/// What the parts of a TimelineView share; owned by it. Threads: GUI.
struct TimelineState {
    explicit TimelineState(Viewport& shared)
        : viewport(shared)
    {
    }

    Viewport& viewport;
    store::SnapshotPtr snapshot = store::Snapshot::empty();
    RowList rows;
    int scrollPx = 0;

    Sight sight() const
    {
        const auto pick = viewport.pick();
        return {viewport.visible().fromNs, pick ? std::optional(pick->row) : std::nullopt,
                viewport.isLive() && viewport.followsLive()};
    }
    CanvasFrame frame(QSize size, qreal scale, const QPalette& palette) const
    {
        const int widthPx = static_cast<int>(std::lround(size.width() * scale));
        return {*snapshot, rows, viewport, viewport.axis(widthPx), scale, palette, scrollPx, size};
    }
};

/// How the widgets on the time axis line up. Logical pixels.
inline constexpr int kLabelColumnPx = 196;
inline constexpr int kScrollBarPx = 10; ///< kept free at the right of every one of them

} // namespace lanescope::timeline
