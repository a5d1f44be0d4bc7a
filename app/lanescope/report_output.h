// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"
#include "core/session/session_info.h"

#include <QDateTime>

namespace lanescope::app {

/// What goes into a session file and under each picture of this run.
session::SessionInfo sessionInfo(const control::RunRequest& request, const control::RunResult& result,
                                 const QDateTime& startedAt);

/// Writes charts, tables and the trace of a run into a folder, up to the first that cannot be written; adds those that
/// are there to `files`.
Status writeOutputs(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, const QString& folder,
                    QStringList& files);

/// Writes what only some scenarios have: the statistics of a crawl, "statistics.json". Names, too, the table of URLs
/// that the lab has written beside it.
Result<QStringList> writeResult(const QJsonObject& result, const control::RunRequest& request, const QString& folder);

} // namespace lanescope::app
