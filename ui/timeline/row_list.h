// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <QString>

#include <compare>
#include <limits>
#include <optional>
#include <set>
#include <vector>

namespace lanescope::timeline {

enum class LineKind : std::uint8_t { Group, Process, Thread, Tasks, Request, Lock, Queue, Cpu, Ended };
/// What a line of kind Group stands for; its key's index.
enum class Group : std::uint32_t { Pinned, Requests, Locks, Queues, Cpus, Hosts };
/// How the requests of a crawl are laid out: by the slot that each went through, or by the host that each waits for.
enum class RequestRows : std::uint8_t { BySlot, ByHost };

/// Of kind Ended: the processes, where it is not the threads of one.
inline constexpr std::uint32_t kEndedProcesses = store::kNone;

/// What a line stands for, the same in every snapshot of a run. `index` is a Group, ProcessIndex,
/// ThreadIndex, ObjectIndex or the position in Snapshot::cpus, of kind Ended a ProcessIndex or kEndedProcesses;
/// `depth` tells the task lines of one thread apart.
struct LineKey {
    LineKind kind = LineKind::Group;
    std::uint32_t index = 0;
    std::uint32_t depth = 0;
    friend auto operator<=>(const LineKey&, const LineKey&) = default;
};

/// One line of the timeline as it is shown: a header or a row.
struct Line {
    LineKey key;
    std::optional<store::RowIndex> row;
    std::int32_t topPx = 0;
    std::int32_t heightPx = 0;
    std::uint8_t indent = 0;
    bool hasChildren = false; ///< can be opened and closed
    bool isOpen = false;
    bool isPinned = false;
    std::uint32_t children = 0; ///< of a header: how many rows belong to it, shown or not

    bool isHeader() const
    {
        return key.kind == LineKind::Group || key.kind == LineKind::Process ||
               key == LineKey{LineKind::Ended, kEndedProcesses};
    }
    std::int32_t bottomPx() const { return topPx + heightPx; }
};

/// What of a run is looked at: from when on, and what is singled out. By itself: all of it.
struct Sight {
    std::int64_t fromNs = std::numeric_limits<std::int64_t>::min();
    std::optional<store::RowIndex> picked;
    bool livingFirst = false; ///< while the run is followed: who lives stands above who has ended and is still seen
};

/// Which rows of a snapshot are shown, in what order and where: processes with their threads, requests,
/// locks, queues, CPUs. Threads stand in the order of their start, those that differ in a number together and last (see
/// number_order.h). Those that have ended before what is seen are one line behind the others of their process, and
/// such processes one behind all, "12 ended threads", which can be opened; one that is picked or pinned stays. While the
/// run is followed, those that live stand above those that have ended but are still seen, of these the newest first, and
/// only so many (EndedFold::kMostEnded) beside that line.
/// Remembers what was folded, opened and pinned. update() is linear in the number of threads and objects. Units: logical
/// pixels. Threads: GUI.
class RowList {
public:
    static constexpr int kRowPx = 20;
    static constexpr int kQueuePx = 40;
    static constexpr int kWirePx = 28;
    static constexpr int kHeaderPx = 22;

    /// Rebuilds the lines; true if anything about them changed.
    bool update(const store::Snapshot& snapshot, const Sight& sight = {});
    /// True if update() could give other lines for the same snapshot, seen like this. O(1)
    bool isOutdatedFor(const Sight& sight) const;
    /// Forgets what belongs to one run; folded groups stay folded.
    void reset();

    const std::vector<Line>& lines() const { return m_lines; }
    int heightPx() const { return m_lines.empty() ? 0 : m_lines.back().bottomPx(); }
    /// The first line whose bottom lies below `y`; lines().size() if there is none. O(log n)
    std::size_t firstAt(int y) const;
    const Line* lineAt(int y) const;
    const Line* find(const LineKey& key) const;
    const Line* findRow(store::RowIndex row) const;

    /// Folds or unfolds a header, or a thread's task lines. Takes effect with the next update().
    void toggle(const LineKey& key);
    void setOpen(const LineKey& key, bool open);
    void setAllOpen(bool open);
    void togglePinned(const LineKey& key);

    void setNameFilter(const QString& filter) { m_filter = filter.trimmed(); }
    void setOnlyBlocked(bool only) { m_onlyBlocked = only; }
    void setShowOwn(bool show) { m_showOwn = show; }
    /// Every row at its place, whether it has ended or not.
    void setShowEnded(bool show) { m_showEnded = show; }
    /// By host only where the run has hosts.
    void setRequestRows(RequestRows rows) { m_requestRows = rows; }
    RequestRows requestRows() const { return m_requestRows; }
    QString nameFilter() const { return m_filter; }
    bool onlyBlocked() const { return m_onlyBlocked; }
    bool showsOwn() const { return m_showOwn; }

private:
    class Builder;

    bool isOpen(const LineKey& key) const;

    std::vector<Line> m_lines;
    std::set<LineKey> m_toggled; ///< headers start open, threads start closed; these differ
    std::vector<LineKey> m_pinned;
    QString m_filter;
    bool m_onlyBlocked = false;
    bool m_showOwn = false;
    bool m_showEnded = false;
    Sight m_sight;
    TimeRange m_foldIsSame; ///< wherever in it the visible range begins, the same is folded
    RequestRows m_requestRows = RequestRows::BySlot;
};

/// True for the states in which a thread can do nothing before somebody else acts.
bool isWait(store::State state);

} // namespace lanescope::timeline
