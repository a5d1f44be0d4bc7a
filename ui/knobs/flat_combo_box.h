// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace lanescope::knobs {

/// A list of choices drawn flat like the other controls. Scrolling the panel over it never changes a run: the
/// wheel turns it only while it has the focus. Threads: GUI.
class FlatComboBox : public QComboBox {
    Q_OBJECT

public:
    explicit FlatComboBox(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
};

} // namespace lanescope::knobs
