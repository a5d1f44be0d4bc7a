// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/selection_link.h"

#include "ui/charts/charts_panel.h"
#include "ui/panels/requests/requests_panel.h"
#include "ui/panels/selection/inspector.h"
#include "ui/panels/selection/range_panel.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_view.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/central_area.h"
#include "ui/window/side_panel.h"

#include <algorithm>

namespace lanescope::window {

using timeline::TimelineView;
using timeline::Viewport;

namespace {

constexpr std::int64_t kShortestShownNs = 1'000'000; ///< of a request that has just begun

/// The first phase of the request on a slot; it may go on still.
std::optional<store::Interval> firstPhase(const store::Row& slot, const store::Request& request)
{
    const std::size_t first = slot.firstEndingAfter(request.startNs);
    if (first < slot.intervals.size() && slot.intervals[first].subject == request.id)
        return slot.intervals[first];
    if (slot.open && slot.open->subject == request.id)
        return slot.open->until(slot.knownUntilNs);
    return std::nullopt;
}

/// On the slot that it went through; nothing if that is not in memory any more.
std::optional<timeline::Pick> pickOf(const store::Snapshot& snapshot, const store::Request& request)
{
    for (const store::Object& object : *snapshot.objects) {
        if (object.kind != trace::ObjectKind::RequestSlot || !object.row || object.process != request.process)
            continue;
        if (const auto phase = firstPhase(snapshot.row(*object.row), request))
            return timeline::Pick{*object.row, phase};
    }
    return std::nullopt;
}

} // namespace

SelectionLink::SelectionLink(CentralArea& area)
    : m_pane(area.pane())
    , m_tabs(area.tabs())
    , m_side(area.side())
{
    connect(&m_pane.view(), &TimelineView::picked, this, &SelectionLink::inspect);
    connect(&m_pane.view(), &TimelineView::clicked, this, &SelectionLink::inspect);
    connect(&m_pace, &panels::PacedSnapshot::due, &m_side.inspector(), &panels::Inspector::setSnapshot);
    connectTables();
    connectRange();
}

void SelectionLink::connectTables()
{
    TimelineView* view = &m_pane.view();
    connect(&m_tabs, &BottomTabs::objectChosen, view, &TimelineView::revealObject);
    connect(&m_tabs, &BottomTabs::threadChosen, this, &SelectionLink::showThread);
    connect(&m_tabs, &BottomTabs::waitChosen, this, &SelectionLink::showWait);
    connect(&m_tabs, &BottomTabs::momentChosen, this, &SelectionLink::showMoment);
    connect(&m_tabs, &BottomTabs::placeChosen, this, &SelectionLink::showPlace);
    connect(m_tabs.requests(), &panels::RequestsPanel::momentWanted, this, &SelectionLink::showRequest);
    connect(&m_tabs, &BottomTabs::processChosen, view, [view](store::ProcessIndex process) {
        view->revealLine({timeline::LineKind::Process, static_cast<std::uint32_t>(process)});
    });
}

void SelectionLink::connectRange()
{
    Viewport* viewport = &m_pane.viewport();
    connect(viewport, &Viewport::selectionChanged, this, [this, viewport] {
        const auto range = viewport->selection().value_or(timeline::TimeRange{});
        m_tabs.charts().setRange(range.fromNs, range.toNs);
        showRange();
    });
    connect(viewport, &Viewport::cursorsChanged, this, &SelectionLink::showRange);
    const panels::RangePanel* range = &m_side.range();
    connect(range, &panels::RangePanel::objectChosen, &m_pane.view(), &TimelineView::revealObject);
    connect(range, &panels::RangePanel::zoomWanted, this, [this, viewport] {
        if (const auto wanted = m_pane.viewport().singledOut())
            viewport->show(*wanted);
    });
    connect(range, &panels::RangePanel::clearWanted, this, &SelectionLink::clearRange);
}

void SelectionLink::inspect(const timeline::Hit& hit)
{
    if (hit.kind == timeline::Hit::Kind::Nothing)
        return m_side.inspector().clear();
    m_side.inspector().setSnapshot(m_pane.shownSnapshot());
    m_side.inspector().inspect(hit);
    m_side.showSelection();
    m_tabs.select(hit);
}

void SelectionLink::showThread(store::ThreadIndex thread)
{
    const auto snapshot = m_pane.shownSnapshot();
    if (static_cast<std::size_t>(thread) < snapshot->threads->size())
        m_pane.view().revealRow(snapshot->thread(thread).stateRow);
}

void SelectionLink::showWait(store::ThreadIndex thread)
{
    const auto snapshot = m_pane.shownSnapshot();
    if (static_cast<std::size_t>(thread) >= snapshot->threads->size())
        return;
    const store::RowIndex row = snapshot->thread(thread).stateRow;
    timeline::Pick pick{row, std::nullopt};
    if (const auto& open = snapshot->row(row).open)
        pick.interval = store::Interval::make(open->startNs, snapshot->endNs, open->state, open->subject);
    m_pane.view().revealRow(row);
    m_pane.view().navigator().pick(pick);
}

void SelectionLink::showRequest(const store::Request& request)
{
    const auto snapshot = m_pane.shownSnapshot();
    const std::int64_t tookNs = std::max(request.endNs - request.startNs, kShortestShownNs);
    m_pane.viewport().show({request.startNs - tookNs, request.endNs + tookNs});
    if (const auto pick = pickOf(*snapshot, request)) {
        m_pane.view().revealRow(pick->row);
        m_pane.view().navigator().pick(*pick);
    }
}

void SelectionLink::showMoment(std::int64_t timeNs)
{
    Viewport& viewport = m_pane.viewport();
    const std::int64_t half = viewport.visible().spanNs() / 2;
    viewport.show({timeNs - half, timeNs + half});
    viewport.setCursor(Viewport::Cursor::First, timeNs);
}

// A hold of a microsecond is to be seen too.
void SelectionLink::showPlace(store::RowIndex row, std::int64_t timeNs)
{
    constexpr std::int64_t kSliver = 200;
    const auto snapshot = m_pane.shownSnapshot();
    if (static_cast<std::size_t>(row) >= snapshot->rows.size())
        return;
    const auto interval = snapshot->row(row).at(timeNs);
    Viewport& viewport = m_pane.viewport();
    const std::int64_t spanNs = viewport.visible().spanNs();
    const std::int64_t lengthNs = interval ? interval->endNs() - interval->startNs : spanNs;
    if (lengthNs < spanNs / kSliver)
        viewport.show({interval->startNs - 10 * lengthNs, interval->endNs() + 10 * lengthNs});
    else if (timeNs < viewport.visible().fromNs || timeNs >= viewport.visible().toNs)
        viewport.show({timeNs - spanNs / 2, timeNs + spanNs / 2});
    m_pane.view().revealRow(row);
    m_pane.view().navigator().pick(timeline::Pick{row, interval});
}

void SelectionLink::showRange()
{
    m_side.range().setSnapshot(m_pane.shownSnapshot());
    m_side.range().setRange(m_pane.viewport().singledOut());
    m_tabs.setRange(m_pane.viewport().singledOut());
}

void SelectionLink::clearRange()
{
    Viewport& viewport = m_pane.viewport();
    viewport.setSelection(std::nullopt);
    viewport.setCursor(Viewport::Cursor::First, std::nullopt);
    viewport.setCursor(Viewport::Cursor::Second, std::nullopt);
}

void SelectionLink::setSnapshot(const store::SnapshotPtr& snapshot)
{
    m_tabs.setSnapshot(snapshot);
    m_pace.set(snapshot);
    m_side.range().setSnapshot(snapshot);
}

void SelectionLink::reset()
{
    m_tabs.reset();
    m_side.inspector().clear();
    m_pane.viewport().setPaused(false);
}

} // namespace lanescope::window
