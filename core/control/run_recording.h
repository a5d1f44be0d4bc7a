// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/session_folder.h"
#include "core/store/collector.h"

#include <optional>

namespace lanescope::control {

/// What is recorded of one run at a time: its session folder, its collector, and after its end the last snapshot.
/// Threads: one; snapshot() from any while nobody opens or closes.
class RunRecording {
public:
    /// Begins anew; what was recorded of the last run is forgotten. The error is a sentence for people.
    Status open(std::size_t memoryBudgetBytes);
    /// The run is over: takes in what is left, removes the folder, keeps the last snapshot.
    void close();
    /// Forgets everything.
    void discard();

    QString folder() const { return m_folder ? m_folder->path() : QString(); }
    void attachKernel(qint64 pid);
    void begin();
    void mark(store::MarkKind kind, const std::string& subject, const QString& text);
    void noteExit(qint64 pid, int exitCode, int signal);
    /// When this process of the run ended, in seconds from its start; nothing if it goes on or was never seen.
    std::optional<double> endS(qint64 pid) const;
    /// Never null.
    store::SnapshotPtr snapshot() const { return m_collector ? m_collector->snapshot() : m_last; }

private:
    std::optional<SessionFolder> m_folder; // outlives the collector that watches it
    std::unique_ptr<store::Collector> m_collector;
    store::SnapshotPtr m_last = store::Snapshot::empty();
};

} // namespace lanescope::control
