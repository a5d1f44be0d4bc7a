// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QPainter;
class QSize;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// Paints the timeline of a run as the window shows it, in light colours for paper: utilisation, time axis,
/// as many lanes as fit, legend. An empty range is the whole run. Needs no window. Threads: GUI.
void paintTimeline(QPainter& painter, const QSize& size, const store::SnapshotPtr& snapshot, const TimeRange& range);

} // namespace lanescope::timeline
