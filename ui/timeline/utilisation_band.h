// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/axis_widget.h"
#include "ui/timeline/utilisation.h"

namespace lanescope::timeline {

/// Stacked shares of what all threads of the run did over the visible time. Threads: GUI.
class UtilisationBand : public AxisWidget {
    Q_OBJECT
public:
    UtilisationBand(Viewport* viewport, Utilisation* utilisation, QWidget* parent = nullptr);

    QString detail() const;
    QSize sizeHint() const override { return {600, 80}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    void paintStacks(QPainter& painter, const CanvasFrame& shown, const QRect& area);
    QString toolTipAt(int x) const;

    Utilisation& m_utilisation;
};

} // namespace lanescope::timeline
