// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_row.h"

class QComboBox;

namespace lanescope::knobs {

class SegmentedChoice;

/// One of several: buttons side by side when they are few and short, a list otherwise. Threads: GUI.
class ChoiceRow : public KnobRow {
    Q_OBJECT

public:
    ChoiceRow(const scenario::Knob& knob, QWidget* parent);

protected:
    void show(const scenario::KnobValue& value) override;

private:
    void useSegments();
    void useList();

    SegmentedChoice* m_segments = nullptr;
    QComboBox* m_list = nullptr;
};

} // namespace lanescope::knobs
