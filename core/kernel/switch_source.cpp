// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/switch_source.h"

#include "core/kernel/perf_limits.h"
#include "core/kernel/perf_mapping.h"
#include "core/kernel/process_tree.h"
#include "core/trace/clock.h"

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <ctime>
#include <limits>
#include <optional>

namespace lanescope::kernel {

namespace {

// A record carries the moment its writing began and shows up a little later. Within this time every CPU has
// finished what it began, so a merge up to there is complete.
constexpr std::int64_t kSettleNs = 100'000;

perf_event_attr switchAttributes()
{
    perf_event_attr attributes{};
    attributes.size = sizeof(attributes);
    attributes.type = PERF_TYPE_SOFTWARE;
    attributes.config = PERF_COUNT_SW_DUMMY; // counts nothing: only the side records are wanted
    attributes.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_CPU;
    attributes.disabled = 1;       // until the rings are there: records without a ring are thrown away
    attributes.inherit = 1;        // threads and children made later
    attributes.exclude_kernel = 1; // what ordinary users may ask for at perf_event_paranoid 2
    attributes.exclude_hv = 1;
    attributes.context_switch = 1;
    attributes.task = 1;
    attributes.comm = 1;
    attributes.comm_exec = 1;
    attributes.sample_id_all = 1;
    attributes.use_clockid = 1;
    attributes.clockid = CLOCK_MONOTONIC;
    return attributes;
}

FileDescriptor openEvent(pid_t tid, int cpu)
{
    perf_event_attr attributes = switchAttributes();
    return FileDescriptor(
        static_cast<int>(syscall(SYS_perf_event_open, &attributes, tid, cpu, -1, PERF_FLAG_FD_CLOEXEC)));
}

} // namespace

struct SwitchSource::Cpu {
    int number = 0;
    FileDescriptor event; ///< of the first thread; owns the ring
    PerfMapping mapping;
    std::optional<PerfRing> ring;
};

SwitchSource::SwitchSource() = default;
SwitchSource::~SwitchSource() = default;

Result<std::unique_ptr<SwitchSource>> SwitchSource::open(pid_t pid, const Options& options)
{
    std::unique_ptr<SwitchSource> source(new SwitchSource);
    if (const int error = source->attachFirst(pid))
        return Error{explainRefusal(error, pid, perfEventParanoid())};
    if (const int error = source->mapRings(options.ringBytesPerCpu))
        return Error{explainNoRing(error)};
    if (const int error = source->attachOthers(pid))
        return Error{explainRefusal(error, pid, perfEventParanoid())};
    if (const int error = source->enable())
        return Error{explainRefusal(error, pid, perfEventParanoid())};
    return source;
}

int SwitchSource::attachFirst(pid_t tid)
{
    for (const int number : onlineCpus()) {
        Cpu cpu;
        cpu.number = number;
        cpu.event = openEvent(tid, number);
        if (!cpu.event && errno == ENODEV)
            continue; // switched off since the list was read
        if (!cpu.event)
            return errno;
        m_cpus.push_back(std::move(cpu));
    }
    m_attached.push_back(tid);
    m_merge = EventMerge(m_cpus.size());
    return m_cpus.empty() ? ENODEV : 0;
}

// The memory is counted per user, over all CPUs and all programs, so how much is left can only be tried.
int SwitchSource::mapRings(std::size_t wantedBytes)
{
    const std::size_t least = PerfMapping::pageBytes();
    int error = 0;
    for (std::size_t bytes = std::bit_floor(std::max(wantedBytes, least)); bytes >= least; bytes /= 2) {
        error = mapAll(bytes);
        if (error == 0)
            return 0;
    }
    return error;
}

int SwitchSource::mapAll(std::size_t ringBytes)
{
    for (Cpu& cpu : m_cpus)
        cpu.mapping = PerfMapping(); // a smaller try: first give back what the larger one got
    for (Cpu& cpu : m_cpus) {
        cpu.mapping = PerfMapping(cpu.event.number(), ringBytes);
        if (!cpu.mapping)
            return errno;
        cpu.ring.emplace(cpu.mapping.ring());
    }
    m_ringBytes = ringBytes;
    return 0;
}

// A thread born while we look is inherited if its maker is attached already, and found by the next look if
// not. One that is both is written twice, which the ring notices. Those missed by a look are makers' children
// of one look's time, so a few looks find everybody; a process that makes threads all the time would never
// give an empty look.
int SwitchSource::attachOthers(pid_t pid)
{
    constexpr int kMostLooks = 5;
    bool found = true;
    for (int look = 0; found && look < kMostLooks; ++look) {
        found = false;
        for (const pid_t tid : threadsOf(pid)) {
            const auto place = std::lower_bound(m_attached.begin(), m_attached.end(), tid);
            if (place != m_attached.end() && *place == tid)
                continue;
            const int error = attachThread(tid);
            if (error != 0 && error != ESRCH)
                return error;
            m_attached.insert(place, tid);
            found = true;
        }
    }
    return 0;
}

int SwitchSource::attachThread(pid_t tid)
{
    for (const Cpu& cpu : m_cpus) {
        FileDescriptor event = openEvent(tid, cpu.number);
        if (!event)
            return errno;
        if (ioctl(event.number(), PERF_EVENT_IOC_SET_OUTPUT, cpu.event.number()) != 0)
            return errno;
        m_events.push_back(std::move(event));
    }
    return 0;
}

int SwitchSource::enable()
{
    for (const Cpu& cpu : m_cpus)
        if (ioctl(cpu.event.number(), PERF_EVENT_IOC_ENABLE, 0) != 0)
            return errno;
    for (const FileDescriptor& event : m_events)
        if (ioctl(event.number(), PERF_EVENT_IOC_ENABLE, 0) != 0)
            return errno;
    return 0;
}

void SwitchSource::drain(std::vector<SwitchEvent>& events, Drain what)
{
    // Read before the rings are: what was finished by then is in them.
    const std::int64_t untilNs =
        what == Drain::Settled ? trace::monotonicNs() - kSettleNs : std::numeric_limits<std::int64_t>::max();
    for (std::size_t i = 0; i < m_cpus.size(); ++i) {
        std::vector<SwitchEvent>& incoming = m_merge.incoming(i);
        const std::size_t before = incoming.size();
        m_cpus[i].ring->drain(incoming);
        for (std::size_t event = before; event < incoming.size(); ++event)
            m_lost += incoming[event].lost;
    }
    m_merge.takeUntil(untilNs, events);
}

std::size_t SwitchSource::cpuCount() const
{
    return m_cpus.size();
}

std::uint64_t SwitchSource::malformedRecords() const
{
    std::uint64_t sum = 0;
    for (const Cpu& cpu : m_cpus)
        sum += cpu.ring->malformed();
    return sum;
}

} // namespace lanescope::kernel
