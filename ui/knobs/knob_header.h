// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lanescope::knobs {

/// The line above a knob's slider: its name, a quiet hint when a change restarts the run, and at the right
/// the widget that shows the value. The hint shrinks to a sign, then the name to "…", when there is little
/// room. Threads: GUI.
class KnobHeader : public QWidget {
    Q_OBJECT

public:
    KnobHeader(const QString& name, const QString& hint, QWidget* parent = nullptr);

    /// Takes ownership.
    void setValueWidget(QWidget* widget);
    /// Writes the name in this colour; an invalid one means the usual.
    void setEmphasis(const QColor& colour);
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int roomForName() const;

    QString m_name;
    QString m_hint;
    QColor m_emphasis;
    QWidget* m_value = nullptr;
};

} // namespace lanescope::knobs
