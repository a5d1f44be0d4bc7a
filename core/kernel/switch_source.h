// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/event_merge.h"
#include "core/kernel/file_descriptor.h"
#include "core/kernel/switch_event.h"
#include "core/trace/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <sys/types.h>
#include <vector>

namespace lanescope::kernel {

/// Every switch of every thread of a process and of all threads and processes it makes later, told by the
/// kernel with the CPU and the moment (CLOCK_MONOTONIC, ns). Works for ordinary users where
/// kernel.perf_event_paranoid is at most 2. A child process that was there before open() needs a source of
/// its own; a CPU that is switched on later is not seen. Threads: one at a time; nothing blocks. Errors:
/// open() says why not; later ones are counted. Lifetime: recording ends with the object. Costs one mapped
/// ring per CPU, and one descriptor per CPU and thread that was there at open().
class SwitchSource {
public:
    struct Options {
        /// Rounded down to a power of two; halved until the kernel grants it (kernel.perf_event_mlock_kb).
        std::size_t ringBytesPerCpu = std::size_t{512} * 1024;
    };
    enum class Drain {
        Settled,   ///< all but the last moments, which another CPU may still be writing: keeps batches in order
        Everything ///< also those; for the last time, when nothing runs any more
    };

    /// Starts recording. Best is a process with one thread that waits; threads that are there already are
    /// attached one by one, and those born meanwhile are neither missed nor seen twice.
    static Result<std::unique_ptr<SwitchSource>> open(pid_t pid, const Options& options);
    static Result<std::unique_ptr<SwitchSource>> open(pid_t pid) { return open(pid, Options()); }

    SwitchSource(const SwitchSource&) = delete;
    SwitchSource& operator=(const SwitchSource&) = delete;
    ~SwitchSource();

    /// Appends what is new, all CPUs merged by time. From one batch to the next time does not go back either,
    /// save for a CPU that was stopped (by a hypervisor, say) in the middle of writing a record: those come
    /// late. Complexity: linear in what is there; cheap enough for every few milliseconds.
    void drain(std::vector<SwitchEvent>& events, Drain what = Drain::Settled);

    /// Records the kernel had no room for so far; it tells with the next record that fits.
    std::uint64_t lostEvents() const { return m_lost; }
    /// Records nobody could understand; anything but 0 is a fault of this program or of the kernel.
    std::uint64_t malformedRecords() const;
    std::size_t ringBytesPerCpu() const { return m_ringBytes; }
    std::size_t cpuCount() const;
    /// Threads that were attached one by one at open().
    std::size_t attachedThreads() const { return m_attached.size(); }

private:
    struct Cpu;

    SwitchSource();
    // Each answers 0 or the errno that stopped it.
    int attachFirst(pid_t tid);
    int attachOthers(pid_t pid);
    int attachThread(pid_t tid);
    int mapRings(std::size_t wantedBytes);
    int mapAll(std::size_t ringBytes);
    int enable();

    std::vector<Cpu> m_cpus;
    std::vector<FileDescriptor> m_events; ///< of the threads after the first; they write into the rings of m_cpus
    std::vector<pid_t> m_attached;        ///< sorted
    EventMerge m_merge{0};
    std::size_t m_ringBytes = 0;
    std::uint64_t m_lost = 0;
};

} // namespace lanescope::kernel
