// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/figure_delegate.h"

#include "ui/panels/figure_model.h"
#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr int kSidePx = FigureDelegate::kSidePx;
constexpr int kBarHeightPx = 10;
constexpr int kEdgePx = 2; ///< between a text and the edge of the view

QRect textRoom(const QStyleOptionViewItem& option)
{
    QRect room = option.rect.adjusted(kSidePx, 0, -kSidePx, 0);
    if (const auto* view = qobject_cast<const QAbstractItemView*>(option.widget))
        room.setRight(std::min(room.right(), view->viewport()->rect().right() - kEdgePx));
    return room;
}

QString elided(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const bool isAddress = index.data(FigureModel::UnitRole).toInt() == static_cast<int>(Unit::Address);
    const QString text = index.data().toString();
    return option.fontMetrics.elidedText(isAddress ? shownAddress(text) : text,
                                         isAddress ? Qt::ElideMiddle : Qt::ElideRight, textRoom(option).width());
}

QColor inkFor(Severity severity, const theme::Colours& colours)
{
    switch (severity) {
    case Severity::Normal:
        break;
    case Severity::Quiet:
        return colours.textFaint;
    case Severity::Warning:
        // As text, the colour of a warning is too pale on a light ground.
        return theme::mixed(colours.warning, colours.text, 0.25);
    case Severity::Alarm:
        return colours.alarm;
    }
    return colours.text;
}

} // namespace

// What is shifted was painted for another edge.
FigureDelegate::FigureDelegate(QAbstractItemView* view)
    : QStyledItemDelegate(view)
{
    connect(view->horizontalScrollBar(), &QScrollBar::valueChanged, view->viewport(), qOverload<>(&QWidget::update));
}

void FigureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const theme::Colours& colours = theme::coloursOf(option.palette);
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colours.accentSoft);
    if (option.state & QStyle::State_HasFocus) // the cell that keys move from, and whose column they sort by
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2), colours.accent);
    const QVariant shares = index.data(FigureModel::BarRole);
    if (shares.isValid())
        return paintBar(*painter, option, shares.toList());
    if (const QVariant trend = index.data(FigureModel::TrendRole); trend.isValid())
        return paintTrend(*painter, option, trend.value<Trend>());
    const QString text = elided(option, index);
    painter->setFont(option.font);
    painter->setPen(text == u"–"
                        ? colours.textFaint
                        : inkFor(static_cast<Severity>(index.data(FigureModel::SeverityRole).toInt()), colours));
    const auto alignment = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
    painter->drawText(textRoom(option), static_cast<int>(alignment) | Qt::TextSingleLine, text);
}

bool FigureDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                               const QModelIndex& index)
{
    const QString whole = index.data().toString();
    if (event->type() != QEvent::ToolTip || whole == elided(option, index))
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString more = index.data(Qt::ToolTipRole).toString();
    const QString all = more.isEmpty() ? whole : whole + u'\n' + more;
    // Rich text is wrapped, and what programs wrote must not be taken for it.
    QToolTip::showText(event->globalPos(),
                       QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(all.toHtmlEscaped()),
                       view->viewport(), option.rect);
    return true;
}

void FigureDelegate::paintTrend(QPainter& painter, const QStyleOptionViewItem& option, const Trend& trend) const
{
    const QRect room = option.rect.adjusted(kSidePx, 4, -kSidePx, -4);
    painter.fillRect(QRect(room.left(), room.bottom() + 1, room.width(), 1), theme::coloursOf(option.palette).groove);
    const QColor lower = theme::stateColour(trend.lowerState, option.palette);
    const QColor upper = theme::stateColour(trend.upperState, option.palette);
    const double step = static_cast<double>(room.width()) / Trend::kBuckets;
    for (std::size_t i = 0; i < Trend::kBuckets; ++i) {
        const auto left = room.left() + static_cast<int>(std::lround(static_cast<double>(i) * step));
        const auto right = room.left() + static_cast<int>(std::lround(static_cast<double>(i + 1) * step));
        // What is there at all is seen, be it ever so little.
        const auto high = [&room](float share) {
            return share <= 0 ? 0
                              : std::max(1, static_cast<int>(std::lround(share * static_cast<float>(room.height()))));
        };
        const int below = high(trend.lower[i]);
        const int above = high(trend.upper[i]);
        painter.fillRect(QRect(left, room.bottom() + 1 - below, right - left, below), lower);
        painter.fillRect(QRect(left, room.bottom() + 1 - below - above, right - left, above), upper);
    }
}

QSize FigureDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), std::max(kRowPx, option.fontMetrics.height() + 6)};
}

void FigureDelegate::paintBar(QPainter& painter, const QStyleOptionViewItem& option, const QVariantList& shares) const
{
    const qreal scale = option.widget ? option.widget->devicePixelRatioF() : 1.0;
    const QRect room = option.rect.adjusted(kSidePx, (option.rect.height() - kBarHeightPx) / 2, -kSidePx, 0);
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
