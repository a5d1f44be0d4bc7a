// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <optional>
#include <vector>

namespace lanescope::session {

/// What one thread did during one stretch, for formats in which stretches nest.
struct Slice {
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    bool isTask = false;
    store::Interval interval; ///< as recorded; startNs and endNs above may be clipped
};

/// Walks the tasks and the states other than Running of one thread as one properly nested sequence: by
/// start, at equal starts the longer first and tasks before states. A slice that would reach beyond the one
/// around it (stamps of two sources may disagree by microseconds) is cut at that one's end. Memory: the
/// depth of the nesting. Threads: one at a time. Lifetime: within that of the snapshot.
class NestedSlices {
public:
    NestedSlices(const store::Snapshot& snapshot, const store::Thread& thread);
    std::optional<Slice> next();
    /// Whether a slice of this thread starts at that very moment. O(depth · log n)
    bool startsAt(std::int64_t timeNs) const;

private:
    struct Cursor {
        const store::Row* row;
        bool isTask;
        std::size_t at = 0;
        std::optional<store::Interval> front;
    };
    static void advance(Cursor& cursor);
    static bool before(const Cursor& a, const Cursor& b);

    std::vector<Cursor> m_cursors; ///< tasks by depth, then the states
    std::vector<std::int64_t> m_openEndsNs;
    std::int64_t m_lastStartNs;
};

} // namespace lanescope::session
