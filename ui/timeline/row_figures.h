// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/row_list.h"
#include "ui/timeline/time_axis.h"

#include <QString>

namespace lanescope::timeline {

/// The quiet figure at the right of the name: "61 %", "pid 41870", "38 % contended", "58 / 64". May be empty.
/// Shares refer to `visible`. Pure. Threads: any. O(log n)
QString lineFigure(const store::Snapshot& snapshot, const Line& line, TimeRange visible);

} // namespace lanescope::timeline
