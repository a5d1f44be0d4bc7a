// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/export_job.h"

#include <QLabel>

namespace lanescope::exporting {

/// What an export would write: the picture on fewer pixels, or the first lines of a table. Threads: GUI.
class ExportPreview : public QLabel {
    Q_OBJECT

public:
    explicit ExportPreview(QWidget* parent = nullptr);

    void show(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, ExportRequest wanted);

private:
    void showPicture(QImage image);
};

} // namespace lanescope::exporting
