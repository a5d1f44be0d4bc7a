// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace lanescope::panels {

/// Paints a table cell: colour by severity, and the small stacked bar of time per state. Threads: GUI.
class FigureDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kSidePx = 8; ///< between a column's edge and its text

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintBar(QPainter& painter, const QStyleOptionViewItem& option, const QVariantList& shares) const;
};

} // namespace lanescope::panels
