// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_state.h"

#include <QElapsedTimer>
#include <QHash>
#include <QWidget>

namespace lanescope::timeline {

/// The names to the left of the lanes, with a quiet figure each. Figures are renewed a few times a second, so
/// that they can be read while the run goes on. Threads: GUI.
class LabelColumn : public QWidget {
    Q_OBJECT
public:
    explicit LabelColumn(const TimelineState& state, QWidget* parent);

    /// Lets the figures be computed anew with the next paint.
    void refreshFigures() { m_figures.clear(); }

Q_SIGNALS:
    void lineClicked(const lanescope::timeline::LineKey& line);
    void menuWanted(const lanescope::timeline::LineKey& line, QPoint globalPosition);
    void scrollWanted(int deltaPx);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    static constexpr qint64 kFigureMs = 250;

    void updateFonts();
    void paintLine(QPainter& painter, const Line& line, const QRect& rect);
    QString figureOf(const Line& line);
    QString toolTipOf(const Line& line) const;

    const TimelineState& m_state;
    QFont m_nameFont;
    QFont m_headerFont;
    QFont m_figureFont;
    QHash<quint64, QString> m_figures;
    QElapsedTimer m_figureAge;
};

} // namespace lanescope::timeline
