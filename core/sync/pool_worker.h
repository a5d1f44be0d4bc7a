// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::sync {

/// The names of a pool's threads, "pool-1", "pool-2" …: a thread takes the lowest free number and gives it back when it
/// ends, since a QThreadPool ends and starts threads as it likes. Threads: any.
class PoolNames {
public:
    explicit PoolNames(std::string prefix)
        : m_prefix(std::move(prefix))
    {
    }

    std::size_t take();
    void giveBack(std::size_t number);
    std::string name(std::size_t number) const { return m_prefix + '-' + std::to_string(number + 1); }

private:
    const std::string m_prefix;
    std::mutex m_mutex;
    std::vector<bool> m_taken; // guarded by m_mutex
};

/// What one thread of a pool tells of itself: its name, and that it waits for a task while it has none. That wait
/// happens inside QThreadPool, so it is recorded from the end of one task to the start of the next. Threads: its own.
/// Lifetime: as the thread.
class PoolWorker {
public:
    /// This thread's; the first call in a thread names it.
    static PoolWorker& current(const std::shared_ptr<PoolNames>& names);
    ~PoolWorker();
    PoolWorker(const PoolWorker&) = delete;
    PoolWorker& operator=(const PoolWorker&) = delete;

    /// True for the outermost task.
    bool beginTask();
    void endTask() { --m_depth; }
    void beginIdle(trace::ObjectId pool) { m_idle.emplace(trace::WaitKind::QueueGet, pool); }

private:
    explicit PoolWorker(std::shared_ptr<PoolNames> names);

    std::shared_ptr<PoolNames> m_names;
    const std::size_t m_number;
    int m_depth = 0; // tasks within each other: one that waits may run another
    std::optional<trace::Wait> m_idle;
};

} // namespace lanescope::sync
