// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

#include <QAbstractListModel>

namespace lanescope::gallery {

/// The gallery as a list of lines: a heading before each group, then its scenarios, filtered by what was
/// searched for; a heading stays as long as one of its scenarios does. Threads: GUI. Lifetime: `scenarios`
/// must outlive the model.
class GalleryModel : public QAbstractListModel {
    Q_OBJECT

public:
    /// TeachesRole: a few words of the field, as one line. DetailedRole: the card has room for all of them.
    enum Role { IdRole = Qt::UserRole, HeadingRole, RunningRole, TeachesRole, DetailedRole };

    explicit GalleryModel(const std::vector<scenario::ScenarioInfo>& scenarios, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Keeps the scenarios whose title, group, id, summary or taught words contain every word.
    void setFilter(const QString& words);
    /// The scenario that is shown as the current one.
    void setCurrent(const QString& id);
    /// Where it stands now; invalid while it is filtered out.
    QModelIndex indexOf(const QString& id) const;
    /// How many scenarios the filter let through.
    int matches() const;

private:
    struct Line {
        const scenario::ScenarioInfo* scenario = nullptr; ///< nullptr: a heading
        QString heading;
    };
    void rebuild();
    bool accepts(const scenario::ScenarioInfo& info) const;

    const std::vector<scenario::ScenarioInfo>& m_scenarios;
    std::vector<Line> m_lines;
    QStringList m_words;
    QString m_current;
};

} // namespace lanescope::gallery
