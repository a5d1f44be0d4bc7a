// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/progress.h"
#include "core/session/session_info.h"
#include "core/store/snapshot.h"
#include "core/trace/result.h"

#include <QString>

namespace lanescope::session {

/// Writes a run as Chrome Trace Event JSON, in the part of it that the readers in use agree on: complete
/// events for tasks and waits (sorted, nested), async pairs for lock holds and requests, counters for queue
/// depths, flows, global instants for knob changes. Times: microseconds with three decimals since the start
/// of the recording. Thread states are left out: the letter T that one reader takes for them means a legacy
/// async step to others. Memory: a little per row, whatever the length. Errors: sentences. Threads: any, not the
/// GUI's. Format: Trace Event Format, docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
Status writeChromeTrace(const store::Snapshot& snapshot, const SessionInfo& info, const QString& path,
                        const Progress& progress = {});

} // namespace lanescope::session
