// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session_info.h"
#include "core/store/snapshot.h"

#include <QString>

#include <string>

namespace lanescope::sample {

/// How large a made-up run is.
struct Size {
    std::uint32_t seed = 1;
    double seconds = 14;
    int parsers = 3;
    int slots = 8;
    bool finished = true; ///< no open intervals, all processes ended
};

/// A run as the collector would have recorded it, made by a seeded simulation: a crawl with parsers, two
/// locks, two queues, request slots, two CPUs, marks and flows. The same size gives the same run.
store::SnapshotPtr run(const Size& size = {});
session::SessionInfo info();

/// What differs between two snapshots, "" if nothing does. Memory addresses, chunk sizes and `live` do not count.
std::string difference(const store::Snapshot& a, const store::Snapshot& b);

} // namespace lanescope::sample
