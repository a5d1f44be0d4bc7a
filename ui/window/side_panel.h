// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"
#include "core/store/snapshot.h"

#include <QWidget>

class QPushButton;
class QScrollArea;
class QSplitter;

namespace lanescope::knobs {
class KnobPanel;
class LimitLine;
class PresetButton;
class RunMarks;
} // namespace lanescope::knobs
namespace lanescope::panels {
class Inspector;
class RangePanel;
class ResultView;
class ScenarioPage;
} // namespace lanescope::panels

namespace lanescope::window {

/// The right side: knobs above; below them the selected range, what is selected, the run's result and the scenario's page. Both parts scroll by
/// themselves, so that a long list of knobs never hides the selection, and few knobs take no more room than they need. Threads: GUI.
class SidePanel : public QWidget {
    Q_OBJECT

public:
    explicit SidePanel(QWidget* parent = nullptr);

    void setScenario(const scenario::ScenarioInfo& info, const std::vector<scenario::KnobValue>& values);

    knobs::KnobPanel& knobs() { return *m_knobs; }
    knobs::RunMarks& marks() { return *m_marks; }
    panels::Inspector& inspector() { return *m_inspector; }
    panels::RangePanel& range() { return *m_range; }
    panels::ResultView& result() { return *m_result; }
    panels::ScenarioPage& page() { return *m_page; }
    /// Scrolls so that the selection is in sight.
    void showSelection();
    /// Scrolls so that this knob is in sight.
    void showKnob(const QString& name);
    /// The same, and puts the keyboard there.
    void goToKnob(const QString& name);
    QWidget* knobArea() const;
    QWidget* pageArea() const;

    QByteArray saveState() const;
    void restoreState(const QByteArray& state);
    QSize sizeHint() const override;

private:
    QScrollArea* scrolled(QScrollArea* area, QWidget* content);
    QWidget* makeKnobPart();
    QWidget* makeTextPart();

    knobs::KnobPanel* m_knobs;
    knobs::RunMarks* m_marks;
    knobs::LimitLine* m_limit;
    knobs::PresetButton* m_presets;
    panels::RangePanel* m_range;
    panels::Inspector* m_inspector;
    panels::ResultView* m_result;
    panels::ScenarioPage* m_page;
    QPushButton* m_reset;
    QSplitter* m_splitter;
    QScrollArea* m_upper = nullptr;
    QScrollArea* m_lower = nullptr;
};

} // namespace lanescope::window
