// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_scale.h"

#include <QAbstractSlider>

#include <optional>

namespace lanescope::knobs {

/// The thin track with a round handle below a knob's name. Its position is a place of KnobScale; the exact
/// value is kept beside it, so a typed 37 stays 37 on a coarse scale. Keys: arrows, Page Up/Down, Home/End.
/// A double click asks for the standard value. The wheel turns it only while it has the focus, so that
/// scrolling the panel never changes a run. Threads: GUI.
class KnobSlider : public QAbstractSlider {
    Q_OBJECT

public:
    explicit KnobSlider(const scenario::Knob& knob, QWidget* parent = nullptr);

    double number() const { return m_number; }
    void setNumber(double number);
    /// Where the value takes effect, if elsewhere than at the handle: a small mark below the track.
    void setEffective(std::optional<double> number);
    /// Paints the part left of the handle in this colour; an invalid one means the accent.
    void setFill(const QColor& colour);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// While dragging and by keys. `settled` is false as long as the mouse button is down.
    void moved(double number, bool settled);
    void resetWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    double xOfPlace(int place) const;
    int placeAt(double x) const;
    void dragTo(double x);
    void step(int steps);
    int pageSteps() const;

    KnobScale m_scale;
    double m_number = 0;
    std::optional<double> m_effective;
    QColor m_fill;
    double m_grabOffset = 0;
    int m_wheelRest = 0;
};

} // namespace lanescope::knobs
