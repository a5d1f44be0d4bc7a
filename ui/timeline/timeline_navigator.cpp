// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_navigator.h"

#include "ui/timeline/row_facts.h"
#include "ui/timeline/timeline_keys.h"

namespace lanescope::timeline {
namespace {

constexpr double kZoomStep = 0.7;
constexpr double kPanStep = 0.12; ///< of the visible span

} // namespace

TimelineNavigator::TimelineNavigator(TimelineState& state, QObject* parent)
    : QObject(parent)
    , m_state(state)
{
}

bool TimelineNavigator::handleKey(const QKeyEvent& event)
{
    const NavigatorCommand command = commandFor(event);
    if (command == nullptr)
        return false;
    (this->*command)();
    return true;
}

void TimelineNavigator::zoomIn()
{
    m_state.viewport.zoom(kZoomStep);
}

void TimelineNavigator::zoomOut()
{
    m_state.viewport.zoom(1 / kZoomStep);
}

void TimelineNavigator::panLeft()
{
    m_state.viewport.panBy(
        -static_cast<std::int64_t>(static_cast<double>(m_state.viewport.visible().spanNs()) * kPanStep));
}

void TimelineNavigator::panRight()
{
    m_state.viewport.panBy(
        static_cast<std::int64_t>(static_cast<double>(m_state.viewport.visible().spanNs()) * kPanStep));
}

void TimelineNavigator::fit()
{
    m_state.viewport.fit();
}

void TimelineNavigator::followLive()
{
    m_state.viewport.setFollowLive(true);
}

void TimelineNavigator::togglePaused()
{
    m_state.viewport.setPaused(!m_state.viewport.isPaused());
}

void TimelineNavigator::zoomToSelection()
{
    m_state.viewport.zoomToSelection();
}

void TimelineNavigator::zoomToPick()
{
    const auto pick = m_state.viewport.pick();
    const auto interval = pick ? currentInterval(*m_state.snapshot, *pick) : std::nullopt;
    if (!interval)
        return;
    const auto margin = static_cast<std::int64_t>(interval->durationNs / 8) + 500;
    m_state.viewport.show({interval->startNs - margin, interval->endNs() + margin});
}

void TimelineNavigator::pickNext()
{
    if (const auto pick = m_state.viewport.pick())
        goTo(neighbour(*m_state.snapshot, *pick, Direction::Forward, m_state.viewport.visible()));
}

void TimelineNavigator::pickPrevious()
{
    if (const auto pick = m_state.viewport.pick())
        goTo(neighbour(*m_state.snapshot, *pick, Direction::Backward, m_state.viewport.visible()));
}

void TimelineNavigator::pickRowBelow()
{
    moveRow(1);
}

void TimelineNavigator::pickRowAbove()
{
    moveRow(-1);
}

// To the next row that has bars, at the same moment.
void TimelineNavigator::moveRow(int step)
{
    const auto& lines = m_state.rows.lines();
    const Line* current = pickedLine();
    auto index = current != nullptr ? current - lines.data() + step
                                    : static_cast<std::ptrdiff_t>(m_state.rows.firstAt(m_state.scrollPx));
    while (index >= 0 && index < std::ssize(lines) && !lines[static_cast<std::size_t>(index)].row)
        index += current != nullptr ? step : 1;
    if (index < 0 || index >= std::ssize(lines))
        return;
    const Line& line = lines[static_cast<std::size_t>(index)];
    const auto before = m_state.viewport.pick();
    const TimeRange visible = m_state.viewport.visible();
    std::int64_t moment = visible.fromNs + visible.spanNs() / 2;
    if (before && before->interval)
        moment = before->interval->startNs + static_cast<std::int64_t>(before->interval->durationNs / 2);
    pick(Pick{*line.row, m_state.snapshot->row(*line.row).at(moment)});
    Q_EMIT lineWanted(line.key);
}

void TimelineNavigator::nextContention()
{
    contention(Direction::Forward);
}

void TimelineNavigator::previousContention()
{
    contention(Direction::Backward);
}

void TimelineNavigator::contention(Direction direction)
{
    const auto pick = m_state.viewport.pick();
    const TimeRange visible = m_state.viewport.visible();
    std::int64_t from = direction == Direction::Forward ? visible.fromNs : visible.toNs;
    if (pick && pick->interval)
        from = pick->interval->startNs;
    goTo(timeline::nextContention(*m_state.snapshot, m_state.rows, pick, from, direction));
}

void TimelineNavigator::jumpToBlocker()
{
    if (const auto pick = m_state.viewport.pick())
        goTo(blocker(*m_state.snapshot, *pick));
}

void TimelineNavigator::goTo(const std::optional<Pick>& target)
{
    if (!target)
        return;
    if (target->interval)
        revealTime(*target->interval);
    pick(*target);
    if (const Line* line = m_state.rows.findRow(target->row))
        Q_EMIT lineWanted(line->key);
}

void TimelineNavigator::revealTime(const store::Interval& interval)
{
    const TimeRange visible = m_state.viewport.visible();
    if (visible.contains(interval.startNs) || (interval.startNs < visible.fromNs && interval.endNs() > visible.toNs))
        return;
    const std::int64_t from = interval.startNs - visible.spanNs() / 3;
    m_state.viewport.show({from, from + visible.spanNs()});
}

void TimelineNavigator::pick(const Pick& target)
{
    const Line* line = m_state.rows.findRow(target.row);
    Line hidden; // the row exists although its group is folded
    if (line == nullptr) {
        hidden.row = target.row;
        if (const auto thread = threadOfRow(*m_state.snapshot, target.row))
            hidden.key = {LineKind::Thread, static_cast<std::uint32_t>(*thread)};
        line = &hidden;
    }
    pick(hitOn(*m_state.snapshot, *line, target.interval ? target.interval->startNs : 0, target.interval));
}

void TimelineNavigator::pick(const Hit& hit)
{
    if (hit.row)
        m_state.viewport.setPick(Pick{*hit.row, hit.interval});
    else
        m_state.viewport.setPick(std::nullopt);
    m_state.viewport.setHighlightedObject(hit.object);
    Q_EMIT picked(hit);
}

const Line* TimelineNavigator::pickedLine() const
{
    const auto pick = m_state.viewport.pick();
    return pick ? m_state.rows.findRow(pick->row) : nullptr;
}

void TimelineNavigator::openRow()
{
    setRowOpen(true);
}

void TimelineNavigator::closeRow()
{
    setRowOpen(false);
}

void TimelineNavigator::setRowOpen(bool open)
{
    const auto pick = m_state.viewport.pick();
    if (!pick)
        return;
    const Line* line = pickedLine();
    // Closing a row that is closed closes what it stands in; opening goes the same way back.
    const bool isOfHeader = line == nullptr || (!open && !line->isOpen && line->key.kind != LineKind::Tasks);
    std::optional<LineKey> key = isOfHeader ? headerOf(*m_state.snapshot, pick->row) : std::optional(line->key);
    if (!key)
        return;
    if (key->kind == LineKind::Tasks) // of its thread
        key = LineKey{LineKind::Thread, key->index};
    m_state.rows.setOpen(*key, open);
    Q_EMIT rowsChanged();
}

void TimelineNavigator::togglePinned()
{
    if (const Line* line = pickedLine(); line != nullptr && line->key.kind != LineKind::Tasks) {
        m_state.rows.togglePinned(line->key);
        Q_EMIT rowsChanged();
    }
}

void TimelineNavigator::placeFirstCursor()
{
    m_state.viewport.setCursor(Viewport::Cursor::First, cursorMoment(Viewport::Cursor::First));
}

void TimelineNavigator::placeSecondCursor()
{
    m_state.viewport.setCursor(Viewport::Cursor::Second, cursorMoment(Viewport::Cursor::Second));
}

// Below the pointer; without one at the ends of the picked interval, else in the middle.
std::int64_t TimelineNavigator::cursorMoment(Viewport::Cursor which) const
{
    if (const auto hover = m_state.viewport.hover())
        return *hover;
    const auto pick = m_state.viewport.pick();
    if (const auto interval = pick ? currentInterval(*m_state.snapshot, *pick) : std::nullopt)
        return which == Viewport::Cursor::First ? interval->startNs : interval->endNs();
    const TimeRange visible = m_state.viewport.visible();
    return visible.fromNs + visible.spanNs() / 2;
}

void TimelineNavigator::clear()
{
    m_state.viewport.setSelection(std::nullopt);
    m_state.viewport.setCursor(Viewport::Cursor::First, std::nullopt);
    m_state.viewport.setCursor(Viewport::Cursor::Second, std::nullopt);
    m_state.viewport.setDimmedStates({});
    pick(Hit{});
}

} // namespace lanescope::timeline
