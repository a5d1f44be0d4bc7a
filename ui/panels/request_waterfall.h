// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/request_steps.h"

#include <QWidget>

namespace lanescope::panels {

/// The life of one request as a picture: above, what held it before it was sent; below, its steps one under the
/// other on a scale of their own, since a request may wait a minute for twenty milliseconds on the wire. Threads: GUI.
class RequestWaterfall : public QWidget {
    Q_OBJECT

public:
    explicit RequestWaterfall(QWidget* parent = nullptr);

    void show(const RequestStory& story);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Where the bar of a step is painted; empty for one without a bar.
    QRect barOf(std::size_t step) const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool wasHeld() const { return m_story.queuedNs > 0; }
    int stepsTop() const;
    QRect plot(int top) const;
    void paintQueued(QPainter& painter);
    void paintHolds(QPainter& painter);
    void paintStep(QPainter& painter, std::size_t index);
    void paintLine(QPainter& painter, int top, const QString& name, const QString& figure);

    RequestStory m_story;
};

} // namespace lanescope::panels
