// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart.h"

#include <QGraphicsView>

#include <memory>

namespace lanescope::charts {

/// Shows one chart in a window, follows the palette, reads values out under the pointer. Threads: GUI.
class ChartView : public QGraphicsView {
    Q_OBJECT

public:
    explicit ChartView(std::unique_ptr<Chart> chart, QWidget* parent = nullptr);
    ~ChartView() override;

    Chart& chart() const { return *m_chart; }
    QSize sizeHint() const override { return {480, 220}; }
    QSize minimumSizeHint() const override { return {240, 130}; }

Q_SIGNALS:
    /// A moment of a time chart was clicked.
    void timeActivated(qint64 timeNs);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void applyStyle();

    std::unique_ptr<Chart> m_chart;
    QGraphicsScene m_scene;
};

} // namespace lanescope::charts
