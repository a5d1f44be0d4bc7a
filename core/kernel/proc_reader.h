// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/file_descriptor.h"
#include "core/kernel/thread_files.h"
#include "core/trace/result.h"

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace lanescope::kernel {

/// One thread at one moment, as /proc tells. Units: nanoseconds; startNs is CLOCK_MONOTONIC, right to one
/// tick (10 ms).
struct ThreadSample {
    pid_t tid = 0;
    std::uint64_t onCpuNs = 0; ///< exact for a thread that is off the CPU, up to the last timer tick for one on it
    std::uint64_t readyNs = 0; ///< could have run, had no CPU
    std::uint64_t timeslices = 0;
    // Only from Depth::Full; empty and zero otherwise.
    std::string comm;
    char state = '?'; ///< R runs or is ready, S sleeps, D waits for a device, T stopped, Z ended
    int lastCpu = 0;
    std::int64_t userNs = 0; ///< in steps of a tick
    std::int64_t systemNs = 0;
    std::int64_t startNs = 0;
};

/// One process at one moment. Units: as ThreadSample. userNs and systemNs include threads that have ended.
struct ProcessSample {
    pid_t pid = 0;
    pid_t parentPid = 0;
    std::string comm;
    char state = '?';
    std::int64_t threads = 0;
    std::int64_t residentBytes = 0;
    std::int64_t userNs = 0;
    std::int64_t systemNs = 0;
    std::int64_t startNs = 0;
    bool exited = false; ///< all its threads ended; until somebody reaps it the numbers stay readable
    bool gone = false;   ///< reaped: nothing of it is left
};

/// The layer that works everywhere: what the threads of one process do, read from /proc without any
/// permission beyond being the same user. Threads and the process may vanish at any moment; that is an
/// answer, not an error. Threads: one at a time. Lifetime: `budget` outlives the reader. A reader never takes
/// a later process that got the same id for its own.
class ProcReader {
public:
    enum class Depth {
        Times, ///< one file a thread: times only, about a microsecond each
        Full   ///< two files a thread: also name, state, CPU
    };

    static Result<ProcReader> open(pid_t pid, DescriptorBudget& budget);

    pid_t pid() const { return m_pid; }

    /// Looks which threads there are. Call it less often than sampleThreads(). True when somebody came or
    /// went.
    bool refreshThreads();

    /// All known threads that still live, by id. Those found gone are forgotten. The answer is good until the
    /// next call.
    const std::vector<ThreadSample>& sampleThreads(Depth depth);

    /// Once the process is gone altogether, the last sample with `exited` set.
    const ProcessSample& sampleProcess();

private:
    ProcReader(pid_t pid, DescriptorBudget& budget);
    bool sampleThread(ThreadFiles& files, Depth depth, ThreadSample& sample);

    pid_t m_pid;
    DescriptorBudget* m_budget;
    FileDescriptor m_taskDirectory; ///< /proc/PID/task of that very process
    FileDescriptor m_stat;
    std::vector<ThreadFiles> m_threads; ///< by id
    std::vector<ThreadSample> m_samples;
    ProcessSample m_process;
};

} // namespace lanescope::kernel
