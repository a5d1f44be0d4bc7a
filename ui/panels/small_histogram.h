// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/among.h"

#include <QWidget>

namespace lanescope::panels {

/// A small histogram of durations on a logarithmic axis with one of them marked: is this one usual?
/// Threads: GUI.
class SmallHistogram : public QWidget {
    Q_OBJECT

public:
    explicit SmallHistogram(QWidget* parent = nullptr);

    void show(const Among& among);
    /// The colour of a state, for bars of which none is marked; else they are grey.
    void setState(store::State state) { m_state = state; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void regroup();

    QColor colourOf(bool isMarked) const;
    void paintAxis(QPainter& painter) const;
    void paintMark(QPainter& painter, int middle) const;
    int xOf(int bar) const;

    Among m_among;
    std::optional<store::State> m_state;
    std::vector<double> m_bars; ///< counts, evenly spaced over the logarithm
    double m_firstLog = 0;
    double m_lastLog = 1;
};

} // namespace lanescope::panels
