// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/words_filter.h"

#include "ui/panels/figure_model.h"

#include <algorithm>

namespace lanescope::panels {

WordsFilter::WordsFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(FigureModel::SortRole);
    setDynamicSortFilter(true);
    setSortLocaleAware(true);
}

void WordsFilter::setFilter(const QString& words, Condition condition)
{
    m_text = words;
    m_words = words.split(u' ', Qt::SkipEmptyParts);
    m_condition = std::move(condition);
    invalidateFilter();
}

bool WordsFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    if (m_condition && !m_condition(sourceModel()->index(row, 0, parent).data(FigureModel::KeyRole).toUInt()))
        return false;
    if (m_words.isEmpty())
        return true;
    QString line;
    for (int column = 0; column < sourceModel()->columnCount(); ++column)
        line += sourceModel()->index(row, column, parent).data().toString() + u'\n';
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return line.contains(word, Qt::CaseInsensitive); });
}

bool WordsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant first = left.data(FigureModel::SortRole);
    const QVariant second = right.data(FigureModel::SortRole);
    if (first.isValid() != second.isValid())
        return first.isValid() == (sortOrder() == Qt::AscendingOrder);
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace lanescope::panels
