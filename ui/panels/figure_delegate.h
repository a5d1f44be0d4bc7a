// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/trend.h"

#include <QStyledItemDelegate>

class QAbstractItemView;

namespace lanescope::panels {

/// Paints a table cell: colour by severity, the small stacked bar of time per state, and the trend. A text that is cut is
/// in its tool tip. Where the edge of the view goes through a column, its text has the part that is seen: of a number cut in the
/// middle nobody could tell that there is more of it. Threads: GUI. Lifetime: the view's.
class FigureDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kSidePx = 8; ///< between a column's edge and its text
    static constexpr int kRowPx = 24; ///< more where the font is large

    explicit FigureDelegate(QAbstractItemView* view);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// What has no room is told whole, with what else there is to say.
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    void paintTrend(QPainter& painter, const QStyleOptionViewItem& option, const Trend& trend) const;
    void paintBar(QPainter& painter, const QStyleOptionViewItem& option, const QVariantList& shares) const;
};

} // namespace lanescope::panels
