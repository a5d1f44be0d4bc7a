// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/fact_grid.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>

namespace lanescope::panels {
namespace {

constexpr int kLabelColumnPx = 72;
constexpr QChar kBreak(0x200B);

} // namespace

FactGrid::FactGrid(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(3);
    m_grid->setContentsMargins(0, 4, 0, 4);
    m_grid->setColumnMinimumWidth(0, kLabelColumnPx);
    m_grid->setColumnStretch(1, 1);
}

void FactGrid::makeRow()
{
    auto* label = new QLabel(this);
    auto* value = new QLabel(this);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    label->setTextFormat(Qt::PlainText); // names of queues come from programs, as values do
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_grid->addWidget(label, static_cast<int>(m_labels.size()), 0);
    m_grid->addWidget(value, static_cast<int>(m_labels.size()), 1);
    m_labels.push_back(label);
    m_values.push_back(value);
}

void FactGrid::show(const std::vector<Fact>& facts)
{
    const std::size_t before = m_labels.size();
    while (m_labels.size() < facts.size())
        makeRow();
    if (m_labels.size() != before)
        tint();
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        const bool used = i < facts.size();
        m_labels[i]->setVisible(used);
        m_values[i]->setVisible(used);
        if (!used)
            continue;
        m_labels[i]->setText(facts[i].label);
        m_labels[i]->setWordWrap(facts[i].label.contains(kBreak));
        // Setting an equal text would lose what a person is selecting.
        if (m_values[i]->text() != facts[i].value)
            m_values[i]->setText(facts[i].value);
        m_values[i]->setAccessibleName(facts[i].label);
    }
    setVisible(!facts.empty());
}

void FactGrid::tint()
{
    QPalette faint;
    faint.setColor(QPalette::WindowText, theme::coloursOf(palette()).textFaint);
    for (QLabel* label : m_labels)
        label->setPalette(faint);
}

void FactGrid::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::panels
