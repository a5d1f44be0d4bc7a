// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_row.h"

#include "ui/knobs/choice_row.h"
#include "ui/knobs/knob_header.h"
#include "ui/knobs/number_row.h"
#include "ui/knobs/text_row.h"
#include "ui/knobs/toggle_row.h"
#include "ui/theme/colours.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::knobs {
namespace {

QString tipOf(const scenario::Knob& knob)
{
    QStringList lines;
    if (!knob.help.isEmpty())
        lines << knob.help;
    if (knob.kind != scenario::KnobKind::Toggle && knob.kind != scenario::KnobKind::Text)
        lines << KnobRow::tr("Range: %1. Standard: %2.").arg(knob.range(), knob.format(knob.standard));
    lines << (knob.effect == scenario::KnobEffect::Live ? KnobRow::tr("Acts at once, while the run goes on.")
                                                        : KnobRow::tr("A change restarts the run."));
    return lines.join(u'\n');
}

/// A line of small print in `ink`; no line without text.
void write(QLabel& label, const QString& text, const QColor& ink)
{
    QPalette inkOnly;
    inkOnly.setColor(QPalette::WindowText, ink);
    label.setPalette(inkOnly);
    QFont small = label.parentWidget()->font();
    small.setPixelSize(std::max(11, QFontInfo(small).pixelSize() - 2));
    label.setFont(small);
    label.setText(text);
    label.setVisible(!text.isEmpty());
}

} // namespace

KnobRow::KnobRow(const scenario::Knob& knob, QWidget* parent)
    : QWidget(parent)
    , m_knob(knob)
    , m_value(knob.standard)
    , m_header(new KnobHeader(knob.label,
                              knob.effect == scenario::KnobEffect::Restart ? tr("restarts the run") : QString(), this))
    , m_layout(new QVBoxLayout(this))
    , m_noteLabel(new QLabel(this))
    , m_effectLabel(new QLabel(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_header);
    for (QLabel* label : {m_noteLabel, m_effectLabel}) {
        m_layout->addWidget(label);
        label->setWordWrap(true);
        label->hide();
    }
    m_noteLabel->setAccessibleName(tr("Note on %1").arg(knob.label));
    m_effectLabel->setAccessibleName(tr("What the last change of %1 did").arg(knob.label));
    setToolTip(tipOf(knob));
    setAccessibleName(knob.label);
    setObjectName(QStringLiteral("knob_") + knob.name);
}

void KnobRow::addControl(QWidget* control)
{
    m_layout->insertWidget(m_layout->indexOf(m_noteLabel), control);
}

void KnobRow::setValue(const scenario::KnobValue& value)
{
    m_value = value;
    show(value);
}

void KnobRow::setNote(const QString& text, NoteSeverity severity)
{
    if (m_note == text && m_severity == severity)
        return;
    m_note = text;
    m_severity = severity;
    refreshNote();
}

void KnobRow::setEffect(const QString& text)
{
    if (m_effectLabel->text() != text)
        write(*m_effectLabel, text, theme::coloursOf(palette()).textSecondary);
}

void KnobRow::setEffective(const std::optional<scenario::KnobValue>&) {}
void KnobRow::emphasise(const QColor& colour)
{
    m_header->setEmphasis(colour);
}

void KnobRow::resetToStandard()
{
    setValue(m_knob.standard);
    clearError();
    Q_EMIT changed(m_value, true);
}

Result<scenario::KnobValue> KnobRow::read(const QString& typed) const
{
    auto parsed = m_knob.parse(typed);
    const QString complaint = parsed && m_check ? m_check(parsed.value()) : QString();
    if (!complaint.isEmpty())
        return Error{complaint.toStdString()};
    return parsed;
}

bool KnobRow::take(const QString& typed)
{
    const auto parsed = read(typed);
    if (!parsed) {
        m_error = QString::fromStdString(parsed.error());
        refreshNote();
        return false;
    }
    takeValue(parsed.value(), true);
    show(m_value);
    return true;
}

void KnobRow::takeValue(const scenario::KnobValue& value, bool settled)
{
    m_value = value;
    clearError();
    Q_EMIT changed(value, settled);
}

void KnobRow::clearError()
{
    m_error.clear();
    refreshNote();
}

void KnobRow::refreshNote()
{
    const QString text = m_error.isEmpty() ? m_note : m_error;
    const NoteSeverity severity = m_error.isEmpty() ? m_severity : NoteSeverity::Error;
    const bool loud = severity != NoteSeverity::Info && !text.isEmpty();
    const theme::Colours& colours = theme::coloursOf(palette());
    write(*m_noteLabel, text, loud ? colours.alarm : colours.textFaint);
    write(*m_effectLabel, m_effectLabel->text(), colours.textSecondary);
    emphasise(severity == NoteSeverity::Binding && !text.isEmpty() ? colours.alarm : QColor());
}

void KnobRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        refreshNote();
}

void KnobRow::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto* reset = menu->addAction(tr("Reset to %1").arg(m_knob.format(m_knob.standard)));
    reset->setEnabled(!(m_value == m_knob.standard));
    connect(reset, &QAction::triggered, this, &KnobRow::resetToStandard);
    const QString option = QStringLiteral("--set %1=%2").arg(m_knob.name, m_knob.plain(m_value));
    connect(menu->addAction(tr("Copy for the command line: %1").arg(option)), &QAction::triggered, this,
            [option] { QGuiApplication::clipboard()->setText(option); });
    menu->popup(event->globalPos());
}

KnobRow* makeKnobRow(const scenario::Knob& knob, QWidget* parent)
{
    switch (knob.kind) {
    case scenario::KnobKind::Integer:
    case scenario::KnobKind::Real:
        return new NumberRow(knob, parent);
    case scenario::KnobKind::Choice:
        return new ChoiceRow(knob, parent);
    case scenario::KnobKind::Toggle:
        return new ToggleRow(knob, parent);
    case scenario::KnobKind::Text:
        return new TextRow(knob, parent);
    }
    Q_UNREACHABLE();
}

} // namespace lanescope::knobs
