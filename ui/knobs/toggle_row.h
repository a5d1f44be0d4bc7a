// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_row.h"

namespace lanescope::knobs {

class SwitchButton;

/// On or off. Threads: GUI.
class ToggleRow : public KnobRow {
    Q_OBJECT

public:
    ToggleRow(const scenario::Knob& knob, QWidget* parent);

protected:
    void show(const scenario::KnobValue& value) override;

private:
    SwitchButton* m_switch;
};

} // namespace lanescope::knobs
