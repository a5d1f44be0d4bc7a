// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/requests/request_steps.h"

#include <QWidget>

namespace lanescope::panels {

/// The life of one request as a picture, on one axis of time: above, how long it was queued, shared by what held it;
/// below, its steps one under the other. A request may wait a minute for twenty milliseconds on the wire: then the bar of
/// the wait is cut short, and the cut is seen. Threads: GUI.
class RequestWaterfall : public QWidget {
    Q_OBJECT

public:
    explicit RequestWaterfall(QWidget* parent = nullptr);

    void show(const RequestStory& story);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Where the bar of a step is painted; empty for one without a bar.
    QRect barOf(std::size_t step) const;
    /// Where the time in the queue is painted, with which the axis begins.
    QRect queuedBar() const;
    /// The wait is too long to be drawn to scale.
    bool isCut() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool wasHeld() const { return m_story.queuedNs > 0; }
    int queuedPx() const;
    int stepsTop() const;
    QRect plot(int top) const;
    void paintQueued(QPainter& painter);
    void paintCut(QPainter& painter, const QRect& bar);
    void paintHolds(QPainter& painter);
    void paintStep(QPainter& painter, std::size_t index);
    void paintLine(QPainter& painter, int top, const QString& name, const QString& figure);

    RequestStory m_story;
};

} // namespace lanescope::panels
