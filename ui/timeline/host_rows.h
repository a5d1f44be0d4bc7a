// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <optional>

namespace lanescope::timeline {

/// The rows of a crawl's hosts: how much waits at each, as a queue "host example.org"; how many of its requests are on
/// the wire, as a counter "on the wire: example.org"; and for how long it is left alone yet, in seconds, as a counter
/// "snoozed: example.org". Several crawls in one run put their names before these.
/// Pure functions of a snapshot. Threads: any.

bool isHostRow(const store::Snapshot& snapshot, const store::Object& object);
/// Whether any of its objects is one. O(objects)
bool hasHostRow(const store::Snapshot& snapshot);
/// It stands below its host's, and nowhere without it.
bool isWireRow(const store::Snapshot& snapshot, const store::Object& object);
/// Such a counter has no line of its own: it is seen on its host's.
bool isSnoozeRow(const store::Snapshot& snapshot, const store::Object& object);

/// The counter that belongs to a host's row; nothing for a host that was never left alone. O(objects)
const store::Row* snoozeRowOf(const store::Snapshot& snapshot, const store::Object& host);
/// The counter of what is on the wire to a host. O(objects)
std::optional<store::ObjectIndex> wireRowOf(const store::Snapshot& snapshot, const store::Object& host);

/// For how long it is left alone yet at that moment; 0: it is not. O(log n)
double snoozedS(const store::Row& snooze, std::int64_t timeNs);

} // namespace lanescope::timeline
