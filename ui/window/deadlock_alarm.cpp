// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/deadlock_alarm.h"

#include "core/analysis/deadlock_watch.h"
#include "ui/panels/waits/wait_graph_panel.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/central_area.h"
#include "ui/window/run_banner.h"

namespace lanescope::window {
namespace {

QString title(analysis::DeadlockShape shape)
{
    switch (shape) {
    case analysis::DeadlockShape::Itself:
        return DeadlockAlarm::tr("This thread waits for itself and cannot go on");
    case analysis::DeadlockShape::Pool:
        return DeadlockAlarm::tr("This pool waits for its own tasks and cannot go on");
    case analysis::DeadlockShape::Cycle:
        break;
    }
    return DeadlockAlarm::tr("These threads wait for each other and cannot go on");
}

} // namespace

DeadlockAlarm::DeadlockAlarm(control::RunController& controller, CentralArea& area)
    : m_controller(controller)
    , m_area(area)
{
    connect(&area.banner(), &RunBanner::showWanted, this, [this] {
        if (m_told)
            Q_EMIT waitWanted(m_told->sides.front().thread);
    });
    connect(&area.banner(), &RunBanner::endWanted, this, &DeadlockAlarm::endRun);
    connect(area.tabs().waits(), &panels::WaitGraphPanel::endWanted, this, &DeadlockAlarm::endRun);
}

void DeadlockAlarm::look(const store::Snapshot& snapshot)
{
    if (!snapshot.live)
        return;
    const analysis::WaitForGraph graph = analysis::waitForGraph(snapshot);
    const auto found = std::ranges::find_if(graph.deadlocks, [&](const analysis::Deadlock& deadlock) {
        return snapshot.endNs - deadlock.sinceNs >= analysis::DeadlockWatch::kPersistsNs;
    });
    if (found == graph.deadlocks.end()) {
        if (m_told)
            m_area.banner().hide(); // a knob has freed it
        return reset();
    }
    if (m_told && m_told->identity == found->identity)
        return;
    m_told = *found;
    m_sentence = QString::fromStdString(analysis::sentence(snapshot, *found));
    m_area.banner().show(RunBanner::Tone::Alarm, title(found->shape), m_sentence,
                         {RunBanner::ShowIt | RunBanner::EndRun});
}

void DeadlockAlarm::reset()
{
    m_told.reset();
    m_sentence.clear();
}

void DeadlockAlarm::endRun()
{
    m_controller.endAsDeadlock(m_sentence);
}

} // namespace lanescope::window
