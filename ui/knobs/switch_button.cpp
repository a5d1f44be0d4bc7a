// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/switch_button.h"

#include "ui/theme/colours.h"

#include <QPainter>

#include <algorithm>

namespace lanescope::knobs {
namespace {

constexpr int kTrackWidthPx = 30;
constexpr int kTrackHeightPx = 16;
constexpr int kGapPx = 8;
constexpr int kHeightPx = 22;

} // namespace

SwitchButton::SwitchButton(QWidget* parent)
    : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize SwitchButton::sizeHint() const
{
    const int textPx = std::max(fontMetrics().horizontalAdvance(tr("on")), fontMetrics().horizontalAdvance(tr("off")));
    return {textPx + kGapPx + kTrackWidthPx + 2, kHeightPx};
}

bool SwitchButton::hitButton(const QPoint& position) const
{
    return rect().contains(position);
}

void SwitchButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(width() - kTrackWidthPx - 1, (height() - kTrackHeightPx) / 2.0, kTrackWidthPx, kTrackHeightPx);
    const theme::Colours& colours = theme::coloursOf(palette());
    if (hasFocus()) {
        QColor halo = colours.accent;
        halo.setAlpha(70);
        painter.setPen(Qt::NoPen);
        painter.setBrush(halo);
        painter.drawRoundedRect(track.adjusted(-1, -3, 1, 3), kTrackHeightPx / 2.0 + 3, kTrackHeightPx / 2.0 + 3);
    }
    painter.setPen(QPen(isChecked() ? colours.accent : colours.textFaint, 1.5));
    painter.setBrush(isChecked() ? colours.accent : colours.panel);
    painter.drawRoundedRect(track.adjusted(0.75, 0.75, -0.75, -0.75), kTrackHeightPx / 2.0, kTrackHeightPx / 2.0);
    const double radius = kTrackHeightPx / 2.0 - 4;
    const double x = isChecked() ? track.right() - kTrackHeightPx / 2.0 : track.left() + kTrackHeightPx / 2.0;
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? colours.accentText : colours.textFaint);
    painter.drawEllipse(QPointF(x, track.center().y()), radius, radius);
    painter.setPen(colours.text);
    painter.drawText(QRectF(0, 0, track.left() - kGapPx, height()), Qt::AlignVCenter | Qt::AlignRight,
                     isChecked() ? tr("on") : tr("off"));
}

} // namespace lanescope::knobs
