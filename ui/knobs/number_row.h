// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_row.h"

namespace lanescope::knobs {

class KnobSlider;
class ValueField;

/// A whole or real number: editable value at the right, slider below. Threads: GUI.
class NumberRow : public KnobRow {
    Q_OBJECT

public:
    NumberRow(const scenario::Knob& knob, QWidget* parent);

    void setEffective(const std::optional<scenario::KnobValue>& value) override;
    bool isBusy() const override;

protected:
    void show(const scenario::KnobValue& value) override;
    void emphasise(const QColor& colour) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    ValueField* m_field;
    KnobSlider* m_slider;
};

} // namespace lanescope::knobs
