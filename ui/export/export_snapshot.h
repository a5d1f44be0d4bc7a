// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/progress.h"
#include "core/session/session_info.h"
#include "core/session/tables.h"
#include "core/store/snapshot.h"
#include "ui/export/export_view.h"
#include "ui/export/picture.h"
#include "ui/timeline/time_axis.h"

namespace lanescope::exporting {

/// One export, complete: the window and the command line make the same.
struct ExportRequest {
    ExportView view = ExportView::Timeline;
    ExportFormat format = ExportFormat::Png;
    PictureSize size;          ///< of pictures
    timeline::TimeRange range; ///< of the time axis in pictures; empty: the whole run
    int choice = 0;            ///< of charts that have something to choose, e.g. the lock
    Paint timelinePaint;       ///< the timeline; needed for pictures of it
    QString path;
};

/// Writes one file. Pictures are painted, so this must be the GUI thread for them (Qt Charts draws through
/// a scene); without a window is fine. Everything else may run on any thread. Errors: sentences; the target is whole
/// or untouched.
Status exportSnapshot(const store::SnapshotPtr& snapshot, const session::SessionInfo& info,
                      const ExportRequest& request, const session::Progress& progress = {});

/// The table behind a view; none for the whole run.
std::optional<session::TableKind> tableOf(ExportView view);

/// The two halves of a picture's export, for those who must not block the GUI thread with the second.
Result<PaintedPicture> paintExport(const store::SnapshotPtr& snapshot, const session::SessionInfo& info,
                                   const ExportRequest& request);
/// All that is not a picture. Threads: any.
Status writeExport(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, const ExportRequest& request,
                   const session::Progress& progress);

} // namespace lanescope::exporting
