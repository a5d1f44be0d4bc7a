// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

namespace lanescope::panels {

/// The words and figures that facts about something picked are made of. Pure functions of a snapshot. Threads: any.

/// "14.0312 s", on one line.
QString moment(const store::Snapshot& snapshot, std::int64_t timeNs);
/// "14.0312 s for 3.42 ms"; of one that goes on, so far.
QString stretch(const store::Snapshot& snapshot, const store::Interval& interval, bool open);
/// "parser-1 · tid 41877"
QString threadWithTid(const store::Snapshot& snapshot, std::uint32_t thread);
/// "net · Scheduler::dispatch": a thread and what it did at that moment.
QString threadAtWork(const store::Snapshot& snapshot, std::uint32_t thread, std::int64_t timeNs);
/// "frontier (mutex)"
QString objectWithKind(const store::Snapshot& snapshot, std::uint32_t object);
/// "p50 0.4 ms · p99 3.6 ms"
QString percentiles(const store::Histogram& all);
/// All waits of this kind for the object; nullptr where they are not counted.
const store::Histogram* waitsFor(const store::Object& object, store::State state);
/// Who held the object at that moment; the row of a lock knows.
std::optional<store::Interval> holdAt(const store::Snapshot& snapshot, const store::Object& object,
                                      std::int64_t timeNs);
/// Who ended a wait, and how long after letting go the waiter went on.
QString endedBy(const store::Snapshot& snapshot, const store::Interval& wait, bool open);

} // namespace lanescope::panels
