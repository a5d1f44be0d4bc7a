// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/words_filter.h"

#include "ui/panels/figure_model.h"

#include <algorithm>

namespace lanescope::panels {

namespace {

/// The digits from `at` on, without zeros before them; moves `at` behind them.
QStringView numberAt(QStringView text, qsizetype& at)
{
    const qsizetype first = at;
    while (at < text.size() && text[at].isDigit())
        ++at;
    QStringView digits = text.sliced(first, at - first);
    while (digits.size() > 1 && digits.front() == u'0')
        digits = digits.sliced(1);
    return digits;
}

/// Below 0: the first one stands first. Not QCollator: that knows no numbers in the C locale.
int naturalOrder(QStringView first, QStringView second)
{
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < first.size() && j < second.size()) {
        if (first[i].isDigit() && second[j].isDigit()) {
            const QStringView one = numberAt(first, i);
            const QStringView other = numberAt(second, j);
            const auto order = one.size() != other.size() ? one.size() - other.size() : one.compare(other);
            if (order != 0)
                return order < 0 ? -1 : 1;
        } else if (const int order = first.sliced(i++, 1).compare(second.sliced(j++, 1), Qt::CaseInsensitive)) {
            return order;
        }
    }
    return static_cast<int>(first.size() - i) - static_cast<int>(second.size() - j);
}

} // namespace

WordsFilter::WordsFilter(QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(FigureModel::SortRole);
    setDynamicSortFilter(true);
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
    for (int column = 0; column < sourceModel()->columnCount(); ++column) {
        const QModelIndex cell = sourceModel()->index(row, column, parent);
        const auto unit = static_cast<Unit>(cell.data(FigureModel::UnitRole).toInt());
        // Figures change all the time, and a digit is in most of them.
        if (unit == Unit::Text || unit == Unit::Address || unit == Unit::Identifier)
            line += cell.data().toString() + u'\n';
    }
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return line.contains(word, Qt::CaseInsensitive); });
}

bool WordsFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant first = left.data(FigureModel::SortRole);
    const QVariant second = right.data(FigureModel::SortRole);
    if (first.isValid() != second.isValid())
        return first.isValid() == (sortOrder() == Qt::AscendingOrder);
    if (first.typeId() == QMetaType::QString)
        return naturalOrder(first.toString(), second.toString()) < 0;
    return QSortFilterProxyModel::lessThan(left, right);
}

} // namespace lanescope::panels
