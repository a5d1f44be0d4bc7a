// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/flat_combo_box.h"

#include "ui/theme/colours.h"

#include <QPainter>
#include <QWheelEvent>

namespace lanescope::knobs {
namespace {

constexpr int kHeightPx = 26;
constexpr int kSidePx = 8;
constexpr int kArrowPx = 16;
constexpr int kNarrowestPx = 80;
constexpr double kRadius = 5;

} // namespace

FlatComboBox::FlatComboBox(QWidget* parent)
    : QComboBox(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize FlatComboBox::sizeHint() const
{
    return {QComboBox::sizeHint().width(), kHeightPx};
}
QSize FlatComboBox::minimumSizeHint() const
{
    return {kNarrowestPx, kHeightPx};
}

void FlatComboBox::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? colours.accent : colours.border);
    painter.setBrush(underMouse() ? theme::mixed(colours.raised, colours.text, 0.06) : colours.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    const QRect room = rect().adjusted(kSidePx, 0, -kSidePx - kArrowPx, 0);
    painter.setPen(isEnabled() ? colours.text : colours.textFaint);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(currentText(), Qt::ElideRight, room.width()));
    const double x = width() - kSidePx - kArrowPx / 2.0;
    const double y = height() / 2.0;
    painter.setPen(QPen(colours.textSecondary, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(QPolygonF{{x - 4, y - 2}, {x, y + 2}, {x + 4, y - 2}});
}

void FlatComboBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QComboBox::wheelEvent(event);
    else
        event->ignore();
}

void FlatComboBox::enterEvent(QEnterEvent* event)
{
    QComboBox::enterEvent(event);
    update();
}

void FlatComboBox::leaveEvent(QEvent* event)
{
    QComboBox::leaveEvent(event);
    update();
}

} // namespace lanescope::knobs
