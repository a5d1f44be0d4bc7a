// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/axis_widget.h"
#include "ui/timeline/utilisation.h"

namespace lanescope::timeline {

/// The whole run in one line: how many CPUs' worth of work was done, the marks, and a window on the visible
/// part that can be dragged by its middle and its edges. Threads: GUI.
class OverviewStrip : public AxisWidget {
    Q_OBJECT
public:
    OverviewStrip(Viewport* viewport, Utilisation* utilisation, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {600, 40}; }
    /// The window on the visible range, in widget coordinates.
    QRectF windowRect() const;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    enum class Grip { None, Left, Middle, Right };

    TimeRange range() const;
    TimeAxis wholeAxis() const;
    std::int64_t timeAt(qreal x) const;
    qreal xOf(std::int64_t timeNs) const;
    Grip gripAt(qreal x) const;
    /// One bar: how busy the CPUs were, and how much of the threads' time went into waiting for locks.
    struct Bar {
        std::int64_t index = 0;
        double busyCpus = 0;
        double lockWait = 0; ///< share of all threads' time
    };
    std::size_t cpus() const;
    std::int64_t stepNs() const;
    std::vector<Bar> bars();
    void paintCaption(QPainter& painter, double busiestCpus) const;
    void paintBars(QPainter& painter, const std::vector<Bar>& bars, double fullCpus) const;
    QString toolTipAt(qreal x) const;
    void paintWindow(QPainter& painter);

    Utilisation& m_utilisation;
    Grip m_grip = Grip::None;
    std::int64_t m_gripOffsetNs = 0;
};

} // namespace lanescope::timeline
