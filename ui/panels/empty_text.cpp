// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/empty_text.h"

#include "ui/theme/colours.h"

#include <QPainter>
#include <QWidget>

namespace lanescope::panels {

void paintEmptyText(QWidget& viewport, const EmptyText& text)
{
    const theme::Colours& colours = theme::coloursOf(viewport.palette());
    QPainter painter(&viewport);
    painter.fillRect(viewport.rect(), colours.panel);
    const QRect room = viewport.rect().adjusted(24, 16, -24, -8);
    constexpr int kFlags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    QFont bold = viewport.font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(colours.textSecondary);
    QRect used;
    painter.drawText(room, kFlags, text.title, &used);
    painter.setFont(viewport.font());
    painter.setPen(colours.textFaint);
    painter.drawText(room.adjusted(0, used.height() + 4, 0, 0), kFlags, text.hint);
}

} // namespace lanescope::panels
