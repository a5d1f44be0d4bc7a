// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "core/trace/result.h"

namespace lanescope::session {

/// Whether every index in a snapshot that came out of a file points into its table, so that nobody who reads
/// it has to ask again. The error is half a sentence that names the table. O(intervals). Threads: any.
Status checkIndices(const store::Snapshot& snapshot);

} // namespace lanescope::session
