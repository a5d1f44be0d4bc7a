// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/limit_line.h"

#include "ui/knobs/knob_panel.h"
#include "ui/knobs/limit_marks.h"
#include "ui/knobs/run_marks.h"
#include "ui/theme/colours.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::knobs {

LimitLine::LimitLine(const RunMarks& marks, const KnobPanel& panel, QWidget* parent)
    : QWidget(parent)
    , m_marks(marks)
    , m_panel(panel)
    , m_binding(new QPushButton(this))
    , m_free(new QLabel(this))
    , m_effect(new QLabel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_binding, 0, Qt::AlignLeft);
    layout->addWidget(m_free);
    layout->addWidget(m_effect);
    m_binding->setProperty("role", QStringLiteral("link"));
    m_binding->setStyleSheet(QStringLiteral("padding: 1px 0; text-align: left")); // in line with the knobs
    m_binding->setToolTip(tr("Most of what waits, waits for this knob. Click to see it."));
    for (QLabel* label : {m_free, m_effect})
        label->setWordWrap(true);
    m_effect->setAccessibleName(tr("What the last change did"));
    connect(m_binding, &QPushButton::clicked, this, [this] { Q_EMIT knobWanted(m_marks.binding()); });
    connect(&m_marks, &RunMarks::changed, this, &LimitLine::refresh);
    tint();
    refresh();
}

void LimitLine::refresh()
{
    const KnobRow* row = m_panel.row(m_marks.binding());
    m_binding->setVisible(row != nullptr);
    if (row) {
        m_binding->setText(tr("Binding now: %1").arg(binderName(row->knob())));
        m_binding->setAccessibleName(m_binding->text());
    }
    const QString other = binderWithoutKnob(m_marks.binding());
    m_free->setText(other.isEmpty() ? tr("No limit holds anything back now.") : tr("Binding now: %1").arg(other));
    m_free->setVisible(!row && m_marks.knowsLimits());
    m_effect->setText(m_marks.lastEffect());
    m_effect->setVisible(!m_marks.lastEffect().isEmpty());
    setVisible(m_marks.knowsLimits() || !m_marks.lastEffect().isEmpty());
}

void LimitLine::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QFont small = font();
    small.setPixelSize(std::max(11, QFontInfo(font()).pixelSize() - 2));
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, colours.textSecondary);
    for (QLabel* label : {m_free, m_effect}) {
        label->setFont(small);
        label->setPalette(quiet);
    }
}

void LimitLine::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        tint();
}

} // namespace lanescope::knobs
