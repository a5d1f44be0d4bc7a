// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/waits/wait_graph.h"

#include <QPainterPath>
#include <QPalette>

class QPainter;

namespace lanescope::panels {

/// What the lines and knots of the wait-for graph look like. The painter's font is that of the graph, and it antialiases
/// already. Threads: GUI.

enum class EdgeLook { Plain, Chosen };
void paintGraphEdge(QPainter& painter, const GraphEdge& edge, const QPainterPath& path, EdgeLook look,
                    const QPalette& palette);

/// Where a label of that size stands.
QRectF graphLabelRoom(const GraphEdge& edge, const QPainterPath& path, QSizeF size);
/// How long, or who; nothing where the edge has no label.
void paintGraphLabel(QPainter& painter, const GraphEdge& edge, const QPainterPath& path, const QPalette& palette);

struct NodeLook {
    bool isStuck = false;
    bool isCompact = false; ///< all on one line
    bool isChosen = false;  ///< by keyboard
};
void paintGraphNode(QPainter& painter, const GraphNode& node, const QRectF& box, const NodeLook& look,
                    const QPalette& palette);

inline constexpr int kMarginPx = 40;  ///< left of the objects, where lines pass that go far
inline constexpr int kArcNamePx = 80; ///< room at the right of an arc, for who took locks in that order

} // namespace lanescope::panels
