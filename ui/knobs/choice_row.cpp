// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/choice_row.h"

#include "ui/knobs/flat_combo_box.h"
#include "ui/knobs/segmented_choice.h"

namespace lanescope::knobs {
namespace {

constexpr int kMostSegments = 3;
constexpr int kRoomForSegmentsPx = 240;

} // namespace

ChoiceRow::ChoiceRow(const scenario::Knob& knob, QWidget* parent)
    : KnobRow(knob, parent)
{
    if (knob.choices.size() <= kMostSegments)
        useSegments();
    if (!m_segments)
        useList();
    show(knob.standard);
}

void ChoiceRow::useSegments()
{
    auto* segments = new SegmentedChoice(knob().choices, knob().label, this);
    if (segments->wholeWidth() > kRoomForSegmentsPx) {
        delete segments;
        return;
    }
    m_segments = segments;
    addControl(segments);
    connect(segments, &SegmentedChoice::picked, this, [this](int index) {
        takeValue({static_cast<double>(index), {}}, true);
    });
}

void ChoiceRow::useList()
{
    m_list = new FlatComboBox(this);
    m_list->addItems(knob().choices);
    m_list->setAccessibleName(knob().label);
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_list->setMinimumContentsLength(8);
    addControl(m_list);
    setFocusProxy(m_list);
    connect(m_list, &QComboBox::activated, this, [this](int index) {
        takeValue({static_cast<double>(index), {}}, true);
    });
}

void ChoiceRow::show(const scenario::KnobValue& value)
{
    const int index = static_cast<int>(value.number);
    if (m_segments)
        m_segments->setCurrent(index);
    else
        m_list->setCurrentIndex(index);
}

} // namespace lanescope::knobs
