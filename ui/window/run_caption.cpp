// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_caption.h"

#include "ui/theme/colours.h"

#include <QPainter>

namespace lanescope::window {
namespace {

constexpr int kGapPx = 24;
constexpr int kNarrowestPx = 80;

} // namespace

RunCaption::RunCaption(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
}

QFont RunCaption::titleFont() const
{
    QFont bold = font();
    bold.setPixelSize(QFontInfo(font()).pixelSize() + 1);
    bold.setWeight(QFont::DemiBold);
    return bold;
}

void RunCaption::setTitle(const QString& title)
{
    m_title = title;
    setAccessibleName(title);
    update();
}

void RunCaption::setStatus(const QString& status)
{
    if (status == m_status)
        return;
    m_status = status;
    setAccessibleDescription(status);
    update();
}

QSize RunCaption::sizeHint() const
{
    return {QFontMetrics(titleFont()).horizontalAdvance(m_title) + kGapPx + fontMetrics().horizontalAdvance(m_status),
            fontMetrics().height() + 8};
}

QSize RunCaption::minimumSizeHint() const
{
    return {kNarrowestPx, fontMetrics().height() + 8};
}

void RunCaption::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.setFont(titleFont());
    painter.setPen(colours.text);
    const QString title = painter.fontMetrics().elidedText(m_title, Qt::ElideRight, width());
    painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, title);
    const int left = painter.fontMetrics().horizontalAdvance(title) + kGapPx;
    painter.setFont(font());
    painter.setPen(colours.textSecondary);
    const QRect rest = rect().adjusted(left, 0, 0, 0);
    if (rest.width() > kNarrowestPx)
        painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(m_status, Qt::ElideRight, rest.width()));
}

} // namespace lanescope::window
