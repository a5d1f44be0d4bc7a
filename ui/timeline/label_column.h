// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_state.h"

#include <QFontMetrics>
#include <QHash>
#include <QTimer>
#include <QWidget>

namespace lanescope::timeline {

/// How much of a line `roomPx` wide its figure gets. The name comes first: a long figure ("SIGKILL · pid 5452")
/// gets what the name leaves, nothing if that is too little to read; a short one always stays.
int figureRoomPx(int roomPx, int namePx, int figurePx);

/// What of a line's figure is written in a line `roomPx` wide beside its name: all of it, else what stands before the
/// first " · ", which is what matters, else as much as figureRoomPx() leaves.
QString figureThatFits(const QString& figure, const QFontMetrics& metrics, int roomPx, int namePx);

/// The names to the left of the lanes, with a quiet figure each. Figures are renewed a few times a second, so
/// that they can be read while the run goes on. Threads: GUI.
class LabelColumn : public QWidget {
    Q_OBJECT
public:
    explicit LabelColumn(const TimelineState& state, QWidget* parent);

    /// Computes the figures anew.
    void refreshFigures();
    /// The run went on, but no line changed: the figures follow soon. Texts are what a frame costs most, and
    /// nobody reads them sixty times a second.
    void followRun();

Q_SIGNALS:
    void lineClicked(const lanescope::timeline::LineKey& line);
    /// On the triangle before its name, or twice on the name.
    void lineToggled(const lanescope::timeline::LineKey& line);
    void menuWanted(const lanescope::timeline::LineKey& line, QPoint globalPosition);
    void scrollWanted(int deltaPx);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    static constexpr int kFigureMs = 250;

    void updateFonts();
    void paintLine(QPainter& painter, const Line& line, const QRect& rect);
    void paintTexts(QPainter& painter, const Line& line, const QRect& room);
    QString figureOf(const Line& line);
    QString toolTipOf(const Line& line) const;

    const TimelineState& m_state;
    QFont m_nameFont;
    QFont m_headerFont;
    QFont m_figureFont;
    QHash<quint64, QString> m_figures;
    QTimer m_figureTimer;
};

} // namespace lanescope::timeline
