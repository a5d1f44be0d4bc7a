// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/csv.h"
#include "core/session/progress.h"
#include "core/store/snapshot.h"
#include "core/trace/result.h"

#include <QStringList>

#include <functional>

namespace lanescope::session {

/// What of a run can be had as rows of values.
enum class TableKind {
    Timeline,     ///< every interval and every sample
    Waits,        ///< every wait of every thread
    Marks,        ///< knob changes, log lines
    Utilisation,  ///< time per state, per bucket
    Throughput,   ///< what happened how often, per bucket
    QueueDepth,   ///< min, mean, max, per bucket
    LockWait,     ///< share of thread time that waited for each lock, per bucket
    WaitReasons,  ///< how many requests of crawls waited for each reason, per bucket
    LockTimes,    ///< histograms of waits and holds
    RequestTimes, ///< histogram of request latency
    Locks,
    Queues,
    Threads,
    Processes,
    Requests, ///< the newest ones
};

/// Column names: lower case with underscores, the unit last. They are part of the format: never translated.
/// Times are seconds or nanoseconds since the start of the run.
QStringList tableColumns(TableKind kind);

/// Takes one row; false ends the table.
using RowSink = std::function<bool(const std::vector<Cell>& cells)>;

/// Hands every row of the table to `sink`, one at a time: the timeline of a long run does not fit into
/// memory as text. Pure: the same snapshot gives the same rows. Threads: any.
void eachTableRow(TableKind kind, const store::Snapshot& snapshot, const RowSink& sink);

/// The table as a file. Errors: sentences. Threads: any, not the GUI's.
Status writeCsv(TableKind kind, const store::Snapshot& snapshot, const QString& path, const Progress& progress = {});
/// An array of objects, keyed by column.
Status writeJson(TableKind kind, const store::Snapshot& snapshot, const QString& path, const Progress& progress = {});

/// How many buckets the tables cut a run into.
inline constexpr int kTableBuckets = 1000;

} // namespace lanescope::session
