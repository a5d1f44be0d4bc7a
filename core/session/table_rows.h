// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/tables.h"

namespace lanescope::session {

/// The rows of each table, behind eachTableRow(). Threads: any.
void timelineRows(const store::Snapshot& snapshot, const RowSink& sink);
void waitRows(const store::Snapshot& snapshot, const RowSink& sink);
void markRows(const store::Snapshot& snapshot, const RowSink& sink);

void utilisationRows(const store::Snapshot& snapshot, const RowSink& sink);
void throughputRows(const store::Snapshot& snapshot, const RowSink& sink);
void queueDepthRows(const store::Snapshot& snapshot, const RowSink& sink);
void waitReasonRows(const store::Snapshot& snapshot, const RowSink& sink);
void lockWaitRows(const store::Snapshot& snapshot, const RowSink& sink);
void lockTimeRows(const store::Snapshot& snapshot, const RowSink& sink);
void requestTimeRows(const store::Snapshot& snapshot, const RowSink& sink);

void lockRows(const store::Snapshot& snapshot, const RowSink& sink);
void queueRows(const store::Snapshot& snapshot, const RowSink& sink);
void threadRows(const store::Snapshot& snapshot, const RowSink& sink);
void processRows(const store::Snapshot& snapshot, const RowSink& sink);
void requestRows(const store::Snapshot& snapshot, const RowSink& sink);

} // namespace lanescope::session
