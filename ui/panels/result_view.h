// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/fact_grid.h"

#include <QJsonObject>

class QLabel;

namespace lanescope::panels {

/// What a scenario reports of its run, under the names of its report: "lost", "speedup_vs_1". Pure. Threads: any.
std::vector<Fact> resultFacts(const QJsonObject& result);

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
    QLabel* m_title;
    FactGrid* m_facts;
    QJsonObject m_result;
};

} // namespace lanescope::panels
