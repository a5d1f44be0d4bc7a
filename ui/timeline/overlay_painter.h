// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/canvas_frame.h"

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// What lies over the lanes and concerns all of them: marks, selected range, cursors, hover line, the picked
/// interval with its arrow to whoever ended it. Stateless. Threads: GUI.
void paintOverlays(QPainter& painter, const CanvasFrame& frame);

/// The parts that run through every widget on the time axis, over `height` pixels.
void paintMarkLines(QPainter& painter, const CanvasFrame& frame, qreal height);
void paintSelection(QPainter& painter, const CanvasFrame& frame, qreal height);
void paintCursors(QPainter& painter, const CanvasFrame& frame, qreal height);
void paintHoverLine(QPainter& painter, const CanvasFrame& frame, qreal height);

/// Light vertical lines at the ticks of the axis.
void paintGrid(QPainter& painter, const CanvasFrame& frame, qreal top, qreal height);

/// The step between two ticks that leaves room for their labels.
std::int64_t tickStepNs(const CanvasFrame& frame);

QColor markColour(store::MarkKind kind, const QPalette& palette);

} // namespace lanescope::timeline
