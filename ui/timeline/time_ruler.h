// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/axis_widget.h"
#include "ui/timeline/knob_moves.h"

#include <vector>

namespace lanescope::timeline {

/// Ticks with their times, flags of knob changes, and the times of cursors, pointer and selection. A drag on
/// it selects a range. Threads: GUI.
class TimeRuler : public AxisWidget {
    Q_OBJECT
public:
    /// A knob that was turned, as it is flagged: the text that fits, or none when only a notch has room.
    struct Flag {
        std::size_t mark = 0; ///< where it came to rest, position in Snapshot::marks
        QRectF rect;          ///< in plot coordinates
        QString text;
    };

    explicit TimeRuler(Viewport* viewport, QWidget* parent = nullptr);

    /// What the knobs were at the start of the run, by name, as people read it: the old values of their first changes.
    void setStartValues(const StartValues& values);

    QSize sizeHint() const override { return {600, 24}; }
    /// The flags of the visible range, from right to left: the newest gets its room first.
    std::vector<Flag> flags() const;

Q_SIGNALS:
    void markClicked(std::size_t mark);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    QFont tickFont() const;
    QFont flagFont() const;
    enum class Side { Right, Either };
    QString flagText(const KnobMove& move) const;
    Flag flagAt(const KnobMove& move, qreal x, qreal free, Side side) const;
    QString labelText() const;
    void paintTicks(QPainter& painter, const CanvasFrame& shown);
    void paintFlags(QPainter& painter);
    void paintBubbles(QPainter& painter, const CanvasFrame& shown);
    void paintBubble(QPainter& painter, const CanvasFrame& shown, std::int64_t timeNs, const QColor& colour);

    StartValues m_startValues;
    std::optional<std::int64_t> m_pressedNs;
    bool m_dragged = false;
};

} // namespace lanescope::timeline
