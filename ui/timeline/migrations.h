// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// A thread left one CPU and went on on another.
struct Migration {
    store::ThreadIndex thread{};
    store::RowIndex from{}; ///< rows of CPUs
    store::RowIndex to{};
    std::int64_t leftNs = 0; ///< the end of its stretch on the first; of one long ago the arrival
    std::int64_t arrivedNs = 0;
};

/// Those of the visible range: the picked thread's, and all others unless they are too many to be told apart. Nothing
/// where a CPU's stretches are too dense to be seen. O(CPUs · stretches that can be told apart)
struct ShownMigrations {
    std::vector<Migration> picked;
    std::vector<Migration> others;
};
ShownMigrations shownMigrations(const CanvasFrame& frame);

/// Each a thin arrow from CPU to CPU. Threads: GUI.
void paintMigrations(QPainter& painter, const CanvasFrame& frame);

/// The number of the CPU that runs the thread at a moment, as its switches tell it. O(CPUs · log n)
std::optional<std::uint16_t> cpuOf(const store::Snapshot& snapshot, store::ThreadIndex thread, std::int64_t timeNs);

} // namespace lanescope::timeline
