// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/number_row.h"

#include "ui/knobs/knob_header.h"
#include "ui/knobs/knob_slider.h"
#include "ui/knobs/value_field.h"

#include <QCoreApplication>
#include <QKeyEvent>

namespace lanescope::knobs {

NumberRow::NumberRow(const scenario::Knob& knob, QWidget* parent)
    : KnobRow(knob, parent)
    , m_field(new ValueField(this))
    , m_slider(new KnobSlider(knob, this))
{
    header()->setValueWidget(m_field);
    addControl(m_slider);
    m_field->setAccessibleName(knob.label);
    m_slider->setAccessibleName(knob.label);
    m_slider->installEventFilter(this);
    setFocusProxy(m_slider);
    show(knob.standard);
    connect(m_slider, &KnobSlider::moved, this, [this](double number, bool settled) {
        takeValue({number, {}}, settled);
        show(value());
    });
    connect(m_slider, &KnobSlider::resetWanted, this, &KnobRow::resetToStandard);
    connect(m_field, &ValueField::committed, this, [this](const QString& typed) {
        if (!take(typed))
            m_field->refuse();
    });
    connect(m_field, &ValueField::cancelled, this, &NumberRow::clearError);
}

bool NumberRow::isBusy() const
{
    return m_slider->isSliderDown() || m_field->isEditing();
}

void NumberRow::setEffective(const std::optional<scenario::KnobValue>& value)
{
    m_slider->setEffective(value ? std::optional(value->number) : std::nullopt);
}

void NumberRow::show(const scenario::KnobValue& value)
{
    m_slider->setNumber(value.number);
    m_slider->setAccessibleDescription(knob().format(value));
    m_field->setTexts(knob().format(value), knob().plain(value));
}

void NumberRow::emphasise(const QColor& colour)
{
    KnobRow::emphasise(colour);
    m_slider->setFill(colour);
}

// Typing a number while the slider has the focus goes to the value, as in a spin box.
bool NumberRow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_slider && event->type() == QEvent::KeyPress) {
        auto* key = static_cast<QKeyEvent*>(event);
        const bool starts = !key->text().isEmpty() && (key->text().at(0).isDigit() || key->text() == u"-");
        if (starts && !(key->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
            m_field->setFocus(Qt::ShortcutFocusReason);
            QCoreApplication::sendEvent(m_field, key);
            return true;
        }
    }
    return KnobRow::eventFilter(watched, event);
}

} // namespace lanescope::knobs
