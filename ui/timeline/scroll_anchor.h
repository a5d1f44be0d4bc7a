// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_state.h"

#include <vector>

namespace lanescope::timeline {

/// Keeps what is looked at where it is on the screen while rows come and go above it: the picked row if it is in sight,
/// else the topmost one that is left. At the top it stays the top. Threads: GUI.
class ScrollAnchor {
public:
    /// Before the rows change.
    ScrollAnchor(const TimelineState& state, int heightPx);
    /// Where to scroll to when they have changed.
    int scrollPx(const RowList& rows) const;

private:
    struct Held {
        LineKey key;
        int yPx = 0; ///< from the top of the canvas
    };

    int m_scrollPx;
    std::vector<Held> m_held; ///< the first one that is left counts
};

} // namespace lanescope::timeline
