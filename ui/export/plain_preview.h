// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/export_snapshot.h"

namespace lanescope::exporting {

/// What a file that is no picture will hold: the first lines of a table, or a sentence about a trace and who
/// opens it. Threads: any.
QString plainPreview(const store::Snapshot& snapshot, const ExportRequest& request);

} // namespace lanescope::exporting
