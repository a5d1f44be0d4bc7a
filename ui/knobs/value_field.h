// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace lanescope::knobs {

/// A value at the right of a knob's name that turns into an editor when it is clicked or typed into. Shows
/// the formatted value ("2.5 ms", "off") at rest and the plain one ("2.5") while it is edited. Enter or
/// leaving commits, Escape takes the old value back. Threads: GUI.
class ValueField : public QLineEdit {
    Q_OBJECT

public:
    explicit ValueField(QWidget* parent = nullptr);

    void setTexts(const QString& shown, const QString& plain);
    bool isEditing() const { return m_editing; }
    void beginEditing();
    /// Marks what stands in the field as refused; it stays there so that it can be corrected.
    void refuse();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void committed(const QString& typed);
    void cancelled();

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void commit();
    void endEditing();

    QString m_shown;
    QString m_plain;
    bool m_editing = false;
    bool m_refused = false;
};

} // namespace lanescope::knobs
