// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/export_snapshot.h"

#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace lanescope::exporting {

/// One export on its way. Tables, traces and sessions are written on a worker thread. Charts and timeline are painted
/// on the GUI thread, because Qt Charts draws through a graphics scene, which must live there; that takes tens of
/// milliseconds. Encoding and writing the picture, which takes longer, is the worker's again.
/// Threads: GUI. Lifetime: destroyed while it runs, it gives the job up without waiting; nothing half-written
/// stays behind.
class ExportJob : public QObject {
    Q_OBJECT

public:
    explicit ExportJob(QObject* parent = nullptr);
    ~ExportJob() override;

    /// Must not be running.
    void start(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, const ExportRequest& request);
    void cancel();
    bool isRunning() const { return m_watcher.isRunning(); }

Q_SIGNALS:
    /// 0 to 1.
    void progressed(double share);
    /// An empty error: the file is there.
    void finished(const QString& error);

private:
    /// What the worker and the GUI thread both see; the worker may outlive the job.
    struct Shared {
        std::atomic<bool> cancelled{false}; // relaxed: nothing else is published by it
        std::atomic<double> share{0};
    };

    std::shared_ptr<Shared> m_shared;
    QFutureWatcher<QString> m_watcher;
    QTimer m_progress;
};

} // namespace lanescope::exporting
