// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lanescope::knobs {

class KnobPanel;
class RunMarks;

/// Above the knobs of a crawl: which of them limits it now, as a link to that knob, which may be out of sight, and
/// what the last change did. Hidden for runs that tell nothing of limits. Threads: GUI. Lifetime: `marks` and
/// `panel` must outlive it.
class LimitLine : public QWidget {
    Q_OBJECT

public:
    LimitLine(const RunMarks& marks, const KnobPanel& panel, QWidget* parent = nullptr);

Q_SIGNALS:
    void knobWanted(const QString& name);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void tint();

    const RunMarks& m_marks;
    const KnobPanel& m_panel;
    QPushButton* m_binding;
    QLabel* m_free;
    QLabel* m_effect;
};

} // namespace lanescope::knobs
