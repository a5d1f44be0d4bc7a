// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/text_row.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QTimer>

namespace lanescope::knobs {

TextRow::TextRow(const scenario::Knob& knob, QWidget* parent)
    : KnobRow(knob, parent)
    , m_edit(new QLineEdit(this))
{
    addControl(m_edit);
    m_edit->setAccessibleName(knob.label);
    m_edit->setPlaceholderText(knob.zeroText.isEmpty() ? tr("empty") : knob.zeroText);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    show(knob.standard);
    connect(m_edit, &QLineEdit::editingFinished, this, &TextRow::commit);
}

bool TextRow::isBusy() const
{
    return m_edit->hasFocus() && m_edit->text() != value().text;
}

void TextRow::show(const scenario::KnobValue& value)
{
    if (m_edit->text() != value.text)
        m_edit->setText(value.text);
    m_edit->setCursorPosition(0);
}

void TextRow::commit()
{
    if (m_edit->text() == value().text)
        clearError();
    else
        take(m_edit->text());
}

// Of what was refused only the note stays: the field shows what is in force. A look at another window is no leaving.
void TextRow::onLeft(Qt::FocusReason reason)
{
    if (reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason)
        return;
    QTimer::singleShot(0, this, [this] { // the field itself commits first
        if (!m_edit->hasFocus())
            show(value());
    });
}

bool TextRow::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::FocusOut)
        onLeft(static_cast<QFocusEvent*>(event)->reason());
    if (watched == m_edit && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && isBusy()) {
        show(value());
        clearError();
        return true;
    }
    return KnobRow::eventFilter(watched, event);
}

} // namespace lanescope::knobs
