// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/deadlock_alarm.h"

#include "ui/panels/wait_graph_panel.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/central_area.h"
#include "ui/window/run_banner.h"

namespace lanescope::window {

DeadlockAlarm::DeadlockAlarm(control::RunController& controller, CentralArea& area)
    : m_controller(controller)
    , m_area(area)
{
    connect(&area.banner(), &RunBanner::showWanted, this, [this] {
        if (!m_toldRing.empty())
            Q_EMIT waitWanted(store::ThreadIndex{m_toldRing.front()});
    });
    connect(&area.banner(), &RunBanner::endWanted, this, &DeadlockAlarm::endRun);
    connect(area.tabs().waits(), &panels::WaitGraphPanel::endWanted, this, &DeadlockAlarm::endRun);
}

void DeadlockAlarm::look(const store::Snapshot& snapshot)
{
    const panels::WaitGraph& graph = m_area.tabs().waits()->graph();
    if (!snapshot.live || graph.ring == m_toldRing)
        return;
    m_toldRing = graph.ring;
    if (m_toldRing.empty())
        m_area.banner().hide(); // a knob has freed it
    else
        m_area.banner().show(RunBanner::Tone::Alarm, tr("These threads wait for each other and cannot go on"),
                             graph.sentence, {RunBanner::ShowIt | RunBanner::EndRun});
}

void DeadlockAlarm::endRun() { m_controller.endAsDeadlock(m_area.tabs().waits()->graph().sentence); }

} // namespace lanescope::window
