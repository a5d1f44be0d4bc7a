// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/interval.h"

#include <QColor>
#include <QWidget>

#include <optional>
#include <vector>

namespace lanescope::panels {

/// One line of a ShareBars: who, how much of it all, and the same in words.
struct ShareLine {
    QString name;
    double share = 0; ///< 0–1
    QString figure;   ///< "1.20 s · 43 %"
    std::uint32_t key = 0;
    std::optional<store::State> state = std::nullopt; ///< gives the bar its colour, if it is not that of all
    bool operator==(const ShareLine&) const = default;
};

/// A short list with a bar a line: who waited longest, who held most. A line can be chosen by mouse or keyboard.
/// Threads: GUI.
class ShareBars : public QWidget {
    Q_OBJECT

public:
    explicit ShareBars(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void show(std::vector<ShareLine> lines, const QColor& colour);
    const std::vector<ShareLine>& lines() const { return m_lines; }
    QRect lineRect(std::size_t line) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

Q_SIGNALS:
    void chosen(std::uint32_t key);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void paintLine(QPainter& painter, const ShareLine& line, const QRect& rect, bool isCurrent) const;

    QString m_title;
    std::vector<ShareLine> m_lines;
    QColor m_colour;
    int m_current = 0; ///< by keyboard
};

} // namespace lanescope::panels
