// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace lanescope::gallery {

/// Paints headings in small capitals and scenarios as rounded rows with what they teach; the current one has an
/// accent bar.
/// Threads: GUI.
class GalleryDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintHeading(QPainter& painter, const QStyleOptionViewItem& option, const QString& text) const;
    void paintScenario(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintWords(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                    bool current) const;
    static int rowHeight(const QStyleOptionViewItem& option);
};

} // namespace lanescope::gallery
