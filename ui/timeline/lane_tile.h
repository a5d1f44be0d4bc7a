// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/counter_scale.h"
#include "ui/timeline/row_list.h"
#include "ui/timeline/time_axis.h"
#include "ui/timeline/viewport.h"

#include <QImage>
#include <QPalette>

#include <vector>

namespace lanescope::timeline {

/// What every tile of one frame is painted with.
struct LaneContext {
    const store::Snapshot& snapshot;
    const TimeAxis& axis; ///< device pixels
    QPalette palette;
    qreal scale = 1; ///< device pixels per logical pixel
    StateMask dimmed{};
};

/// A bar wide enough to carry a name, in absolute columns.
struct LaneText {
    /// What `subject` is. A task may become known only after its bar was painted.
    enum class Of : std::uint8_t { Task, Name, Thread, Object, State };

    Of of = Of::Task;
    std::int64_t x0 = 0;
    std::int64_t x1 = 0;
    std::int64_t startNs = 0;
    std::int64_t middleNs = 0;
    std::int64_t taskStartNs = 0;
    std::uint32_t subject = store::kNone;
    bool isFinal = false; ///< `subject` needs no further look
    QRgb background = 0;
};

/// Where a thread waits for the object `subject`, or a CPU runs the thread `subject`; to be highlighted with it.
struct LaneStretch {
    std::int64_t x0 = 0;
    std::int64_t x1 = 0;
    std::uint32_t subject = store::kNone;
    bool isFolded = false; ///< it does so somewhere in it
};

/// A stretch of one lane, painted once and then moved as the view pans. Transparent where nothing is.
struct LaneTile {
    static constexpr int kLogicalPx = 128; ///< wide; a whole number of device pixels at any quarter of scale

    QImage image;
    std::vector<LaneText> texts;
    std::vector<LaneStretch> stretches;
    bool isFinal = false; ///< nothing that comes can change it
    std::size_t lookups = 0;
};

/// Of its colour, on the ground, what a state has that is not wanted.
inline constexpr double kDimmedShare = 0.18;

/// Device pixels that a tile is wide.
int tileColumns(qreal scale);
/// Height of the painted part of a line, in device pixels.
int barHeightPx(const Line& line, qreal scale);

LaneTile paintIntervalTile(const LaneContext& context, const Line& line, std::int64_t number);
LaneTile paintCounterTile(const LaneContext& context, const Line& line, std::int64_t number, const CounterScale& scale);

/// What is on the wire has the colour of bodies, what waits that of queues; with a bound it is another one.
QColor counterColour(const store::Snapshot& snapshot, const store::Object& object, const QPalette& palette);

} // namespace lanescope::timeline
