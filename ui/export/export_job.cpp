// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_job.h"

#include <QtConcurrent>

namespace lanescope::exporting {
namespace {

constexpr int kProgressMs = 100;

QString errorOf(const Status& status)
{
    return status ? QString() : QString::fromStdString(status.error());
}

} // namespace

ExportJob::ExportJob(QObject* parent)
    : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcher<QString>::finished, this, [this] {
        m_progress.stop();
        Q_EMIT progressed(1);
        Q_EMIT finished(m_watcher.result());
    });
    connect(&m_progress, &QTimer::timeout, this,
            [this] { Q_EMIT progressed(m_shared->share.load(std::memory_order_relaxed)); });
}

ExportJob::~ExportJob()
{
    cancel();
}

void ExportJob::start(const store::SnapshotPtr& snapshot, const session::SessionInfo& info,
                      const ExportRequest& request)
{
    Q_ASSERT(!isRunning());
    m_shared = std::make_shared<Shared>();
    m_progress.start(kProgressMs);
    if (isPicture(request.format)) {
        Result<PaintedPicture> painted = paintExport(snapshot, info, request);
        m_watcher.setFuture(QtConcurrent::run([painted = std::move(painted), path = request.path] {
            return painted ? errorOf(writePicture(painted.value(), path)) : QString::fromStdString(painted.error());
        }));
        return;
    }
    m_watcher.setFuture(QtConcurrent::run([=, shared = m_shared] {
        return errorOf(writeExport(snapshot, info, request, [&shared](double share) {
            shared->share.store(share, std::memory_order_relaxed);
            return !shared->cancelled.load(std::memory_order_relaxed);
        }));
    }));
}

void ExportJob::cancel()
{
    if (m_shared)
        m_shared->cancelled.store(true, std::memory_order_relaxed);
}

} // namespace lanescope::exporting
