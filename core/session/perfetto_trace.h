// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/progress.h"
#include "core/store/snapshot.h"
#include "core/trace/result.h"

#include <QString>

namespace lanescope::session {

/// Writes a run as a Perfetto trace (protobuf, TrackEvent): a track of nested slices for each thread, a state
/// track beside it, a slice track for each lock, request slot and CPU, a counter for each queue, flows, and
/// instants for marks. Times: nanoseconds since the start of the recording. Memory: a little per row. Errors:
/// sentences. Threads: any, not the GUI's. Format: perfetto.dev/docs/reference/trace-packet-proto
Status writePerfettoTrace(const store::Snapshot& snapshot, const QString& path, const Progress& progress = {});

} // namespace lanescope::session
