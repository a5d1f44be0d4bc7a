// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/viewport.h"

#include <cmath>

namespace lanescope::timeline {

Viewport::Viewport(QObject* parent)
    : QObject(parent)
{
}

void Viewport::setRun(std::int64_t beginNs, std::int64_t endNs, bool live)
{
    m_run = {beginNs, std::max(endNs, beginNs)};
    m_live = live;
    if (!live && m_follow)
        setFollowLive(false);
    if (!m_follow)
        moveTo(m_visible);
}

void Viewport::reset(std::int64_t beginNs, std::int64_t endNs, bool live)
{
    setPaused(false);
    setSelection(std::nullopt);
    setCursor(Cursor::First, std::nullopt);
    setCursor(Cursor::Second, std::nullopt);
    setPick(std::nullopt);
    setHighlightedObject(std::nullopt);
    m_run = {beginNs, std::max(endNs, beginNs)};
    m_live = live;
    if (live)
        m_visible = {beginNs, beginNs + kFollowSpanNs};
    else
        m_visible = m_run;
    moveTo(m_visible);
    setFollowLive(live);
    Q_EMIT rangeChanged();
}

std::int64_t Viewport::longestSpanNs() const
{
    // A live run that has only begun still gets the usual span: lanes grow into it instead of shrinking.
    return std::max(m_run.spanNs(), m_live ? kFollowSpanNs : kShortestSpanNs);
}

TimeRange Viewport::clamped(TimeRange range) const
{
    const std::int64_t span = std::clamp(range.spanNs(), kShortestSpanNs, longestSpanNs());
    const std::int64_t last = std::max(m_run.toNs, m_run.fromNs + span);
    const std::int64_t from = std::clamp(range.fromNs, m_run.fromNs, last - span);
    return {from, from + span};
}

void Viewport::moveTo(TimeRange range)
{
    const TimeRange next = clamped(range);
    if (next == m_visible)
        return;
    m_visible = next;
    Q_EMIT rangeChanged();
}

void Viewport::moveByUser(TimeRange range)
{
    moveTo(range);
    if (m_follow && m_visible.toNs < m_run.toNs)
        setFollowLive(false);
}

void Viewport::show(TimeRange range)
{
    if (range.spanNs() < kShortestSpanNs) { // too short to be seen: keep its middle
        const std::int64_t middle = range.fromNs + range.spanNs() / 2;
        range = {middle - kShortestSpanNs / 2, middle + kShortestSpanNs / 2};
    }
    moveByUser(range);
}

void Viewport::panBy(std::int64_t deltaNs)
{
    moveByUser({m_visible.fromNs + deltaNs, m_visible.toNs + deltaNs});
}

void Viewport::zoomAt(std::int64_t timeNs, double factor)
{
    if (!(factor > 0))
        return;
    const auto span = static_cast<double>(m_visible.spanNs());
    const double wanted =
        std::clamp(span * factor, static_cast<double>(kShortestSpanNs), static_cast<double>(longestSpanNs()));
    const double before = static_cast<double>(timeNs - m_visible.fromNs) * (wanted / span);
    const std::int64_t from = timeNs - std::llround(before);
    moveByUser({from, from + std::llround(wanted)});
}

void Viewport::zoom(double factor)
{
    std::int64_t anchor = m_visible.fromNs + m_visible.spanNs() / 2;
    if (m_follow)
        anchor = std::min(m_visible.toNs, std::max(m_run.toNs, m_visible.fromNs));
    else if (m_hover && m_visible.contains(*m_hover))
        anchor = *m_hover;
    zoomAt(anchor, factor);
}

void Viewport::fit()
{
    moveByUser(m_run);
}

void Viewport::zoomToSelection()
{
    if (const auto range = singledOut(); range && !range->isEmpty())
        show(*range);
}

std::optional<TimeRange> Viewport::singledOut() const
{
    const auto [first, second] = m_cursors;
    if (m_selection || !first || !second)
        return m_selection;
    return TimeRange{std::min(*first, *second), std::max(*first, *second)};
}

void Viewport::setFollowLive(bool follow)
{
    follow = follow && m_live;
    if (follow == m_follow)
        return;
    m_follow = follow;
    if (follow)
        setPaused(false);
    Q_EMIT followChanged(follow);
}

void Viewport::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    Q_EMIT pausedChanged(paused);
}

TimeRange Viewport::followed(std::int64_t edgeNs) const
{
    return {edgeNs - m_visible.spanNs(), edgeNs};
}

void Viewport::advance(std::int64_t elapsedNs)
{
    if (!m_follow || m_paused)
        return;
    // Move with the clock, and close what is missing to the newest data little by little.
    constexpr double kTimeConstantNs = 100e6;
    const std::int64_t moved = m_visible.toNs + std::max<std::int64_t>(elapsedNs, 0);
    const auto missing = static_cast<double>(m_run.toNs - moved);
    const double share = 1 - std::exp(-static_cast<double>(std::max<std::int64_t>(elapsedNs, 0)) / kTimeConstantNs);
    std::int64_t edge = moved + std::llround(missing * share);
    if (std::abs(m_run.toNs - edge) < m_visible.spanNs() / 4096) // under half a pixel
        edge = m_run.toNs;
    moveTo(followed(std::min(edge, std::max(m_run.toNs, m_run.fromNs + m_visible.spanNs()))));
}

void Viewport::setSelection(std::optional<TimeRange> range)
{
    if (range && range->toNs < range->fromNs)
        std::swap(range->fromNs, range->toNs);
    if (range) {
        range->fromNs = std::clamp(range->fromNs, m_run.fromNs, std::max(m_run.toNs, m_visible.toNs));
        range->toNs = std::clamp(range->toNs, m_run.fromNs, std::max(m_run.toNs, m_visible.toNs));
    }
    if (range && range->isEmpty())
        range.reset();
    if (range == m_selection)
        return;
    m_selection = range;
    Q_EMIT selectionChanged();
}

void Viewport::setCursor(Cursor which, std::optional<std::int64_t> timeNs)
{
    auto& cursor = m_cursors[static_cast<std::size_t>(which)];
    if (cursor == timeNs)
        return;
    cursor = timeNs;
    Q_EMIT cursorsChanged();
}

void Viewport::setHover(std::optional<std::int64_t> timeNs)
{
    if (m_hover == timeNs)
        return;
    m_hover = timeNs;
    Q_EMIT hoverChanged();
}

void Viewport::setPick(std::optional<Pick> pick)
{
    if (!pick && !m_pick)
        return;
    m_pick = std::move(pick);
    Q_EMIT pickChanged();
}

void Viewport::setHighlightedObject(std::optional<store::ObjectIndex> object)
{
    if (object == m_object)
        return;
    m_object = object;
    Q_EMIT highlightChanged();
}

void Viewport::setDimmedStates(StateMask states)
{
    if (states == m_dimmed)
        return;
    m_dimmed = states;
    Q_EMIT dimmedStatesChanged();
}

} // namespace lanescope::timeline
