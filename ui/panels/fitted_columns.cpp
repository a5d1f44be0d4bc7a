// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/fitted_columns.h"

#include "ui/panels/figure_delegate.h"

#include <QDataStream>
#include <QHeaderView>
#include <QStringTokenizer>

#include <algorithm>
#include <utility>

namespace lanescope::panels {
namespace {

constexpr int kSparePx = 4;
constexpr double kMostOfAll = 0.45; ///< of the room, for one text

bool isText(const Column& column)
{
    return column.unit == Unit::Text || column.unit == Unit::Address;
}

} // namespace

FittedColumns::FittedColumns(QHeaderView& head, const std::vector<Column>& columns)
    : QObject(&head)
    , m_head(head)
    , m_columns(columns)
{
    reset();
    connect(&head, &QHeaderView::sectionResized, this, &FittedColumns::noteResize);
    connect(&head, &QHeaderView::sectionMoved, this, &FittedColumns::setTouched);
    connect(&head, &QHeaderView::sectionClicked, this, &FittedColumns::setTouched);
}

int FittedColumns::roomFor(const QString& text) const
{
    return m_head.fontMetrics().horizontalAdvance(text) + 2 * FigureDelegate::kSidePx + kSparePx;
}

int FittedColumns::titlePx(std::size_t column) const
{
    return roomFor(m_columns[column].title);
}

int FittedColumns::mostPx(std::size_t column) const
{
    const int sample = roomFor(m_columns[column].sample);
    const int share = m_roomPx == 0 ? sample : static_cast<int>(kMostOfAll * m_roomPx);
    return std::max(titlePx(column), std::min(sample, share));
}

void FittedColumns::reset()
{
    for (std::size_t i = 0; i < m_columns.size(); ++i)
        resize(i, isText(m_columns[i]) ? titlePx(i) : std::max(titlePx(i), roomFor(m_columns[i].sample)));
}

void FittedColumns::setRoom(int px)
{
    if (px == m_roomPx)
        return;
    m_roomPx = px;
    reset();
}

void FittedColumns::makeRoomFor(const QModelIndex& row, int indentPx)
{
    bool hasGrown = false;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        const auto section = static_cast<int>(i);
        if (m_head.isSectionHidden(section) || m_sizedByHand.contains(section))
            continue;
        const int indent = i == 0 ? indentPx : 0;
        const QString text = row.siblingAtColumn(section).data().toString();
        const int wanted = roomFor(m_columns[i].unit == Unit::Address ? shownAddress(text) : text) + indent;
        if (const int wide = isText(m_columns[i]) ? std::min(wanted, mostPx(i) + indent) : wanted;
            wide > m_head.sectionSize(section)) {
            resize(i, wide);
            hasGrown = true;
        }
    }
    if (hasGrown)
        Q_EMIT grown();
}

void FittedColumns::resize(std::size_t column, int widthPx)
{
    const auto section = static_cast<int>(column);
    if (m_sizedByHand.contains(section))
        return;
    m_isFitting = true;
    m_head.resizeSection(section, widthPx);
    m_isFitting = false;
}

// The last one takes what room there is, whoever moves the others.
bool FittedColumns::isStretched(int column) const
{
    int last = m_head.count() - 1;
    while (last >= 0 && m_head.isSectionHidden(m_head.logicalIndex(last)))
        --last;
    return m_head.stretchLastSection() && last >= 0 && m_head.logicalIndex(last) == column;
}

void FittedColumns::noteResize(int column, int beforePx, int nowPx)
{
    if (m_isFitting || isStretched(column))
        return;
    m_isTouched = true;
    if (beforePx > 0 && nowPx > 0) // not shown or hidden
        m_sizedByHand.insert(column);
}

// In one string, which is read piece by piece: of a list, Qt makes room for as many as the bytes say, whatever they are.
QString FittedColumns::titles() const
{
    QStringList all;
    for (const Column& column : m_columns)
        all << column.title;
    return all.join(u'\n');
}

QString FittedColumns::sizedByHand() const
{
    QStringList all;
    for (const int column : m_sizedByHand)
        all << QString::number(column);
    return all.join(u' ');
}

QByteArray FittedColumns::save() const
{
    QByteArray state;
    if (!m_isTouched)
        return state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << titles() << m_head.saveState() << sizedByHand();
    return state;
}

bool FittedColumns::restore(const QByteArray& state)
{
    QString before;
    QByteArray columns;
    QString sized;
    QDataStream stream(state);
    stream >> before >> columns >> sized;
    m_isFitting = true;
    const bool taken = stream.status() == QDataStream::Ok && before == titles() && m_head.restoreState(columns);
    m_isFitting = false;
    if (!taken)
        return false;
    m_isTouched = true;
    for (const QStringView column : QStringTokenizer(sized, u' ', Qt::SkipEmptyParts))
        m_sizedByHand.insert(column.toInt());
    reset(); // who sorts or hides columns has not said how wide the others are to be
    return true;
}

} // namespace lanescope::panels
