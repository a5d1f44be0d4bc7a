// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/check_light.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QPainter>

namespace lanescope::panels {
namespace {

constexpr int kLightPx = 14;
constexpr int kGapPx = 6;

} // namespace

CheckLight::CheckLight(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void CheckLight::show(State state, const QString& text)
{
    if (state == m_state && text == m_text)
        return;
    m_state = state;
    m_text = text;
    setAccessibleName(state == State::Good       ? tr("Holds: %1").arg(text)
                      : state == State::Doubtful ? tr("In doubt: %1").arg(text)
                      : state == State::Bad      ? tr("Does not hold: %1").arg(text)
                                                 : text);
    updateGeometry();
    update();
}

QSize CheckLight::sizeHint() const
{
    const int textPx = fontMetrics().horizontalAdvance(m_text) + 2;
    return {kLightPx + kGapPx + textPx, std::max(kLightPx, fontMetrics().height())};
}

QSize CheckLight::minimumSizeHint() const
{
    return {kLightPx, sizeHint().height()};
}

void CheckLight::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = m_state == State::Good       ? theme::stateColour(store::State::Running, palette())
                        : m_state == State::Doubtful ? colours.warning
                        : m_state == State::Bad      ? colours.alarm
                                                     : colours.groove;
    const QRectF light(0.5, (height() - kLightPx) / 2.0 + 0.5, kLightPx - 1, kLightPx - 1);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawEllipse(light);
    painter.setPen(QPen(theme::textOn(fill), 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle = light.center();
    if (m_state == State::Good)
        painter.drawPolyline(QPolygonF{middle + QPointF(-3, 0), middle + QPointF(-1, 2.5), middle + QPointF(3, -2.5)});
    else if (m_state != State::Unknown)
        painter.drawPolyline(QPolygonF{middle + QPointF(0, -3.2), middle + QPointF(0, 0.8)});
    if (m_state == State::Bad || m_state == State::Doubtful)
        painter.drawPoint(middle + QPointF(0, 3.2));
    const QRect room = rect().adjusted(kLightPx + kGapPx, 0, 0, 0);
    painter.setPen(m_state == State::Bad ? colours.alarm : colours.textSecondary);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(m_text, Qt::ElideRight, room.width()));
}

} // namespace lanescope::panels
