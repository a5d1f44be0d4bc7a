// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include <functional>

namespace lanescope::panels {

/// Sorts a FigureModel by raw values and keeps the rows that contain every word of the filter in a text or a number
/// that names something and
/// whose key meets the condition, if there is one.
/// Numbers in texts count as such: worker-2 stands before worker-10. Rows without a value sort last in either order.
/// Threads: GUI.
class WordsFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit WordsFilter(QObject* parent = nullptr);
    using Condition = std::function<bool(std::uint32_t key)>;

    void setWords(const QString& words) { setFilter(words, m_condition); }
    void setFilter(const QString& words, Condition condition);
    QString words() const { return m_text; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_text; ///< as it was typed
    QStringList m_words;
    Condition m_condition;
};

} // namespace lanescope::panels
