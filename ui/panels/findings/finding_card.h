// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/findings/finding_text.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace lanescope::panels {

/// One finding: what it says, its numbers, when, and links: to see it on the timeline, to try what may help, and to unfold
/// others that are alike.
/// Threads: GUI.
class FindingCard : public QFrame {
    Q_OBJECT

public:
    explicit FindingCard(QWidget* parent = nullptr);

    void show(const FindingText& finding);
    const FindingText& finding() const { return m_finding; }

Q_SIGNALS:
    void showWanted(const lanescope::panels::FindingText& finding);
    void tryWanted(const QString& knob, const QString& value);
    /// The run is to begin anew, as the knobs stand.
    void startWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void tint();
    QColor toneColour() const;

    FindingText m_finding;
    QLabel* m_title;
    QLabel* m_numbers;
    QLabel* m_advice;
    QLabel* m_alike;
    QLabel* m_when;
    QPushButton* m_more; ///< checked: those alike are shown
    QPushButton* m_show;
    QPushButton* m_try;
};

} // namespace lanescope::panels
