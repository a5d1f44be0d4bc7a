// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_header.h"

#include "ui/theme/colours.h"

#include <QHBoxLayout>
#include <QPainter>

#include <algorithm>

namespace lanescope::knobs {
namespace {

constexpr int kGapPx = 8;
constexpr int kHeightPx = 20;
constexpr int kNarrowestNamePx = 60;

QFont hintFont(const QFont& font)
{
    QFont smaller = font;
    smaller.setPixelSize(std::max(10, QFontInfo(font).pixelSize() - 2));
    return smaller;
}

} // namespace

KnobHeader::KnobHeader(const QString& name, const QString& hint, QWidget* parent)
    : QWidget(parent)
    , m_name(name)
    , m_hint(hint)
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void KnobHeader::setValueWidget(QWidget* widget)
{
    m_value = widget;
    layout()->addWidget(widget);
}

void KnobHeader::setEmphasis(const QColor& colour)
{
    if (m_emphasis == colour)
        return;
    m_emphasis = colour;
    update();
}

QSize KnobHeader::sizeHint() const
{
    const int valuePx = m_value ? m_value->sizeHint().width() : 0;
    const int heightPx = std::max(kHeightPx, m_value ? m_value->sizeHint().height() : 0);
    return {fontMetrics().horizontalAdvance(m_name) + kGapPx + valuePx, heightPx};
}

QSize KnobHeader::minimumSizeHint() const
{
    const int valuePx = m_value ? m_value->minimumSizeHint().width() : 0;
    return {kNarrowestNamePx + kGapPx + valuePx, sizeHint().height()};
}

int KnobHeader::roomForName() const
{
    return m_value && m_value->isVisible() ? m_value->x() - kGapPx : width();
}

void KnobHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const int room = roomForName();
    const QString name = fontMetrics().elidedText(m_name, Qt::ElideRight, room);
    const theme::Colours& colours = theme::coloursOf(palette());
    const QColor ink = m_emphasis.isValid() ? m_emphasis : colours.text;
    painter.setPen(isEnabled() ? ink : colours.textFaint);
    painter.drawText(QRect(0, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft, name);
    if (m_hint.isEmpty())
        return;
    painter.setFont(hintFont(font()));
    painter.setPen(colours.textFaint);
    const int left = fontMetrics().horizontalAdvance(name) + kGapPx;
    const QString sign = QStringLiteral("↻");
    const bool whole = left + painter.fontMetrics().horizontalAdvance(m_hint) <= room;
    const bool small = left + painter.fontMetrics().horizontalAdvance(sign) <= room;
    if (whole || small)
        painter.drawText(QRect(left, 0, room - left, height()), Qt::AlignVCenter | Qt::AlignLeft,
                         whole ? m_hint : sign);
}

} // namespace lanescope::knobs
