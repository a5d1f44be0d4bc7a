// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_catalogue.h"
#include "ui/export/picture.h"

namespace lanescope::exporting {

/// Paints a chart of the snapshot for paper. `range`: what its time axis shows, empty for the whole run;
/// `choice`: which of the chart's choices. `scale`: pixels of the device for each pixel, for its hatching.
/// The chart is made, painted and gone within the call of the returned function. Threads: GUI.
Paint chartPaint(charts::ChartKind kind, const store::SnapshotPtr& snapshot, const charts::TimeRange& range = {},
                 int choice = 0, double scale = 1);

} // namespace lanescope::exporting
