// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_model.h"

#include <algorithm>

namespace lanescope::gallery {
namespace {

QString taughtWords(const scenario::ScenarioInfo& info)
{
    return info.teaches.join(QStringLiteral(" · "));
}

QString toolTipOf(const scenario::ScenarioInfo& info)
{
    const QString tip = QStringLiteral("<b>%1</b><br>%2").arg(info.title.toHtmlEscaped(), info.summary.toHtmlEscaped());
    return info.teaches.isEmpty() ? tip
                                  : tip + QStringLiteral("<br><br>") +
                                        GalleryModel::tr("Teaches: %1").arg(taughtWords(info).toHtmlEscaped());
}

} // namespace

GalleryModel::GalleryModel(const std::vector<scenario::ScenarioInfo>& scenarios, QObject* parent)
    : QAbstractListModel(parent)
    , m_scenarios(scenarios)
{
    rebuild();
}

int GalleryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line& line = m_lines[static_cast<std::size_t>(index.row())];
    if (!line.scenario) {
        if (role == Qt::DisplayRole)
            return line.heading;
        return role == HeadingRole ? QVariant(true) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return line.scenario->title;
    case Qt::ToolTipRole:
        return toolTipOf(*line.scenario);
    case Qt::AccessibleDescriptionRole:
        return line.scenario->teaches.isEmpty()
                   ? line.scenario->summary
                   : tr("%1 Teaches: %2").arg(line.scenario->summary, taughtWords(*line.scenario));
    case TeachesRole:
        return taughtWords(*line.scenario);
    case DetailedRole: // few cards are left of a search
        return !m_words.isEmpty() || line.scenario->id == m_current;
    case IdRole:
        return line.scenario->id;
    case HeadingRole:
        return false;
    case RunningRole:
        return line.scenario->id == m_current;
    default:
        return {};
    }
}

Qt::ItemFlags GalleryModel::flags(const QModelIndex& index) const
{
    if (!index.isValid() || index.data(HeadingRole).toBool())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

void GalleryModel::setFilter(const QString& words)
{
    const QStringList split = words.split(u' ', Qt::SkipEmptyParts);
    if (split == m_words)
        return;
    beginResetModel();
    m_words = split;
    rebuild();
    endResetModel();
}

void GalleryModel::setCurrent(const QString& id)
{
    const QModelIndex before = indexOf(m_current);
    m_current = id;
    for (const QModelIndex& index : {before, indexOf(id)}) {
        if (index.isValid())
            Q_EMIT dataChanged(index, index, {RunningRole, DetailedRole});
    }
}

QModelIndex GalleryModel::indexOf(const QString& id) const
{
    const auto found = std::find_if(m_lines.begin(), m_lines.end(),
                                    [&](const Line& line) { return line.scenario && line.scenario->id == id; });
    return found == m_lines.end() ? QModelIndex() : index(static_cast<int>(found - m_lines.begin()));
}

int GalleryModel::matches() const
{
    return static_cast<int>(
        std::count_if(m_lines.begin(), m_lines.end(), [](const Line& line) { return line.scenario != nullptr; }));
}

bool GalleryModel::accepts(const scenario::ScenarioInfo& info) const
{
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) {
        return info.title.contains(word, Qt::CaseInsensitive) || info.group.contains(word, Qt::CaseInsensitive) ||
               info.id.contains(word, Qt::CaseInsensitive) || info.summary.contains(word, Qt::CaseInsensitive) ||
               taughtWords(info).contains(word, Qt::CaseInsensitive);
    });
}

// Groups stand in the order of their first scenario, and each stands once even if its scenarios are apart.
void GalleryModel::rebuild()
{
    m_lines.clear();
    QStringList groups;
    for (const auto& info : m_scenarios) {
        if (accepts(info) && !groups.contains(info.group))
            groups << info.group;
    }
    for (const QString& group : groups) {
        m_lines.push_back({nullptr, group});
        for (const auto& info : m_scenarios) {
            if (info.group == group && accepts(info))
                m_lines.push_back({&info, {}});
        }
    }
}

} // namespace lanescope::gallery
