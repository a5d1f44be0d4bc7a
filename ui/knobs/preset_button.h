// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

#include <QPushButton>

class QMenu;

namespace lanescope::knobs {

/// The presets of a scenario as a menu; says which of them the knobs stand at. Hidden where there are none.
/// Threads: GUI. Lifetime: keeps copies.
class PresetButton : public QPushButton {
    Q_OBJECT

public:
    explicit PresetButton(QWidget* parent = nullptr);

    void setPresets(const std::vector<scenario::Preset>& presets);
    /// The knobs and how they stand, one value a knob.
    void showValues(const std::vector<scenario::Knob>& knobs, const std::vector<scenario::KnobValue>& values);
    /// The position of the preset that is shown as the one in effect; -1: none.
    int current() const { return m_current; }

Q_SIGNALS:
    void chosen(const lanescope::scenario::Preset& preset);

private:
    void refresh();

    std::vector<scenario::Preset> m_presets;
    int m_current = -1;
    QMenu* m_menu;
};

/// The first preset whose values the knobs all have; -1 if there is none. Knobs that a preset names and the scenario
/// lacks do not count.
int matchingPreset(const std::vector<scenario::Preset>& presets, const std::vector<scenario::Knob>& knobs,
                   const std::vector<scenario::KnobValue>& values);

} // namespace lanescope::knobs
