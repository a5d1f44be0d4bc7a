// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;

namespace lanescope::gallery {

class GalleryModel;

/// The left side: every scenario by group, with a search field. A click or Enter asks for a scenario; up and
/// down work from the search field too. Threads: GUI. Lifetime: `scenarios` must outlive the gallery.
class Gallery : public QWidget {
    Q_OBJECT

public:
    explicit Gallery(const std::vector<scenario::ScenarioInfo>& scenarios, QWidget* parent = nullptr);

    /// Marks the scenario that runs, or ran last.
    void setCurrent(const QString& id);
    QString current() const { return m_current; }
    void focusSearch();
    /// The scenario `steps` places further in the gallery's own order, whatever is searched for; round the end.
    QString neighbour(int steps) const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void chosen(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildSearch();
    void buildList();
    void search(const QString& words);
    void choose(const QModelIndex& index);
    void moveCursor(int direction);

    const std::vector<scenario::ScenarioInfo>& m_scenarios;
    GalleryModel* m_model;
    QLineEdit* m_search;
    QListView* m_list;
    QLabel* m_nothing;
    QString m_current;
};

} // namespace lanescope::gallery
