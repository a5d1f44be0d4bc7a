// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace lanescope::panels {

/// Sorts a FigureModel by raw values and keeps the rows that contain every word of the filter in any column.
/// Rows without a value sort last in either order. Threads: GUI.
class WordsFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit WordsFilter(QObject* parent = nullptr);
    void setWords(const QString& words);
    bool hasWords() const { return !m_words.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QStringList m_words;
};

} // namespace lanescope::panels
