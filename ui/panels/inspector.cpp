// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/inspector.h"

#include "ui/panels/small_histogram.h"
#include "ui/theme/colours.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr int kLabelColumnPx = 72;

} // namespace

Inspector::Inspector(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_histogram(new SmallHistogram(this))
    , m_hint(new QLabel(this))
{
    setAccessibleName(tr("Selection"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* title = new QLabel(tr("Selection"), this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    layout->addWidget(title);
    layout->addWidget(m_hint);
    m_grid->setHorizontalSpacing(4);
    m_grid->setVerticalSpacing(3);
    m_grid->setContentsMargins(0, 4, 0, 4);
    m_grid->setColumnMinimumWidth(0, kLabelColumnPx);
    m_grid->setColumnStretch(1, 1);
    layout->addLayout(m_grid);
    layout->addWidget(m_histogram);
    m_hint->setWordWrap(true);
    m_hint->setText(tr("Click a wait, a hold or a task on the timeline to see who held it, who ended it and how usual "
                       "it was. Press n for the next contention."));
    tint();
    refresh();
}

void Inspector::setSnapshot(store::SnapshotPtr snapshot)
{
    // Indices of a hit belong to one run.
    if (snapshot->beginNs != m_snapshot->beginNs)
        m_hit.reset();
    m_snapshot = std::move(snapshot);
    refresh();
}

void Inspector::inspect(const timeline::Hit& hit)
{
    m_hit = hit;
    refresh();
}

void Inspector::clear()
{
    m_hit.reset();
    refresh();
}

void Inspector::refresh()
{
    const SelectionFacts found = m_hit ? factsOf(*m_snapshot, *m_hit) : SelectionFacts{};
    showFacts(found.facts);
    m_hint->setVisible(found.facts.empty());
    m_histogram->setVisible(found.among.has_value());
    if (found.among)
        m_histogram->show(*found.among);
}

void Inspector::showFacts(const std::vector<Fact>& facts)
{
    while (m_labels.size() < facts.size()) {
        auto* label = new QLabel(this);
        auto* value = new QLabel(this);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        m_grid->addWidget(label, static_cast<int>(m_labels.size()), 0);
        m_grid->addWidget(value, static_cast<int>(m_labels.size()), 1);
        m_labels.push_back(label);
        m_values.push_back(value);
    }
    tint();
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        const bool used = i < facts.size();
        m_labels[i]->setVisible(used);
        m_values[i]->setVisible(used);
        if (!used)
            continue;
        m_labels[i]->setText(facts[i].label);
        // Setting an equal text would lose what a person is selecting.
        if (m_values[i]->text() != facts[i].value)
            m_values[i]->setText(facts[i].value);
        m_values[i]->setAccessibleName(facts[i].label);
    }
}

void Inspector::tint()
{
    QPalette faint;
    faint.setColor(QPalette::WindowText, theme::coloursOf(palette()).textFaint);
    for (QLabel* label : m_labels)
        label->setPalette(faint);
    m_hint->setPalette(faint);
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::panels
