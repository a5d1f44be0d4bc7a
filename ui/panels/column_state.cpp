// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/column_state.h"

#include <QDataStream>
#include <QHeaderView>

namespace lanescope::panels {
namespace {

// In one string, which is read piece by piece: of a list, Qt makes room for as many as the bytes say, whatever they are.
QString titlesOf(const QHeaderView& head)
{
    QStringList titles;
    for (int column = 0; column < head.count(); ++column)
        titles << head.model()->headerData(column, head.orientation()).toString();
    return titles.join(u'\n');
}

} // namespace

QByteArray columnState(const QHeaderView& head)
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << titlesOf(head) << head.saveState();
    return state;
}

bool restoreColumnState(QHeaderView& head, const QByteArray& state)
{
    QString titles;
    QByteArray columns;
    QDataStream stream(state);
    stream >> titles >> columns;
    return stream.status() == QDataStream::Ok && titles == titlesOf(head) && head.restoreState(columns);
}

} // namespace lanescope::panels
