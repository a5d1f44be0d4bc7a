// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/report_output.h"

#include "core/control/run_report.h"
#include "core/scenario/catalogue.h"
#include "core/session/safe_file.h"
#include "ui/charts/wait_reasons_chart.h"
#include "ui/export/export_snapshot.h"
#include "ui/timeline/timeline_picture.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QtConcurrentRun>

#include <algorithm>

namespace lanescope::app {
namespace {

using exporting::ExportFormat;
using exporting::ExportView;

struct Output {
    ExportView view;
    ExportFormat format;
    const char* name;
};

bool hasWaitReasons(const store::Snapshot& snapshot)
{
    return std::any_of(snapshot.objects->begin(), snapshot.objects->end(),
                       [](const store::Object& object) { return charts::gateOfCounter(object.name).has_value(); });
}

// What is worth a look after any run; charts only where the run has something to show in them.
std::vector<Output> outputsFor(const store::Snapshot& snapshot)
{
    std::vector<Output> outputs{{ExportView::Timeline, ExportFormat::Png, "timeline.png"},
                                {ExportView::Run, ExportFormat::Chrome, "trace.json"},
                                {ExportView::Threads, ExportFormat::Csv, "threads.csv"},
                                {ExportView::Processes, ExportFormat::Csv, "processes.csv"},
                                {ExportView::Utilisation, ExportFormat::Png, "utilisation.png"}};
    bool locks = false;
    bool queues = false;
    for (const store::Object& object : *snapshot.objects) {
        locks = locks || object.lock != nullptr;
        queues = queues || object.queue != nullptr;
    }
    if (locks) {
        outputs.push_back({ExportView::Locks, ExportFormat::Csv, "locks.csv"});
        outputs.push_back({ExportView::LockWait, ExportFormat::Png, "lock-wait.png"});
    }
    if (queues) {
        outputs.push_back({ExportView::Queues, ExportFormat::Csv, "queues.csv"});
        outputs.push_back({ExportView::QueueDepth, ExportFormat::Png, "queue-depth.png"});
    }
    if (!snapshot.requests->recent.empty()) {
        outputs.push_back({ExportView::Requests, ExportFormat::Csv, "requests.csv"});
        outputs.push_back({ExportView::Throughput, ExportFormat::Png, "throughput.png"});
        outputs.push_back({ExportView::Latency, ExportFormat::Png, "latency.png"});
    }
    if (hasWaitReasons(snapshot))
        outputs.insert(outputs.end(), {{ExportView::WaitReasons, ExportFormat::Png, "wait-reasons.png"},
                                       {ExportView::WaitReasons, ExportFormat::Csv, "wait-reasons.csv"}});
    return outputs;
}

/// Pictures have to be painted here; who stopped a run waits for its files, so that all else goes on meanwhile.
QFuture<Status> startWriting(const store::SnapshotPtr& snapshot, const session::SessionInfo& info,
                             const exporting::ExportRequest& request)
{
    if (!exporting::isPicture(request.format))
        return QtConcurrent::run([=] { return exporting::writeExport(snapshot, info, request, {}); });
    Result<exporting::PaintedPicture> painted = exporting::paintExport(snapshot, info, request);
    return QtConcurrent::run([painted = std::move(painted), path = request.path] {
        return painted ? exporting::writePicture(painted.value(), path) : Status(Error{painted.error()});
    });
}

struct Writing {
    QString path;
    QFuture<Status> end;
};

/// Waits for all; the first that went wrong.
Status endOf(std::vector<Writing>& writings, QStringList& files)
{
    Status all = Done{};
    for (Writing& writing : writings) {
        const Status written = writing.end.result();
        if (written)
            files += writing.path;
        else if (all)
            all = written;
    }
    return all;
}

} // namespace

session::SessionInfo sessionInfo(const control::RunRequest& request, const control::RunResult& result,
                                 const QDateTime& startedAt)
{
    session::SessionInfo info;
    info.scenario = request.scenario;
    if (const auto* scenario = scenario::Catalogue::instance().find(request.scenario))
        info.title = scenario->title;
    info.seed = request.seed;
    info.parameters = control::parametersOf(request);
    info.outcome = control::outcomeWord(result.outcome);
    info.message = result.message;
    info.result = result.result;
    info.startedAt = startedAt;
    info.durationS = result.durationS;
    return info;
}

Status writeOutputs(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, const QString& folder,
                    QStringList& files)
{
    if (!QDir().mkpath(folder))
        return Error{"The folder '" + folder.toStdString() +
                     "' could not be made. Choose one that can be written with --out."};
    std::vector<Writing> writings;
    for (const Output& output : outputsFor(*snapshot)) {
        exporting::ExportRequest request;
        request.view = output.view;
        request.format = output.format;
        request.path = QDir(folder).filePath(QLatin1String(output.name));
        request.timelinePaint = [&snapshot](QPainter& painter, const QSize& size) {
            timeline::paintTimeline(painter, size, snapshot, {});
        };
        writings.push_back({request.path, startWriting(snapshot, info, request)});
    }
    return endOf(writings, files);
}

Result<QStringList> writeResult(const QJsonObject& result, const control::RunRequest& request, const QString& folder)
{
    QStringList files;
    const QJsonObject statistics = result[QStringLiteral("statistics")].toObject();
    if (statistics.isEmpty())
        return files;
    const QString path = QDir(folder).filePath(QStringLiteral("statistics.json"));
    if (const Status written = session::writeFile(path, QJsonDocument(statistics).toJson()); !written)
        return Error{written.error()};
    files += path;
    const QString urls = QDir(folder).filePath(QStringLiteral("urls.csv"));
    if (request.scenario == QStringLiteral("crawl.url") && QFile::exists(urls))
        files += urls;
    return files;
}

} // namespace lanescope::app
