// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/waits/wait_graph.h"

#include <QPainterPath>
#include <QRectF>

namespace lanescope::panels {

class WaitGraphLayout;

/// Where boxes and lines of the wait-for graph are, given the rows of its knots. A line to a row near by is a curve. One that
/// goes further leaves the rows between alone: it goes to the margin of the objects and along it, beside others that want the same.
/// Units: pixels. Made for the moment: it refers to the layout. Threads: one.
class WaitGraphGeometry {
public:
    WaitGraphGeometry(const WaitGraphLayout& layout, int widthPx, bool isCompact, bool hasNames);

    /// Where a knot is drawn; empty if it is not.
    QRectF boxOf(const GraphKey& key) const;
    /// The line of an edge, from where it starts to where its head is.
    QPainterPath pathOf(const GraphEdge& edge) const;
    int heightPx(int rows) const;

private:
    QPainterPath lineOf(const GraphEdge& edge, const QRectF& from, const QRectF& to) const;
    QPainterPath arcOf(const GraphEdge& edge, const QRectF& from, const QRectF& to) const;
    int rowsDown(const GraphEdge& edge) const;
    int shortArcsPx() const;
    int rowPx() const;
    int boxPx() const;

    const WaitGraphLayout& m_layout;
    int m_widthPx;
    bool m_isCompact; ///< many rows: each on one line
    bool m_hasNames;  ///< at arcs
};

} // namespace lanescope::panels
