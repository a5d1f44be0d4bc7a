// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/waits/wait_graph_geometry.h"
#include "ui/panels/waits/wait_graph_layout.h"

#include <QElapsedTimer>
#include <QPainterPath>
#include <QWidget>

namespace lanescope::panels {

/// Draws who waits for what and who has it: threads at the left, objects at the right, a hatched line for a wait, a
/// plain one for a hold, both red where they close a ring; dashed arcs between objects for the order in which locks were
/// taken. A click or Enter on a line tells which; arrow keys go from
/// line to line, and to the box at either end. As high as the graph; stands in a scroll area. Threads: GUI.
class WaitGraphView : public QWidget {
    Q_OBJECT

public:
    explicit WaitGraphView(QWidget* parent = nullptr);

    void show(WaitGraph graph);
    void clear();
    const WaitGraph& graph() const { return m_graph; }
    /// Where a knot is drawn; empty if it is not.
    QRectF boxOf(const GraphKey& key) const;
    /// The line of an edge, from where it starts to where its head is.
    QPainterPath pathOf(const GraphEdge& edge) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {320, sizeHint().height()}; }

Q_SIGNALS:
    void edgeActivated(const lanescope::panels::GraphEdge& edge);
    void nodeActivated(const lanescope::panels::GraphKey& key);
    /// A line was chosen by keyboard: this part is to be in sight.
    void sightWanted(const QRect& part);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    int edgeAt(QPointF position) const;
    const GraphNode* nodeAt(QPointF position) const;
    void choose(int edge);
    void chooseBox(bool atRight);
    void activateChosen();
    WaitGraphGeometry geometry() const;

    WaitGraph m_graph;
    WaitGraphLayout m_layout;
    QElapsedTimer m_clock;
    int m_rows = 0;
    bool m_isCompact = false;            ///< many rows: each on one line
    bool m_hasNames = false;             ///< at arcs
    int m_chosen = -1;                   ///< by keyboard
    std::optional<GraphKey> m_chosenBox; ///< at an end of that line; nothing: the line itself
    int m_hovered = -1;
};

} // namespace lanescope::panels
