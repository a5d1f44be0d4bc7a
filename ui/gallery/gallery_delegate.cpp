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
constexpr int kTitleGapPx = 12; ///< between a title and the word it teaches
constexpr int kNarrowPx = 200;  ///< a gallery where a word beside most titles would be cut

QFont headingFont(const QFont& font)
{
    QFont small = font;
    small.setPixelSize(std::max(11, QFontInfo(font).pixelSize() - 1));
    small.setWeight(QFont::DemiBold);
    small.setCapitalization(QFont::AllUppercase);
    small.setLetterSpacing(QFont::PercentageSpacing, 102);
    return small;
}

QFont wordsFont(const QFont& font)
{
    QFont small = font;
    small.setPixelSize(std::max(11, QFontInfo(font).pixelSize() - 2));
    return small;
}

// What it teaches stands below the title where there is room for all of it, and where there is none beside the title.
bool hasSecondLine(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool isNarrow = view && view->viewport()->width() < kNarrowPx;
    return (isNarrow || index.data(GalleryModel::DetailedRole).toBool()) &&
           !index.data(GalleryModel::TeachesRole).toString().isEmpty();
}

// What stands beside a title: the first word that fits into the room it leaves, else the shortest, cut. A title that
// leaves none gives a quarter of the card for that; on a narrow card it has all of it.
QString wordBeside(const QString& words, const QFontMetrics& metrics, int roomPx, int titlePx)
{
    constexpr int kLeastPx = 36;
    const QStringList all = words.split(QStringLiteral(" · "), Qt::SkipEmptyParts);
    const int leftPx = roomPx - kTitleGapPx - titlePx;
    QString shortest = all.value(0);
    for (const QString& word : all) {
        if (metrics.horizontalAdvance(word) <= leftPx)
            return word;
        if (metrics.horizontalAdvance(word) < metrics.horizontalAdvance(shortest))
            shortest = word;
    }
    const int forWordPx = leftPx < kLeastPx && titlePx > roomPx * 3 / 4 ? roomPx / 4 : leftPx;
    return forWordPx < kLeastPx ? QString() : metrics.elidedText(shortest, Qt::ElideRight, forWordPx);
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
    paintWords(painter, option, index, current);
}

// The title, and what the scenario teaches: all of it below the title where the card has two lines, one word at the right
// else.
void GalleryDelegate::paintWords(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                                 bool current) const
{
    const theme::Colours& colours = theme::coloursOf(option.palette);
    QFont font = option.font;
    font.setWeight(current ? QFont::DemiBold : QFont::Normal);
    const QRect room = option.rect.adjusted(kTitleLeftPx, 0, -kMarginPx - 4, 0);
    QRect titleRoom = room;
    const QString words = index.data(GalleryModel::TeachesRole).toString();
    const QFont small = wordsFont(option.font);
    const QFontMetrics smallMetrics(small);
    const QFontMetrics titleMetrics(font);
    const QString title = index.data().toString();

    painter.setFont(small);
    painter.setPen(current ? colours.textSecondary : colours.textFaint);
    if (hasSecondLine(option, index)) {
        titleRoom.setHeight(rowHeight(option));
        const QRect below(room.left(), titleRoom.bottom() - 2, room.width(), smallMetrics.height());
        painter.drawText(below, Qt::AlignVCenter | Qt::AlignLeft,
                         smallMetrics.elidedText(words, Qt::ElideRight, below.width()));
    } else {
        const QString word = wordBeside(words, smallMetrics, room.width(), titleMetrics.horizontalAdvance(title));
        painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight, word);
        titleRoom.setRight(room.right() - (word.isEmpty() ? 0 : smallMetrics.horizontalAdvance(word) + kTitleGapPx));
    }
    painter.setFont(font);
    painter.setPen(current ? colours.text : theme::mixed(colours.textSecondary, colours.text, 0.5));
    painter.drawText(titleRoom, Qt::AlignVCenter | Qt::AlignLeft,
                     titleMetrics.elidedText(title, Qt::ElideRight, titleRoom.width()));
}

int GalleryDelegate::rowHeight(const QStyleOptionViewItem& option)
{
    return std::max(kRowPx, option.fontMetrics.height() + 6);
}

QSize GalleryDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (index.data(GalleryModel::HeadingRole).toBool())
        return {40, std::max(kHeadingPx, option.fontMetrics.height() + 6)};
    return {40,
            rowHeight(option) + (hasSecondLine(option, index) ? QFontMetrics(wordsFont(option.font)).height() + 1 : 0)};
}

} // namespace lanescope::gallery
