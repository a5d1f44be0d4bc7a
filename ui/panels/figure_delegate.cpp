// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/figure_delegate.h"

#include "ui/panels/figure_model.h"
#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace lanescope::panels {
namespace {

constexpr int kBarSidePx = 8;
constexpr int kBarHeightPx = 10;

} // namespace

void FigureDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const theme::Colours& colours = theme::coloursOf(option->palette);
    QColor ink = colours.text;
    switch (static_cast<Severity>(index.data(FigureModel::SeverityRole).toInt())) {
    case Severity::Normal:
        break;
    case Severity::Quiet:
        ink = colours.textFaint;
        break;
    case Severity::Warning:
        ink = colours.warning;
        break;
    case Severity::Alarm:
        ink = colours.alarm;
        break;
    }
    if (option->text == u"–")
        ink = colours.textFaint;
    option->palette.setColor(QPalette::Text, ink);
    option->palette.setColor(QPalette::HighlightedText, ink);
}

void FigureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QVariant shares = index.data(FigureModel::BarRole);
    QStyledItemDelegate::paint(painter, option, index);
    if (shares.isValid())
        paintBar(*painter, option, shares.toList());
}

void FigureDelegate::paintBar(QPainter& painter, const QStyleOptionViewItem& option, const QVariantList& shares) const
{
    const qreal scale = option.widget ? option.widget->devicePixelRatioF() : 1.0;
    const QRect room = option.rect.adjusted(kBarSidePx, (option.rect.height() - kBarHeightPx) / 2, -kBarSidePx, 0);
    const QRect groove(room.left(), room.top(), room.width(), kBarHeightPx);
    painter.fillRect(groove, theme::coloursOf(option.palette).groove);
    double left = groove.left();
    for (int i = 0; i < shares.size(); ++i) {
        const double right = std::min(left + shares[i].toDouble() * groove.width(), groove.right() + 1.0);
        const QRect part(QPoint(static_cast<int>(std::lround(left)), groove.top()),
                         QPoint(static_cast<int>(std::lround(right)) - 1, groove.bottom()));
        if (part.width() > 0)
            painter.fillRect(part, theme::stateBrushForWidget(static_cast<store::State>(i), option.palette, scale));
        left = right;
    }
}

} // namespace lanescope::panels
