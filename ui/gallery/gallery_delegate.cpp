// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_delegate.h"

#include "ui/gallery/gallery_model.h"
#include "ui/theme/colours.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>

namespace lanescope::gallery {
namespace {

constexpr int kRowPx = 24;
constexpr int kHeadingPx = 24;
constexpr int kHeadingLeftPx = 16;
constexpr int kTitleLeftPx = 20;
constexpr int kMarginPx = 8;
constexpr int kBarPx = 3;

QFont headingFont(const QFont& font)
{
    QFont small = font;
    small.setPixelSize(std::max(11, QFontInfo(font).pixelSize() - 1));
    small.setWeight(QFont::DemiBold);
    small.setCapitalization(QFont::AllUppercase);
    small.setLetterSpacing(QFont::PercentageSpacing, 102);
    return small;
}

} // namespace

void GalleryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(GalleryModel::HeadingRole).toBool())
        paintHeading(*painter, option, index.data().toString());
    else
        paintScenario(*painter, option, index);
    painter->restore();
}

void GalleryDelegate::paintHeading(QPainter& painter, const QStyleOptionViewItem& option, const QString& text) const
{
    painter.setFont(headingFont(option.font));
    painter.setPen(theme::coloursOf(option.palette).textFaint);
    const QRect box = option.rect.adjusted(kHeadingLeftPx, 4, -kMarginPx, 0);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width()));
}

void GalleryDelegate::paintScenario(QPainter& painter, const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const theme::Colours& colours = theme::coloursOf(option.palette);
    const bool current = index.data(GalleryModel::RunningRole).toBool();
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool cursor = view && view->hasFocus() && view->currentIndex() == index;
    const QRectF card = QRectF(option.rect).adjusted(kMarginPx, 0.5, -kMarginPx, -0.5);
    if (current || option.state & QStyle::State_MouseOver) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(current ? colours.accentSoft : colours.raised);
        painter.drawRoundedRect(card, 4, 4);
    }
    if (current) {
        painter.setBrush(colours.accent);
        painter.drawRoundedRect(QRectF(card.left(), card.top(), kBarPx, card.height()), 1.5, 1.5);
    }
    if (cursor) {
        painter.setPen(QPen(colours.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(card.adjusted(0.5, 0, -0.5, 0), 4, 4);
    }
    QFont font = option.font;
    font.setWeight(current ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    painter.setPen(current ? colours.text : theme::mixed(colours.textSecondary, colours.text, 0.5));
    const QRect box = option.rect.adjusted(kTitleLeftPx, 0, -kMarginPx - 4, 0);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width()));
}

QSize GalleryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool heading = index.data(GalleryModel::HeadingRole).toBool();
    return {40, std::max(heading ? kHeadingPx : kRowPx, option.fontMetrics.height() + 6)};
}

} // namespace lanescope::gallery
