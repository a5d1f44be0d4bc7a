// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/proc_reader.h"

#include "core/kernel/process_tree.h"
#include "core/kernel/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

namespace lanescope::kernel {

namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

std::int64_t ticksToNs(std::uint64_t ticks)
{
    static const std::int64_t nsPerTick = kNsPerSecond / std::max<long>(1, sysconf(_SC_CLK_TCK));
    return static_cast<std::int64_t>(ticks) * nsPerTick;
}

std::int64_t readClockNs(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::int64_t>(now.tv_sec) * kNsPerSecond + now.tv_nsec;
}

// /proc counts from boot with the time the machine slept, our clock without it.
std::int64_t startNs(std::uint64_t startTicks)
{
    return ticksToNs(startTicks) - (readClockNs(CLOCK_BOOTTIME) - readClockNs(CLOCK_MONOTONIC));
}

} // namespace

Result<ProcReader> ProcReader::open(pid_t pid, DescriptorBudget& budget)
{
    ProcReader reader(pid, budget);
    const std::string path = "/proc/" + std::to_string(pid);
    reader.m_taskDirectory = FileDescriptor(::open((path + "/task").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (reader.m_taskDirectory)
        reader.m_stat = openForReading(AT_FDCWD, (path + "/stat").c_str());
    if (!reader.m_stat) {
        const std::string why = std::generic_category().message(errno);
        return Error{"Process " + std::to_string(pid) + " cannot be read in /proc (" + why +
                     "): it has ended, or /proc hides other users' processes (mount option hidepid)."};
    }
    reader.refreshThreads();
    return reader;
}

ProcReader::ProcReader(pid_t pid, DescriptorBudget& budget)
    : m_pid(pid)
    , m_budget(&budget)
{
    m_process.pid = pid;
}

bool ProcReader::refreshThreads()
{
    const std::vector<pid_t> now = threadsOf(m_pid);
    std::vector<ThreadFiles> threads;
    threads.reserve(now.size());
    bool changed = now.size() != m_threads.size();
    auto known = m_threads.begin();
    for (const pid_t tid : now) {
        while (known != m_threads.end() && known->tid() < tid)
            ++known;
        if (known != m_threads.end() && known->tid() == tid) {
            threads.push_back(std::move(*known++));
        } else {
            threads.emplace_back(tid, *m_budget);
            changed = true;
        }
    }
    m_threads = std::move(threads);
    return changed;
}

const std::vector<ThreadSample>& ProcReader::sampleThreads(Depth depth)
{
    m_samples.resize(m_threads.size());
    std::size_t alive = 0;
    for (std::size_t i = 0; i < m_threads.size(); ++i) {
        if (!sampleThread(m_threads[i], depth, m_samples[alive]))
            continue;
        if (alive != i)
            std::swap(m_threads[alive], m_threads[i]);
        ++alive;
    }
    m_samples.resize(alive);
    m_threads.erase(m_threads.begin() + static_cast<std::ptrdiff_t>(alive), m_threads.end());
    return m_samples;
}

bool ProcReader::sampleThread(ThreadFiles& files, Depth depth, ThreadSample& sample)
{
    const std::optional<SchedLine> times = files.readSchedstat(m_taskDirectory.number());
    if (!times)
        return false;
    std::optional<StatLine> stat;
    if (depth == Depth::Full) {
        stat = files.readStat(m_taskDirectory.number());
        if (!stat)
            return false;
    }
    sample = {files.tid(), times->onCpuNs, times->readyNs, times->timeslices, {}, '?', 0, 0, 0, 0};
    if (stat) {
        sample.comm = std::move(stat->comm);
        sample.state = stat->state;
        sample.lastCpu = stat->lastCpu;
        sample.userNs = ticksToNs(stat->userTicks);
        sample.systemNs = ticksToNs(stat->systemTicks);
        sample.startNs = startNs(stat->startTicks);
    }
    return true;
}

const ProcessSample& ProcReader::sampleProcess()
{
    LineBuffer buffer;
    const std::optional<std::string_view> text = readFromStart(m_stat, buffer);
    const std::optional<StatLine> stat = text ? parseStat(*text) : std::nullopt;
    if (!stat) {
        m_process.exited = m_process.gone = true;
        return m_process;
    }
    m_process.parentPid = stat->parentPid;
    m_process.comm = stat->comm;
    m_process.state = stat->state;
    m_process.threads = stat->threads;
    m_process.residentBytes = stat->residentPages * sysconf(_SC_PAGESIZE);
    m_process.userNs = ticksToNs(stat->userTicks);
    m_process.systemNs = ticksToNs(stat->systemTicks);
    m_process.startNs = startNs(stat->startTicks);
    // The first thread may end before the others and shows Z while they go on.
    m_process.exited = (stat->state == 'Z' || stat->state == 'X') && stat->threads <= 1;
    return m_process;
}

} // namespace lanescope::kernel
