// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/interval.h"

#include <QAbstractButton>

namespace lanescope::timeline {

/// One state in the legend: its colour and pattern, its name, and how much of the visible time it took.
/// Checked means shown, unchecked dimmed. Threads: GUI.
class LegendChip : public QAbstractButton {
    Q_OBJECT
public:
    LegendChip(store::State state, QWidget* parent);

    store::State state() const { return m_state; }
    /// Instead of what the state is called.
    void setName(const QString& name);
    /// `share` < 0: the state has no share to show (lock states).
    void setShare(double share);
    double share() const { return m_share; }
    QSize sizeHint() const override;

Q_SIGNALS:
    /// Shift was held: only this state is wanted.
    void isolated();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void updateText();
    QFont chipFont() const;

    store::State m_state;
    QString m_name;
    double m_share = -1;
};

} // namespace lanescope::timeline
