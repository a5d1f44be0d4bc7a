// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/selection/inspector.h"

#include "ui/panels/small_histogram.h"
#include "ui/theme/colours.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace lanescope::panels {
Inspector::Inspector(QWidget* parent)
    : QWidget(parent)
    , m_grid(new FactGrid(this))
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
    layout->addWidget(m_grid);
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
    m_grid->show(found.facts);
    m_hint->setVisible(found.facts.empty());
    m_histogram->setVisible(found.among.has_value());
    if (found.among)
        m_histogram->show(*found.among);
}

void Inspector::tint()
{
    QPalette faint;
    faint.setColor(QPalette::WindowText, theme::coloursOf(palette()).textFaint);
    m_hint->setPalette(faint);
}

void Inspector::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::panels
