// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <compare>
#include <optional>
#include <set>
#include <vector>

namespace lanescope::timeline {

enum class LineKind : std::uint8_t { Group, Process, Thread, Tasks, Request, Lock, Queue, Cpu };
/// What a line of kind Group stands for; its key's index.
enum class Group : std::uint32_t { Pinned, Requests, Locks, Queues, Cpus, Hosts };
/// How the requests of a crawl are laid out: by the slot that each went through, or by the host that each waits for.
enum class RequestRows : std::uint8_t { BySlot, ByHost };

/// What a line stands for, the same in every snapshot of a run. `index` is a Group, ProcessIndex,
/// ThreadIndex, ObjectIndex or the position in Snapshot::cpus; `depth` tells the task lines of one thread
/// apart.
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

    bool isHeader() const { return key.kind == LineKind::Group || key.kind == LineKind::Process; }
    std::int32_t bottomPx() const { return topPx + heightPx; }
};

/// Which rows of a snapshot are shown, in what order and where: processes with their threads, requests,
/// locks, queues, CPUs. Remembers what was folded, opened and pinned. update() is linear in the number of
/// lines and touches no text unless a name filter is set. Units: logical pixels. Threads: GUI.
class RowList {
public:
    static constexpr int kRowPx = 20;
    static constexpr int kQueuePx = 40;
    static constexpr int kWirePx = 28;
    static constexpr int kHeaderPx = 22;

    /// Rebuilds the lines; true if anything about them changed.
    bool update(const store::Snapshot& snapshot);
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
    RequestRows m_requestRows = RequestRows::BySlot;
};

/// True for the states in which a thread can do nothing before somebody else acts.
bool isWait(store::State state);

} // namespace lanescope::timeline
