// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/registry.h"

namespace lanescope::store {
namespace {

// Lanescope's own threads inside a recorded process carry this prefix; people do not look for them.
constexpr std::string_view kOwnPrefix = "lanescope-";

// The kernel's account of a thread may come this much later than the thread's own.
constexpr std::int64_t kSameThreadNs = 50'000'000;

} // namespace

ProcessIndex Registry::process(std::int32_t pid, std::int64_t timeNs)
{
    if (const auto found = findProcess(pid)) {
        const Process& known = m_store.processes[static_cast<std::size_t>(*found)];
        if (!known.endNs || timeNs <= *known.endNs + kSameThreadNs) {
            if (timeNs < known.startNs)
                m_store.process(*found).startNs = timeNs;
            return *found;
        }
    }
    Process process;
    process.pid = pid;
    process.name = "process " + std::to_string(pid);
    process.startNs = timeNs;
    return m_byPid[pid] = m_store.addProcess(std::move(process));
}

ProcessIndex Registry::childProcess(std::int32_t pid, std::int64_t timeNs)
{
    const auto known = findProcess(pid);
    if (!known)
        return process(pid, timeNs);
    const Process& child = m_store.processes[static_cast<std::size_t>(*known)];
    const bool reaped = child.exitCode || child.signal;
    return reaped ? process(pid, timeNs) : *known;
}

std::optional<ProcessIndex> Registry::findProcess(std::int32_t pid) const
{
    const auto found = m_byPid.find(pid);
    return found == m_byPid.end() ? std::nullopt : std::optional(found->second);
}

void Registry::endProcess(ProcessIndex index, std::int64_t timeNs)
{
    if (!m_store.processes[static_cast<std::size_t>(index)].endNs)
        m_store.process(index).endNs = timeNs;
    for (std::size_t i = 0; i < m_store.threads.size(); ++i) {
        if (m_store.threads[i].process == index)
            endThread(static_cast<ThreadIndex>(i), timeNs);
    }
}

void Registry::nameProcess(ProcessIndex index, std::string_view name)
{
    if (!name.empty() && m_store.processes[static_cast<std::size_t>(index)].name != name)
        m_store.process(index).name = name;
}

std::optional<ThreadIndex> Registry::findThread(std::int32_t tid) const
{
    const auto found = m_byTid.find(tid);
    return found == m_byTid.end() ? std::nullopt : std::optional(found->second);
}

ThreadIndex Registry::thread(std::int32_t pid, std::int32_t tid, std::int64_t timeNs, Account account)
{
    const ProcessIndex owner = process(pid, timeNs);
    if (const auto found = findThread(tid)) {
        const Thread& known = m_store.threads[static_cast<std::size_t>(*found)];
        const bool reused =
            known.process != owner || (account == Account::Birth && known.endNs && timeNs > *known.endNs);
        if (!reused) {
            if (timeNs < known.startNs)
                m_store.thread(*found).startNs = timeNs;
            return *found;
        }
    }
    Thread thread;
    thread.process = owner;
    thread.tid = tid;
    thread.name = tid == pid ? "main" : "thread " + std::to_string(tid);
    thread.startNs = timeNs;
    thread.stateRow = m_store.addRow(RowKind::ThreadState);
    const ThreadIndex index = m_store.addThread(std::move(thread));
    m_threads.push_back(std::make_unique<ThreadTrack>(ThreadTrack{ThreadTimeline(timeNs), {}, {}, 0, false}));
    m_unsettled.push_back(static_cast<std::size_t>(index));
    if (m_expectsShares)
        m_threads.back()->timeline.expectShares();
    return m_byTid[tid] = index;
}

void Registry::expectShares()
{
    m_expectsShares = true;
    for (const auto& thread : m_threads)
        thread->timeline.expectShares();
}

void Registry::endThread(ThreadIndex index, std::int64_t timeNs)
{
    ThreadTrack& ending = track(index);
    if (ending.ended)
        return;
    ending.ended = true;
    m_store.thread(index).endNs = timeNs;
    if (ending.openWait) {
        ending.openWait->endNs = timeNs;
        ending.timeline.addWait(*ending.openWait);
        ending.openWait.reset();
    }
    ending.timeline.finish(timeNs);
    for (const auto& object : m_objects)
        object->abandon(index, timeNs);
    // What was open when a snapshot was made last may be over by now; who dies inside a task is told by its segment.
    for (const RowIndex row : m_store.threads[static_cast<std::size_t>(index)].taskRows)
        m_store.row(row).open.reset();
}

void Registry::nameThread(ThreadIndex index, std::string_view name)
{
    if (name.empty() || m_store.threads[static_cast<std::size_t>(index)].name == name)
        return;
    Thread& thread = m_store.thread(index);
    thread.name = name;
    thread.isOurOwn = name.starts_with(kOwnPrefix);
}

ObjectIndex Registry::addObject(Object object)
{
    const bool shared = object.kind == trace::ObjectKind::ProcessLock || object.kind == trace::ObjectKind::ProcessQueue;
    if (shared) {
        const std::string key = std::to_string(static_cast<int>(object.kind)) + object.name;
        const auto [entry, isNew] = m_shared.try_emplace(key, static_cast<ObjectIndex>(m_objects.size()));
        if (!isNew)
            return entry->second;
    }
    const auto index = static_cast<ObjectIndex>(m_objects.size());
    m_objects.push_back(std::make_unique<ObjectTrack>(m_store, index, object));
    m_store.addObject(std::move(object));
    return index;
}

void Registry::advance(std::int64_t untilNs, std::optional<std::uint64_t> reading)
{
    std::erase_if(m_unsettled, [&](std::size_t index) {
        advanceThread(index, untilNs);
        return m_threads[index]->timeline.finished();
    });
    for (const auto& object : m_objects)
        object->advance(untilNs, reading);
    m_lockOrder.advance(untilNs);
}

void Registry::advanceThread(std::size_t index, std::int64_t untilNs)
{
    ThreadTrack& thread = *m_threads[index];
    RowData& row = m_store.row(m_store.threads[index].stateRow);
    thread.timeline.advance(untilNs, thread.openWait, row);
    for (const RowIndex task : m_store.threads[index].taskRows)
        m_store.row(task).knownUntilNs = row.knownUntilNs;
    if (thread.timeline.finished() && thread.timeline.lacksShares())
        m_store.thread(static_cast<ThreadIndex>(index)).isUnsampled = true;
}

void Registry::beginReading()
{
    m_present.waits.clear();
    m_present.holds.clear();
    m_lockOrder.beginReading();
}

void Registry::publishPresent()
{
    const auto isOver = [this](const auto& now) { return m_threads[static_cast<std::size_t>(now.thread)]->ended; };
    std::erase_if(m_present.waits, isOver);
    std::erase_if(m_present.holds, isOver);
    m_store.present = std::make_shared<Present>(m_present);
}

void Registry::refreshTables()
{
    for (const auto& object : m_objects)
        object->refresh();
    if (auto order = m_lockOrder.takeChanged())
        m_store.lockOrder = std::move(order);
    std::vector<std::int64_t> cpuNs(m_store.processes.size());
    for (std::size_t i = 0; i < m_threads.size(); ++i)
        cpuNs[static_cast<std::size_t>(m_store.threads[i].process)] += m_threads[i]->timeline.runningNs();
    for (std::size_t i = 0; i < cpuNs.size(); ++i) {
        if (m_store.processes[i].cpuNs != cpuNs[i])
            m_store.process(static_cast<ProcessIndex>(i)).cpuNs = cpuNs[i];
    }
    for (std::size_t i = 0; i < m_threads.size(); ++i) {
        const bool onCpu = m_threads[i]->timeline.cpuState() == CpuState::OnCpu && !m_threads[i]->ended;
        const std::uint16_t lastCpu = m_threads[i]->lastCpu.value_or(0);
        const std::uint64_t migrations = m_threads[i]->migrations;
        const Thread& known = m_store.threads[i];
        if (known.onCpu == onCpu && known.lastCpu == lastCpu && known.migrations == migrations)
            continue;
        Thread& thread = m_store.thread(static_cast<ThreadIndex>(i));
        thread.onCpu = onCpu;
        thread.lastCpu = lastCpu;
        thread.migrations = migrations;
    }
}

} // namespace lanescope::store
