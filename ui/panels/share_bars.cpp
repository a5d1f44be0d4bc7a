// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/share_bars.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr int kTitlePx = 20;
constexpr int kLinePx = 20;
constexpr int kBarPx = 4;

} // namespace

ShareBars::ShareBars(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(title)
{
    setAccessibleName(title);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
}

void ShareBars::setTitle(const QString& title)
{
    m_title = title;
    setAccessibleName(title);
    update();
}

void ShareBars::show(std::vector<ShareLine> lines, const QColor& colour)
{
    if (lines == m_lines && colour == m_colour)
        return;
    const bool another = lines.size() != m_lines.size();
    m_lines = std::move(lines);
    m_colour = colour;
    m_current = std::clamp(m_current, 0, std::max(0, static_cast<int>(m_lines.size()) - 1));
    QStringList words;
    for (const ShareLine& line : m_lines)
        words << tr("%1: %2").arg(line.name, line.figure);
    setAccessibleDescription(words.join(u'\n'));
    if (another)
        updateGeometry();
    update();
}

QSize ShareBars::sizeHint() const
{
    return {200, kTitlePx + kLinePx * std::max(1, static_cast<int>(m_lines.size()))};
}

QRect ShareBars::lineRect(std::size_t line) const
{
    return {0, kTitlePx + kLinePx * static_cast<int>(line), width(), kLinePx};
}

void ShareBars::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    QFont small = font();
    small.setPixelSize(12);
    painter.setFont(small);
    painter.setPen(colours.textFaint);
    painter.drawText(QRect(0, 0, width(), kTitlePx), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    if (m_lines.empty())
        painter.drawText(lineRect(0), Qt::AlignLeft | Qt::AlignVCenter, tr("none yet"));
    for (std::size_t i = 0; i < m_lines.size(); ++i)
        paintLine(painter, m_lines[i], lineRect(i), hasFocus() && static_cast<int>(i) == m_current);
}

void ShareBars::paintLine(QPainter& painter, const ShareLine& line, const QRect& rect, bool isCurrent) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const QRect groove(rect.left(), rect.bottom() - kBarPx, rect.width(), kBarPx - 1);
    painter.fillRect(groove, colours.groove);
    const int part = static_cast<int>(std::lround(std::clamp(line.share, 0.0, 1.0) * groove.width()));
    painter.fillRect(QRect(groove.left(), groove.top(), line.share > 0 ? std::max(part, 1) : 0, groove.height()),
                     line.state ? theme::stateColour(*line.state, palette()) : m_colour);
    const QRect words = rect.adjusted(0, 0, 0, -kBarPx);
    painter.setPen(colours.textSecondary);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, line.figure);
    const int room = words.width() - painter.fontMetrics().horizontalAdvance(line.figure) - 8;
    painter.setPen(colours.text);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(line.name, Qt::ElideRight, room));
    if (isCurrent) {
        painter.setPen(colours.accent);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
}

bool ShareBars::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        if (lineRect(i).contains(help->pos())) {
            QToolTip::showText(help->globalPos(), tr("%1: %2").arg(m_lines[i].name, m_lines[i].figure), this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

void ShareBars::mouseReleaseEvent(QMouseEvent* event)
{
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        if (event->button() == Qt::LeftButton && lineRect(i).contains(event->position().toPoint()))
            Q_EMIT chosen(m_lines[i].key);
    }
}

void ShareBars::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(m_lines.size()) - 1;
    switch (event->key()) {
    case Qt::Key_Down:
        m_current = std::min(m_current + 1, std::max(0, last));
        return update();
    case Qt::Key_Up:
        m_current = std::max(m_current - 1, 0);
        return update();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current <= last)
            Q_EMIT chosen(m_lines[static_cast<std::size_t>(m_current)].key);
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void ShareBars::focusInEvent(QFocusEvent*)
{
    update();
}
void ShareBars::focusOutEvent(QFocusEvent*)
{
    update();
}

} // namespace lanescope::panels
