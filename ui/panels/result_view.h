// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/fact_grid.h"

#include <QJsonObject>

class QLabel;
class QPushButton;

namespace lanescope::panels {

/// What a scenario reports of its run, under the names of its report: "lost", "speedup_vs_1". Single figures come before
/// groups of them; what is long, or what a crawl's tabs show as well, is folded away. Pure. Threads: any.
struct ResultFacts {
    std::vector<Fact> shown;
    std::vector<Fact> folded;
    QStringList foldedNames;
    QString trouble; ///< a sentence that goes before all figures; empty: none

    static ResultFacts of(const QJsonObject& result);
};

/// The result of a run, kept up to date while it goes on; hidden while there is none. Threads: GUI.
class ResultView : public QWidget {
    Q_OBJECT

public:
    enum class Stage { SoFar, Final };

    explicit ResultView(QWidget* parent = nullptr);

    void show(const QJsonObject& result, Stage stage);
    void clear() { show({}, Stage::Final); }
    const QJsonObject& result() const { return m_result; }

private:
    void unfold(bool open);

    QLabel* m_title;
    QLabel* m_trouble;
    FactGrid* m_facts;
    QPushButton* m_more;
    FactGrid* m_folded;
    QString m_foldedNames;
    bool m_open = false;
    QJsonObject m_result;
};

} // namespace lanescope::panels
