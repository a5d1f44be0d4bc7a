// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/findings_link.h"

#include "ui/panels/findings/finding_reading.h"
#include "ui/panels/findings/findings_panel.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/central_area.h"
#include "ui/window/knob_link.h"
#include "ui/window/run_life.h"

namespace lanescope::window {

FindingsLink::FindingsLink(const control::RunController& controller, CentralArea& area, KnobLink& knobs, RunLife& life)
    : m_controller(controller)
    , m_area(area)
{
    panels::FindingsPanel* panel = area.tabs().findings();
    connect(panel, &panels::FindingsPanel::showWanted, this, &FindingsLink::showIt);
    connect(panel, &panels::FindingsPanel::tryWanted, &knobs, &KnobLink::turnByLink);
    connect(panel, &panels::FindingsPanel::startWanted, &life, &RunLife::launch);
}

void FindingsLink::look(const store::Snapshot& snapshot)
{
    const panels::FindingTexts texts = panels::readFindings(m_controller.watch(), snapshot, m_controller.knobs());
    m_area.tabs().findings()->show(texts.current, texts.earlier);
    m_area.tabs().setFindingCount(texts.current.size());
}

// The stretch with a little of what was before and after, and in it what the finding is about. The stretch is selected, so
// figures beside it are those of when it was there, and stay so.
void FindingsLink::showIt(const panels::FindingText& finding)
{
    timeline::TimelinePane& pane = m_area.pane();
    const std::int64_t margin = (finding.toNs - finding.fromNs) / 20;
    pane.viewport().setFollowLive(false); // what goes on would run out of sight
    pane.viewport().show({finding.fromNs - margin, finding.toNs + margin});
    if (finding.toNs > finding.fromNs)
        pane.viewport().setSelection(timeline::TimeRange{finding.fromNs, finding.toNs});
    const store::SnapshotPtr shown = pane.shownSnapshot();
    const bool hasObject = finding.object && static_cast<std::size_t>(*finding.object) < shown->objects->size();
    const bool hasThread = finding.thread && static_cast<std::size_t>(*finding.thread) < shown->threads->size();
    // A shared word has no row; who writes to it has.
    const bool isOnTimeline = hasObject && shown->object(*finding.object).row;
    if (isOnTimeline || (hasObject && !hasThread))
        pane.view().revealObject(*finding.object);
    else if (hasThread)
        pane.view().revealRow(shown->thread(*finding.thread).stateRow);
}

} // namespace lanescope::window
