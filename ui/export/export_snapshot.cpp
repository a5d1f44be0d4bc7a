// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_snapshot.h"

#include "core/session/chrome_trace.h"
#include "core/session/perfetto_trace.h"
#include "core/session/session_file.h"
#include "core/session/tables.h"
#include "ui/export/chart_picture.h"

#include <QCoreApplication>

namespace lanescope::exporting {
namespace {

using charts::ChartKind;
using session::TableKind;

constexpr double kVectorTileScale = 4;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(lanescope::exporting::ExportRequest)
};

// A table's picture is the chart that tells most about the same things.
std::optional<ChartKind> chartOf(ExportView view)
{
    switch (view) {
    case ExportView::Utilisation:
    case ExportView::Threads:
        return ChartKind::Utilisation;
    case ExportView::Throughput:
        return ChartKind::Throughput;
    case ExportView::QueueDepth:
    case ExportView::Queues:
        return ChartKind::QueueDepth;
    case ExportView::LockWait:
    case ExportView::Locks:
    case ExportView::Waits:
        return ChartKind::LockWait;
    case ExportView::LockTimes:
        return ChartKind::LockTimes;
    case ExportView::Latency:
    case ExportView::Requests:
        return ChartKind::Latency;
    case ExportView::WaitReasons:
        return ChartKind::WaitReasons;
    case ExportView::Timeline:
    case ExportView::Processes:
    case ExportView::Marks:
    case ExportView::Run:
        break;
    }
    return std::nullopt;
}

PictureFormat pictureFormat(ExportFormat format)
{
    return format == ExportFormat::Svg   ? PictureFormat::Svg
           : format == ExportFormat::Pdf ? PictureFormat::Pdf
                                         : PictureFormat::Png;
}

Error notToBeHad(const ExportRequest& request)
{
    return Error{parseFormat(formatName(request.format), request.view).error()};
}

} // namespace

std::optional<TableKind> tableOf(ExportView view)
{
    switch (view) {
    case ExportView::Timeline:
        return TableKind::Timeline;
    case ExportView::Utilisation:
        return TableKind::Utilisation;
    case ExportView::Throughput:
        return TableKind::Throughput;
    case ExportView::QueueDepth:
        return TableKind::QueueDepth;
    case ExportView::LockWait:
        return TableKind::LockWait;
    case ExportView::LockTimes:
        return TableKind::LockTimes;
    case ExportView::Latency:
        return TableKind::RequestTimes;
    case ExportView::Locks:
        return TableKind::Locks;
    case ExportView::Queues:
        return TableKind::Queues;
    case ExportView::Threads:
        return TableKind::Threads;
    case ExportView::Processes:
        return TableKind::Processes;
    case ExportView::Requests:
        return TableKind::Requests;
    case ExportView::Waits:
        return TableKind::Waits;
    case ExportView::Marks:
        return TableKind::Marks;
    case ExportView::WaitReasons:
        return TableKind::WaitReasons;
    case ExportView::Run:
        break;
    }
    return std::nullopt;
}

Result<PaintedPicture> paintExport(const store::SnapshotPtr& snapshot, const session::SessionInfo& info,
                                   const ExportRequest& request)
{
    Paint paint = request.timelinePaint;
    if (request.view != ExportView::Timeline) {
        const std::optional<ChartKind> chart = chartOf(request.view);
        if (!chart)
            return notToBeHad(request);
        // Hatching is made of tiles of pixels: fine ones where the picture may be enlarged.
        const double scale = request.format == ExportFormat::Png ? request.size.scale : kVectorTileScale;
        paint = chartPaint(*chart, snapshot, request.range, request.choice, scale);
    }
    if (!paint)
        return Error{Texts::tr("The timeline cannot be painted here. Export it as csv, chrome or perfetto instead.")
                         .toStdString()};
    return paintPicture(paint, info, pictureFormat(request.format), request.size);
}

Status writeExport(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, const ExportRequest& request,
                   const session::Progress& progress)
{
    const std::optional<TableKind> table = tableOf(request.view);
    switch (request.format) {
    case ExportFormat::Csv:
        return table ? session::writeCsv(*table, *snapshot, request.path, progress) : Status(notToBeHad(request));
    case ExportFormat::Json:
        return table ? session::writeJson(*table, *snapshot, request.path, progress) : Status(notToBeHad(request));
    case ExportFormat::Chrome:
        return session::writeChromeTrace(*snapshot, info, request.path, progress);
    case ExportFormat::Perfetto:
        return session::writePerfettoTrace(*snapshot, request.path, progress);
    case ExportFormat::Session:
        return session::saveSession(*snapshot, info, request.path, progress);
    case ExportFormat::Png:
    case ExportFormat::Svg:
    case ExportFormat::Pdf:
        break;
    }
    return notToBeHad(request);
}

Status exportSnapshot(const store::SnapshotPtr& snapshot, const session::SessionInfo& info,
                      const ExportRequest& request, const session::Progress& progress)
{
    if (const auto format = parseFormat(formatName(request.format), request.view); !format)
        return Error{format.error()};
    if (!isPicture(request.format))
        return writeExport(snapshot, info, request, progress);
    const Result<PaintedPicture> picture = paintExport(snapshot, info, request);
    return picture ? writePicture(picture.value(), request.path) : Status(Error{picture.error()});
}

} // namespace lanescope::exporting
