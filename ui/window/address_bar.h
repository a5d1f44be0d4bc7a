// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace lanescope::window {

/// The address to crawl, as prominent as a browser's, for scenarios whose first knob is a text. Threads: GUI.
class AddressBar : public QWidget {
    Q_OBJECT

public:
    explicit AddressBar(QWidget* parent = nullptr);

    /// Shows the bar for this knob, or hides it for nullptr.
    void setKnob(const scenario::Knob* knob, const QString& text);
    void setText(const QString& text);
    /// Puts the cursor there and says what is wanted.
    void ask(const QString& wish);

Q_SIGNALS:
    void entered(const QString& text);

private:
    void enter();

    QLabel* m_label;
    QLineEdit* m_edit;
    QPushButton* m_go;
    QLabel* m_wish;
};

} // namespace lanescope::window
