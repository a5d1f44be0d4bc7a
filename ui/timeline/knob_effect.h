// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

namespace lanescope::timeline {

/// What a change of a knob did, as the log told it once it had settled: "22 → 41 pages/s after 0.9 s, p95 +12 ms".
/// Empty as long as that is not known, and for runs that do not measure it. `knobMark` is a position in
/// Snapshot::marks. Looks at a few hundred marks at most. Threads: any.
QString effectOfChange(const store::Snapshot& snapshot, std::size_t knobMark);

} // namespace lanescope::timeline
