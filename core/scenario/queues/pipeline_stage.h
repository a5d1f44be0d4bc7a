// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/worker_group.h"
#include "core/sync/bounded_queue.h"

#include <chrono>
#include <functional>

namespace lanescope::scenario {

/// What moves through a pipeline.
struct Workpiece {
    std::chrono::steady_clock::time_point begun;
};
using WorkpieceQueue = sync::BoundedQueue<Workpiece>;

/// One stage: a number of threads that take from the queue before it, work, and put into the queue behind it.
/// The first stage has none before it and never lacks work; what the last one finishes goes to `done`.
/// Threads: the one that made it, but for the figures. Lifetime: the destructor ends and joins the threads.
class PipelineStage {
public:
    struct Ends {
        WorkpieceQueue* before = nullptr;
        WorkpieceQueue* behind = nullptr;
    };
    using Done = std::function<void(const Workpiece&)>;

    PipelineStage(int number, Ends ends, const std::atomic<double>& serviceMs, Done done);

    void resize(int workers) { m_workers.resize(workers); }
    /// Waits for those that were asked to end.
    void join() { m_workers.join(); }
    /// The share of its threads' time in which they worked, 0–1, up to what each did last.
    double busyShare() const;

private:
    void work(const WorkerGroup::Worker& worker);
    std::optional<Workpiece> next();
    void handOn(const WorkerGroup::Worker& worker, const Workpiece& piece);
    void wakeWaiters();

    const Ends m_ends;
    const std::atomic<double>& m_serviceMs;
    const Done m_done;
    const trace::StringId m_task;
    std::atomic<qint64> m_busyNs{0};
    std::atomic<qint64> m_aliveNs{0};
    WorkerGroup m_workers; // last: its threads use all above
};

} // namespace lanescope::scenario
