// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/toggle_row.h"

#include "ui/knobs/knob_header.h"
#include "ui/knobs/switch_button.h"

namespace lanescope::knobs {

ToggleRow::ToggleRow(const scenario::Knob& knob, QWidget* parent)
    : KnobRow(knob, parent)
    , m_switch(new SwitchButton(this))
{
    header()->setValueWidget(m_switch);
    m_switch->setAccessibleName(knob.label);
    setFocusProxy(m_switch);
    show(knob.standard);
    connect(m_switch, &QAbstractButton::clicked, this, [this](bool on) { takeValue({on ? 1.0 : 0.0, {}}, true); });
}

void ToggleRow::show(const scenario::KnobValue& value)
{
    m_switch->setChecked(value.number != 0);
}

} // namespace lanescope::knobs
