// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/crawl_link.h"

#include "ui/knobs/knob_panel.h"
#include "ui/knobs/run_marks.h"
#include "ui/panels/crawl/crawl_panel.h"
#include "ui/panels/requests/requests_panel.h"
#include "ui/timeline/host_rows.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/viewport.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/central_area.h"
#include "ui/window/side_panel.h"
#include "ui/window/window_actions.h"

namespace lanescope::window {

using control::RunController;
using control::RunState;

namespace {

constexpr QLatin1String kPaused{"paused"};

/// How the crawl names itself, as its knob says.
QString userAgentOf(const RunController& controller)
{
    const scenario::ScenarioInfo* info = controller.scenario();
    const int index = info ? scenario::indexOf(info->knobs, QStringLiteral("user_agent")) : -1;
    const auto& values = controller.request().values;
    return index >= 0 && static_cast<std::size_t>(index) < values.size() ? values[static_cast<std::size_t>(index)].text
                                                                         : QString();
}

} // namespace

CrawlLink::CrawlLink(const RunController& controller, const WindowActions& actions, CentralArea& area)
    : m_controller(controller)
    , m_actions(actions)
    , m_area(area)
{
    connect(&controller, &RunController::stateChanged, this, &CrawlLink::onState);
    connect(&controller, &RunController::statusChanged, this, &CrawlLink::onStatus);
    connect(actions.pauseCrawl, &QAction::triggered, this, &CrawlLink::pauseAll);
    connect(&area.side().knobs(), &knobs::KnobPanel::valuesChanged, this, &CrawlLink::followPause);
    followPause();
    connect(area.tabs().crawl(), &panels::CrawlPanel::slotChosen, this, &CrawlLink::showSlot);
    connect(&area.pane().viewport(), &timeline::Viewport::selectionChanged, this, [this] {
        const auto range = m_area.pane().viewport().selection().value_or(timeline::TimeRange{});
        m_area.tabs().crawl()->setRange(range.fromNs, range.toNs);
    });
}

void CrawlLink::pauseAll(bool pause)
{
    m_area.side().knobs().turn(kPaused, {pause ? 1.0 : 0.0, {}});
}

// The command is the knob's: it is there where the knob is, and stands as that stands.
void CrawlLink::followPause()
{
    const knobs::KnobRow* row = m_area.side().knobs().row(kPaused);
    m_actions.pauseCrawl->setEnabled(row != nullptr);
    m_actions.pauseCrawl->setChecked(row && row->value().number != 0);
}

// The host's row, by the name that the recording has for it.
void CrawlLink::showSlot(const QString& slot)
{
    const auto snapshot = m_area.pane().shownSnapshot();
    const std::string host = slot.section(u' ', -1).toStdString();
    for (std::uint32_t i = 0; i < snapshot->objects->size(); ++i) {
        const store::Object& object = (*snapshot->objects)[i];
        if (timeline::isHostRow(*snapshot, object) && object.name.ends_with("host " + host))
            return m_area.pane().view().revealObject(store::ObjectIndex{i});
    }
}

void CrawlLink::onState(RunState state)
{
    if (state == RunState::Starting) {
        m_area.side().marks().clearAll();
        m_area.tabs().crawl()->clear();
        m_area.tabs().requests()->setUserAgent(userAgentOf(m_controller));
        const scenario::ScenarioInfo* info = m_controller.scenario();
        m_area.tabs().setCrawlShown(info && info->id.startsWith(QStringLiteral("crawl.")));
    } else if (state == RunState::Finished) {
        m_area.side().marks().clearLimits();
    }
}

void CrawlLink::onStatus(const QJsonObject& status)
{
    m_area.side().marks().show(status);
    const QJsonObject whole = panels::asOneCrawl(status);
    if (!whole.contains(QStringLiteral("slots")))
        return;
    m_area.tabs().setCrawlShown(true);
    m_area.tabs().crawl()->setStatus(whole);
}

} // namespace lanescope::window
