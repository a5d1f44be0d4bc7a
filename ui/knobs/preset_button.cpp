// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/preset_button.h"

#include <QMenu>

#include <algorithm>

namespace lanescope::knobs {

int matchingPreset(const std::vector<scenario::Preset>& presets, const std::vector<scenario::Knob>& knobs,
                   const std::vector<scenario::KnobValue>& values)
{
    const auto stands = [&](const std::pair<QString, scenario::KnobValue>& wanted) {
        const int index = scenario::indexOf(knobs, wanted.first);
        return index < 0 || values[static_cast<std::size_t>(index)] == wanted.second;
    };
    const auto found = std::find_if(presets.begin(), presets.end(), [&](const scenario::Preset& preset) {
        return std::all_of(preset.values.begin(), preset.values.end(), stands);
    });
    return found == presets.end() ? -1 : static_cast<int>(found - presets.begin());
}

PresetButton::PresetButton(QWidget* parent)
    : QPushButton(parent)
    , m_menu(new QMenu(this))
{
    setProperty("role", QStringLiteral("link"));
    m_menu->setToolTipsVisible(true);
    m_menu->setAccessibleName(tr("Presets"));
    // Not setMenu(): the style would draw an arrow of its own, and far from the text.
    connect(this, &QPushButton::clicked, this, [this] { m_menu->popup(mapToGlobal(rect().bottomLeft())); });
    hide();
}

void PresetButton::setPresets(const std::vector<scenario::Preset>& presets)
{
    m_presets = presets;
    m_current = -1;
    m_menu->clear();
    for (const scenario::Preset& preset : m_presets) {
        QAction* action = m_menu->addAction(preset.label);
        action->setCheckable(true);
        action->setToolTip(preset.help);
        connect(action, &QAction::triggered, this, [this, preset] {
            refresh(); // what is checked says how the knobs stand, not what was clicked
            Q_EMIT chosen(preset);
        });
    }
    setVisible(!m_presets.empty());
    refresh();
}

void PresetButton::showValues(const std::vector<scenario::Knob>& knobs, const std::vector<scenario::KnobValue>& values)
{
    m_current = matchingPreset(m_presets, knobs, values);
    refresh();
}

void PresetButton::refresh()
{
    const bool known = m_current >= 0;
    const QString name = known ? m_presets[static_cast<std::size_t>(m_current)].label : tr("own");
    setText(tr("Preset: %1 ▾").arg(name));
    setAccessibleName(known ? tr("Preset: %1").arg(name) : tr("Preset: none, the knobs stand otherwise"));
    setToolTip(known ? m_presets[static_cast<std::size_t>(m_current)].help
                     : tr("Turn several knobs at once to values that go well together"));
    const auto actions = m_menu->actions();
    for (int i = 0; i < actions.size(); ++i)
        actions[i]->setChecked(i == m_current);
}

} // namespace lanescope::knobs
