// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <QHash>
#include <QString>

#include <vector>

namespace lanescope::timeline {

/// A knob that was turned: one change, or all those of a drag, which leaves one every few milliseconds. Positions in
/// Snapshot::marks. Pure functions of a snapshot. Threads: any.
struct KnobMove {
    std::size_t first = 0;
    std::size_t last = 0; ///< where it came to rest
};

/// The values with which a run was started, as people read them, by the knob's name.
using StartValues = QHash<QString, QString>;

/// False for a change after which the same knob was turned on at once.
bool isRest(const store::Snapshot& snapshot, std::size_t knobMark);
/// All that came to rest in the range, in the order in which they did. O(log marks + those in the range)
std::vector<KnobMove> knobMoves(const store::Snapshot& snapshot, const TimeRange& range);

/// "16 → 86 requests": what it was before, where that is known, and what it is since.
QString valuesText(const store::Snapshot& snapshot, const KnobMove& move, const StartValues& start);
/// The same with the knob's name before it.
QString moveText(const store::Snapshot& snapshot, const KnobMove& move, const StartValues& start);

} // namespace lanescope::timeline
