// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/row_list.h"

#include <QString>

#include <string_view>

namespace lanescope::timeline {

/// What people read beside a line. Pure functions of a snapshot. Threads: any.

QString toQString(std::string_view text);

/// "parser-1", "Locks", "lanescope-lab"; never empty.
QString lineName(const store::Snapshot& snapshot, const LineKey& key);
/// The same, with the number of those that it stands for: "12 ended threads".
QString lineTitle(const store::Snapshot& snapshot, const Line& line);

/// A thread's name, or "thread 41877" if it has none.
QString threadName(const store::Snapshot& snapshot, std::uint32_t threadIndex);
QString objectName(const store::Snapshot& snapshot, std::uint32_t objectIndex);
QString objectKindName(trace::ObjectKind kind);
/// Where it lies in its process, as debuggers write it; empty where that is not told.
QString addressText(const store::Object& object);

/// The innermost task that `thread` ran at `timeNs`; `isFinal` unless it is still open and an inner one may
/// follow.
struct TaskAt {
    std::uint32_t name = store::kNone;
    std::int64_t startNs = 0;
    bool isFinal = false;
};
TaskAt taskAt(const store::Snapshot& snapshot, const store::Thread& thread, std::int64_t timeNs);

/// The thread a state row or task row belongs to, the object of a lock, queue or slot row. O(rows)
std::optional<store::ThreadIndex> threadOfRow(const store::Snapshot& snapshot, store::RowIndex row);
std::optional<store::ObjectIndex> objectOfRow(const store::Snapshot& snapshot, store::RowIndex row);

} // namespace lanescope::timeline
