// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_pane.h"

#include "ui/timeline/legend.h"
#include "ui/timeline/overview_strip.h"
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/utilisation_band.h"

#include <QVBoxLayout>

namespace lanescope::timeline {

TimelinePane::TimelinePane(QWidget* parent)
    : QWidget(parent)
    , m_viewport(new Viewport(this))
    , m_overview(new OverviewStrip(m_viewport, &m_utilisation, this))
    , m_ruler(new TimeRuler(m_viewport, this))
    , m_band(new UtilisationBand(m_viewport, &m_utilisation, this))
    , m_view(new TimelineView(m_viewport, this))
    , m_legend(new Legend(m_viewport, &m_utilisation, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_overview);
    layout->addWidget(m_ruler);
    layout->addWidget(m_band);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_legend);
    setFocusProxy(m_view);
    connect(m_viewport, &Viewport::pausedChanged, this, [this](bool paused) {
        if (!paused)
            display(m_newest);
    });
}

TimelinePane::~TimelinePane() = default;

void TimelinePane::setSnapshot(const store::SnapshotPtr& snapshot)
{
    const std::int64_t elapsedNs = m_sinceFrame.isValid() ? m_sinceFrame.nsecsElapsed() : 0;
    m_sinceFrame.start();
    if (!m_hasRun || snapshot->beginNs != m_newest->beginNs) {
        reset();
        m_hasRun = true;
        m_viewport->reset(snapshot->beginNs, snapshot->endNs, snapshot->live);
    }
    m_newest = snapshot;
    if (!m_viewport->isPaused())
        display(snapshot);
    m_viewport->advance(elapsedNs);
}

void TimelinePane::display(const store::SnapshotPtr& snapshot)
{
    const bool isNew = snapshot->generation != m_shown->generation || snapshot->live != m_shown->live;
    m_shown = snapshot;
    if (!isNew && snapshot->generation != 0)
        return;
    m_viewport->setRun(snapshot->beginNs, snapshot->endNs, snapshot->live);
    m_utilisation.setSnapshot(snapshot);
    m_overview->setSnapshot(snapshot);
    m_ruler->setSnapshot(snapshot);
    m_band->setSnapshot(snapshot);
    m_view->setSnapshot(snapshot);
    m_legend->setSnapshot(snapshot);
}

void TimelinePane::reset()
{
    m_hasRun = false;
    m_newest = m_shown = store::Snapshot::empty();
    m_utilisation.clear();
    m_view->reset();
    m_legend->reset();
    for (AxisWidget* widget :
         {static_cast<AxisWidget*>(m_overview), static_cast<AxisWidget*>(m_ruler), static_cast<AxisWidget*>(m_band)})
        widget->setSnapshot(m_shown);
}

} // namespace lanescope::timeline
