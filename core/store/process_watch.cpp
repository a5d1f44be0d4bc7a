// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/process_watch.h"

namespace lanescope::store {
namespace {

constexpr char kReaped = 'X';

bool sameLook(const Process& process, const kernel::ProcessSample& seen)
{
    return process.kernelState == seen.state && process.residentBytes == seen.residentBytes &&
           process.parentNow == seen.parentPid;
}

} // namespace

void ProcessWatch::poll(std::int64_t nowNs, bool last)
{
    if (nowNs - m_lookedNs < kPeriodNs && !last)
        return;
    m_lookedNs = nowNs;
    for (std::size_t index = 0; index < m_store.processes.size(); ++index) {
        if (m_store.processes[index].kernelState != kReaped)
            look(index);
    }
    tellStops(nowNs);
}

// A pause of the run stops its processes as well, and has its own marks.
void ProcessWatch::tellStops(std::int64_t nowNs)
{
    for (auto& [index, watched] : m_watched) {
        const Process& process = m_store.processes[index];
        const bool isStopped = process.isStopped() && (watched.isToldStopped || !isPaused(m_store.marks.get()));
        if (isStopped == watched.isToldStopped)
            continue;
        watched.isToldStopped = isStopped;
        const char* const how = process.isTraced() ? "Stopped by a debugger" : "Stopped by a signal";
        m_store.addMark({nowNs, isStopped ? MarkKind::Paused : MarkKind::Resumed, process.name,
                         isStopped       ? how
                         : process.endNs ? "Ended"
                                         : "Goes on",
                         static_cast<double>(process.pid)});
    }
}

// Tables are shared with snapshots, and an edit copies them: only what changed is written.
void ProcessWatch::look(std::size_t index)
{
    const Process& known = m_store.processes[index];
    const auto [entry, isNew] = m_watched.try_emplace(index);
    if (isNew && !known.endNs) {
        if (auto opened = kernel::ProcReader::open(known.pid, m_budget))
            entry->second.reader = std::make_unique<kernel::ProcReader>(std::move(opened).value());
    }
    if (!entry->second.reader) {
        if (known.endNs)
            m_store.process(static_cast<ProcessIndex>(index)).kernelState = kReaped;
        return;
    }
    const kernel::ProcessSample& seen = entry->second.reader->sampleProcess();
    if (seen.gone) {
        m_store.process(static_cast<ProcessIndex>(index)).kernelState = kReaped;
        entry->second.reader.reset();
        return;
    }
    if (sameLook(known, seen))
        return;
    Process& process = m_store.process(static_cast<ProcessIndex>(index));
    process.kernelState = seen.state;
    if (!seen.exited) { // a zombie has given its memory back, and its parent is whoever will reap it
        process.residentBytes = seen.residentBytes;
        process.peakBytes = std::max(process.peakBytes, seen.residentBytes);
    }
    process.parentNow = seen.parentPid;
}

} // namespace lanescope::store
