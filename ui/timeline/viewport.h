// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <QObject>

#include <array>
#include <bitset>
#include <optional>

namespace lanescope::timeline {

using StateMask = std::bitset<store::kStateCount>;

/// What the user clicked last: a row, and the interval of it that lay under the pointer.
struct Pick {
    store::RowIndex row{};
    std::optional<store::Interval> interval;
};

/// The one owner of what part of the run is seen and what is singled out in it: visible range, follow-live,
/// pause, selected range, cursors, hover, picked interval, highlighted object, dimmed states. Every widget on
/// the time axis reads it and asks it for changes; ranges are clamped here and nowhere else.
/// Units: nanoseconds of CLOCK_MONOTONIC. Threads: GUI.
class Viewport : public QObject {
    Q_OBJECT
public:
    static constexpr std::int64_t kShortestSpanNs = 1'000;
    static constexpr std::int64_t kFollowSpanNs = 5'000'000'000;
    enum class Cursor { First, Second };

    explicit Viewport(QObject* parent = nullptr);

    /// The whole run as far as it is known. `live`: more will come, and the view may follow it.
    void setRun(std::int64_t beginNs, std::int64_t endNs, bool live);
    /// A new run: forgets range, selection, cursors and pick, and follows if it is live.
    void reset(std::int64_t beginNs, std::int64_t endNs, bool live);
    TimeRange run() const { return m_run; }
    bool isLive() const { return m_live; }

    TimeRange visible() const { return m_visible; }
    TimeAxis axis(int widthPx) const { return {m_run.fromNs, m_visible, widthPx}; }

    /// These are the user's moves: one that takes the right edge away from the live end stops following.
    void show(TimeRange range);
    void panBy(std::int64_t deltaNs);
    /// factor < 1 shows less time. `timeNs` stays where it is on the screen unless an end of the run is in
    /// the way.
    void zoomAt(std::int64_t timeNs, double factor);
    /// Zoom without a pointer: at the live end while following, else at the hovered time or the middle.
    void zoom(double factor);
    void fit();
    void zoomToSelection();

    bool followsLive() const { return m_follow; }
    void setFollowLive(bool follow);
    bool isPaused() const { return m_paused; }
    void setPaused(bool paused);
    /// Moves the followed edge on by what the wall clock did since the last call, so that snapshots that
    /// arrive unevenly still give an even motion. To be called once a frame, after setRun().
    void advance(std::int64_t elapsedNs);

    std::optional<TimeRange> selection() const { return m_selection; }
    void setSelection(std::optional<TimeRange> range);
    std::optional<std::int64_t> cursor(Cursor which) const { return m_cursors[static_cast<std::size_t>(which)]; }
    void setCursor(Cursor which, std::optional<std::int64_t> timeNs);
    /// The selected range, or without one what lies between the two cursors.
    std::optional<TimeRange> singledOut() const;
    std::optional<std::int64_t> hover() const { return m_hover; }
    void setHover(std::optional<std::int64_t> timeNs);

    std::optional<Pick> pick() const { return m_pick; }
    void setPick(std::optional<Pick> pick);
    std::optional<store::ObjectIndex> highlightedObject() const { return m_object; }
    void setHighlightedObject(std::optional<store::ObjectIndex> object);
    StateMask dimmedStates() const { return m_dimmed; }
    void setDimmedStates(StateMask states);

Q_SIGNALS:
    void rangeChanged();
    void followChanged(bool follows);
    void pausedChanged(bool paused);
    void selectionChanged();
    void cursorsChanged();
    void hoverChanged();
    void pickChanged();
    void highlightChanged();
    void dimmedStatesChanged();

private:
    std::int64_t longestSpanNs() const;
    TimeRange clamped(TimeRange range) const;
    void moveTo(TimeRange range);
    void moveByUser(TimeRange range);
    TimeRange followed(std::int64_t edgeNs) const;

    TimeRange m_run{0, kShortestSpanNs};
    bool m_live = false;
    TimeRange m_visible{0, kFollowSpanNs};
    bool m_follow = false;
    bool m_paused = false;
    std::optional<TimeRange> m_selection;
    std::array<std::optional<std::int64_t>, 2> m_cursors;
    std::optional<std::int64_t> m_hover;
    std::optional<Pick> m_pick;
    std::optional<store::ObjectIndex> m_object;
    StateMask m_dimmed;
};

} // namespace lanescope::timeline
