// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace lanescope::exporting {

/// What of a run can be exported.
enum class ExportView {
    Timeline,
    Utilisation,
    Throughput,
    QueueDepth,
    LockWait,
    LockTimes,
    Latency,
    WaitReasons,
    Locks,
    Queues,
    Threads,
    Processes,
    Requests,
    Waits,
    Marks,
    Run, ///< all of it
};

enum class ExportFormat { Png, Svg, Pdf, Csv, Json, Chrome, Perfetto, Session };

/// As typed: "queue-depth", "png". Never translated.
QString viewName(ExportView view);
QString formatName(ExportFormat format);
/// As a list shows them: "Queue depth over time", "PNG picture".
QString viewTitle(ExportView view);
QString formatTitle(ExportFormat format);
/// Without the point; "json" for Chrome traces.
QString formatSuffix(ExportFormat format);

const std::vector<ExportView>& allViews();
/// The formats in which a view can be had, the most likely first.
std::vector<ExportFormat> formatsOf(ExportView view);
bool isPicture(ExportFormat format);

/// The error names what there is to choose from.
Result<ExportView> parseView(const QString& name);
Result<ExportFormat> parseFormat(const QString& name, ExportView view);

} // namespace lanescope::exporting
