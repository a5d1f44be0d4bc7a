// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/choice_row.h"

#include "ui/knobs/knob_header.h"
#include "ui/knobs/segmented_choice.h"

#include <QComboBox>
#include <QWheelEvent>

namespace lanescope::knobs {
namespace {

constexpr int kMostSegments = 3;
constexpr int kRoomForSegmentsPx = 240;

// Scrolling the panel over a list must not change the run.
class QuietComboBox : public QComboBox {
public:
    using QComboBox::QComboBox;

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        if (hasFocus())
            QComboBox::wheelEvent(event);
        else
            event->ignore();
    }
};

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
    connect(segments, &SegmentedChoice::picked, this,
            [this](int index) { takeValue({static_cast<double>(index), {}}, true); });
}

void ChoiceRow::useList()
{
    m_list = new QuietComboBox(this);
    m_list->addItems(knob().choices);
    m_list->setAccessibleName(knob().label);
    m_list->setFocusPolicy(Qt::StrongFocus);
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_list->setMinimumContentsLength(8);
    addControl(m_list);
    setFocusProxy(m_list);
    connect(m_list, &QComboBox::activated, this,
            [this](int index) { takeValue({static_cast<double>(index), {}}, true); });
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
