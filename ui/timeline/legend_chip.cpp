// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/legend_chip.h"

#include "ui/theme/theme.h"
#include "ui/timeline/time_text.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

constexpr int kSwatchPx = 12;
constexpr int kGapPx = 6;
constexpr int kPaddingPx = 4;

} // namespace

LegendChip::LegendChip(store::State state, QWidget* parent)
    : QAbstractButton(parent)
    , m_state(state)
    , m_name(theme::stateName(state))
{
    setCheckable(true);
    setChecked(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setToolTip(tr("Click to dim or show this state, Shift+click to show only this one"));
    updateText();
}

void LegendChip::setName(const QString& name)
{
    m_name = name;
    updateText();
}

void LegendChip::setShare(double share)
{
    if (share == m_share)
        return;
    m_share = share;
    updateText();
}

void LegendChip::updateText()
{
    QString text = m_name;
    if (m_share >= 0)
        text += u' ' + percentText(m_share);
    if (text == QAbstractButton::text())
        return;
    setText(text);
    setAccessibleName(text);
    updateGeometry();
}

QFont LegendChip::chipFont() const
{
    QFont small = font();
    small.setPixelSize(12);
    return small;
}

QSize LegendChip::sizeHint() const
{
    // Room for two more digits, so that the chips beside it stand still while the figures change.
    const QFontMetrics metrics(chipFont());
    QString widest = m_name;
    if (m_share >= 0)
        widest += u" 88\u00a0%"_s;
    const int width = std::max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(text()));
    return {kPaddingPx + kSwatchPx + kGapPx + width + kPaddingPx, 22};
}

void LegendChip::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    const QRect swatch(kPaddingPx, (height() - kSwatchPx) / 2, kSwatchPx, kSwatchPx);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    if (isChecked()) {
        painter.setBrush(theme::stateBrushForWidget(m_state, palette(), devicePixelRatioF()));
        painter.drawRoundedRect(swatch, 2, 2);
    } else {
        painter.setPen(QPen(theme::stateColour(m_state, palette()), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(swatch).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    }
    painter.setFont(chipFont());
    painter.setPen(!isChecked() ? colours.textFaint : underMouse() ? colours.text : colours.textSecondary);
    painter.drawText(rect().adjusted(kPaddingPx + kSwatchPx + kGapPx, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     text());
    if (hasFocus()) {
        painter.setPen(colours.accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void LegendChip::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->modifiers() & Qt::ShiftModifier && event->button() == Qt::LeftButton && hitButton(event->pos())) {
        setDown(false);
        Q_EMIT isolated();
        return;
    }
    QAbstractButton::mouseReleaseEvent(event);
}

void LegendChip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        updateText();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    QAbstractButton::changeEvent(event);
}

} // namespace lanescope::timeline
