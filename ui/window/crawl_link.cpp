// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/crawl_link.h"

#include "ui/knobs/run_marks.h"
#include "ui/window/central_area.h"
#include "ui/window/side_panel.h"

namespace lanescope::window {

using control::RunController;
using control::RunState;

CrawlLink::CrawlLink(const RunController& controller, CentralArea& area)
    : m_area(area)
{
    connect(&controller, &RunController::stateChanged, this, &CrawlLink::onState);
    connect(&controller, &RunController::statusChanged, this, &CrawlLink::onStatus);
}

void CrawlLink::onState(RunState state)
{
    if (state == RunState::Starting)
        m_area.side().marks().clearAll();
    else if (state == RunState::Finished)
        m_area.side().marks().clearLimits();
}

void CrawlLink::onStatus(const QJsonObject& status) { m_area.side().marks().show(status); }

} // namespace lanescope::window
