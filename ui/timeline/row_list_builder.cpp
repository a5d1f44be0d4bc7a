// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/row_list_builder.h"

#include "ui/timeline/host_rows.h"
#include "ui/timeline/number_order.h"
#include "ui/timeline/process_order.h"

#include <algorithm>
#include <numeric>

namespace lanescope::timeline {

using store::RowKind;

RowList::Builder::Builder(const RowList& list, const store::Snapshot& snapshot, EndedFold& fold, std::vector<Line>& out)
    : m_list(list)
    , m_snapshot(snapshot)
    , m_fold(fold)
    , m_out(out)
    , m_byHost(list.m_requestRows == RequestRows::ByHost && hasHostRow(snapshot))
{
}

void RowList::Builder::build()
{
    addPinned();
    groupThreads();
    std::vector<std::uint32_t> processes = processOrder(m_snapshot);
    m_fold.sinkProcesses(processes);
    for (const std::uint32_t process : processes)
        addProcess(process);
    addEndedProcesses();
    addRequests();
    addObjects(Group::Locks, LineKind::Lock,
               [this](const store::Object& object) { return m_snapshot.row(*object.row).kind == RowKind::LockOwner; });
    addQueues();
    addCpus();
}

bool RowList::Builder::matches(std::string_view name) const
{
    return m_list.m_filter.isEmpty() || QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))
                                            .contains(m_list.m_filter, Qt::CaseInsensitive);
}

bool RowList::Builder::isPinned(const LineKey& key) const
{
    return std::ranges::find(m_list.m_pinned, key) != m_list.m_pinned.end();
}

bool RowList::Builder::isOwn(std::uint32_t process) const
{
    return process < m_snapshot.processes->size() && (*m_snapshot.processes)[process].isOurOwn;
}

bool RowList::Builder::showsThread(const store::Thread& thread) const
{
    return (m_list.m_showOwn || !thread.isOurOwn) && matches(thread.name) &&
           (!m_list.m_onlyBlocked || isBlocked(thread));
}

bool RowList::Builder::showsObject(const store::Object& object) const
{
    return (m_list.m_showOwn || !isOwn(static_cast<std::uint32_t>(object.process))) && matches(object.name) &&
           (!m_list.m_onlyBlocked || object.waiters > 0);
}

bool RowList::Builder::isBlocked(const store::Thread& thread) const
{
    const auto& open = m_snapshot.row(thread.stateRow).open;
    return !thread.endNs && open && isWait(open->state);
}

bool RowList::Builder::exists(const LineKey& key) const
{
    switch (key.kind) {
    case LineKind::Thread:
        return key.index < m_snapshot.threads->size();
    case LineKind::Cpu:
        return key.index < m_snapshot.cpus->size();
    case LineKind::Request:
    case LineKind::Lock:
    case LineKind::Queue:
        return key.index < m_snapshot.objects->size() && (*m_snapshot.objects)[key.index].row;
    default:
        return false;
    }
}

Line& RowList::Builder::push(LineKey key, std::optional<store::RowIndex> row, int heightPx, std::uint8_t indent)
{
    Line line;
    line.key = key;
    line.row = row;
    line.topPx = m_out.empty() ? 0 : m_out.back().bottomPx();
    line.heightPx = heightPx;
    line.indent = indent;
    return m_out.emplace_back(line);
}

template <class AddRows>
void RowList::Builder::addHeader(LineKey key, std::uint32_t children, AddRows&& addRows)
{
    addOpening(key, children, kHeaderPx, 0, addRows);
}

template <class AddRows>
void RowList::Builder::addOpening(LineKey key, std::uint32_t children, int heightPx, std::uint8_t indent,
                                  AddRows&& addRows)
{
    if (children == 0)
        return;
    Line& line = push(key, std::nullopt, heightPx, indent);
    line.hasChildren = true;
    line.children = children;
    line.isOpen = m_list.isOpen(key);
    if (line.isOpen)
        addRows();
}

// A pinned row stands at the top whatever the filters say.
void RowList::Builder::addPinned()
{
    std::vector<LineKey> known = m_list.m_pinned;
    std::erase_if(known, [this](const LineKey& key) { return !exists(key); });
    const LineKey header{LineKind::Group, static_cast<std::uint32_t>(Group::Pinned)};
    addHeader(header, static_cast<std::uint32_t>(known.size()), [&] {
        for (const LineKey& key : known) {
            if (key.kind == LineKind::Thread)
                addThread(key.index, 1);
            else if (key.kind == LineKind::Cpu)
                addCpu(key.index);
            else
                addObject(key.kind, key.index);
        }
    });
}

void RowList::Builder::groupThreads()
{
    m_threadsOf.resize(m_snapshot.processes->size());
    const auto& threads = *m_snapshot.threads;
    for (std::uint32_t i = 0; i < threads.size(); ++i) {
        const auto process = static_cast<std::size_t>(threads[i].process);
        if (process < m_threadsOf.size() && showsThread(threads[i]))
            m_threadsOf[process].push_back(i);
    }
    for (auto& ofProcess : m_threadsOf)
        orderByNumber(ofProcess, [&](std::uint32_t i) { return std::string_view(threads[i].name); });
}

std::vector<std::uint32_t> RowList::Builder::takeEnded(std::vector<std::uint32_t>& threads)
{
    const std::set<std::uint32_t> surplus = m_fold.surplusOf(threads);
    const auto ended = std::stable_partition(threads.begin(), threads.end(), [&](std::uint32_t i) {
        return isPinned({LineKind::Thread, i}) || (!m_fold.isFolded((*m_snapshot.threads)[i]) && !surplus.contains(i));
    });
    std::vector<std::uint32_t> taken(ended, threads.end());
    threads.erase(ended, threads.end());
    return taken;
}

void RowList::Builder::addProcess(std::uint32_t index)
{
    if (!m_list.m_showOwn && isOwn(index))
        return;
    std::vector<std::uint32_t> threads = m_threadsOf[index];
    const std::vector<std::uint32_t> ended = takeEnded(threads);
    m_fold.sinkThreads(threads);
    if (threads.empty() && !ended.empty() && m_fold.isFolded((*m_snapshot.processes)[index])) {
        m_endedProcesses.push_back(index);
        return;
    }
    addHeader({LineKind::Process, index}, static_cast<std::uint32_t>(threads.size() + ended.size()), [&] {
        addThreads(threads, 1);
        addOpening({LineKind::Ended, index}, static_cast<std::uint32_t>(ended.size()), kRowPx, 1,
                   [&] { addThreads(ended, 2); });
    });
}

void RowList::Builder::addEndedProcesses()
{
    const auto count = static_cast<std::uint32_t>(m_endedProcesses.size());
    addHeader({LineKind::Ended, kEndedProcesses}, count, [this] {
        for (const std::uint32_t index : m_endedProcesses) {
            const auto& threads = m_threadsOf[index];
            addHeader({LineKind::Process, index}, static_cast<std::uint32_t>(threads.size()),
                      [&] { addThreads(threads, 1); });
        }
    });
}

void RowList::Builder::addThreads(const std::vector<std::uint32_t>& threads, std::uint8_t indent)
{
    for (const std::uint32_t thread : threads) {
        if (!isPinned({LineKind::Thread, thread}))
            addThread(thread, indent);
    }
}

void RowList::Builder::addThread(std::uint32_t index, std::uint8_t indent)
{
    const auto& thread = (*m_snapshot.threads)[index];
    const LineKey key{LineKind::Thread, index};
    Line& line = push(key, thread.stateRow, kRowPx, indent);
    line.hasChildren = !thread.taskRows.empty();
    line.isOpen = line.hasChildren && m_list.isOpen(key);
    line.isPinned = isPinned(key);
    if (!line.isOpen)
        return;
    for (std::uint32_t depth = 0; depth < thread.taskRows.size(); ++depth)
        push({LineKind::Tasks, index, depth}, thread.taskRows[depth], kRowPx, static_cast<std::uint8_t>(indent + 1));
}

void RowList::Builder::addRequests()
{
    if (m_byHost)
        addObjects(
            Group::Hosts, LineKind::Queue,
            [this](const store::Object& object) { return isHostRow(m_snapshot, object); },
            [this](std::uint32_t host) { addHost(host); });
    else
        addObjects(Group::Requests, LineKind::Request, [this](const store::Object& object) {
            return m_snapshot.row(*object.row).kind == RowKind::RequestSlot;
        });
}

void RowList::Builder::addQueues()
{
    addObjects(Group::Queues, LineKind::Queue, [this](const store::Object& object) {
        return m_snapshot.row(*object.row).isCounter() && !isSnoozeRow(m_snapshot, object) &&
               !isWireRow(m_snapshot, object) && !(m_byHost && isHostRow(m_snapshot, object));
    });
}

template <class Wanted>
void RowList::Builder::addObjects(Group group, LineKind kind, Wanted&& wanted)
{
    addObjects(group, kind, wanted, [this, kind](std::uint32_t index) { addObject(kind, index); });
}

template <class Wanted, class Add>
void RowList::Builder::addObjects(Group group, LineKind kind, Wanted&& wanted, Add&& add)
{
    if (m_list.m_onlyBlocked && kind == LineKind::Request)
        return;
    std::vector<std::uint32_t> found;
    const auto& objects = *m_snapshot.objects;
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
        if (objects[i].row && wanted(objects[i]) && showsObject(objects[i]))
            found.push_back(i);
    }
    addHeader({LineKind::Group, static_cast<std::uint32_t>(group)}, static_cast<std::uint32_t>(found.size()), [&] {
        for (const std::uint32_t index : found) {
            if (!isPinned({kind, index}))
                add(index);
        }
    });
}

void RowList::Builder::addObject(LineKind kind, std::uint32_t index)
{
    const LineKey key{kind, index};
    const int heightPx = kind == LineKind::Queue ? kQueuePx : kRowPx;
    push(key, (*m_snapshot.objects)[index].row, heightPx, 1).isPinned = isPinned(key);
}

// What waits for a host, and below it what is on the wire to it.
void RowList::Builder::addHost(std::uint32_t index)
{
    addObject(LineKind::Queue, index);
    const auto wire = wireRowOf(m_snapshot, (*m_snapshot.objects)[index]);
    if (wire && !isPinned({LineKind::Queue, static_cast<std::uint32_t>(*wire)}))
        push({LineKind::Queue, static_cast<std::uint32_t>(*wire)}, m_snapshot.object(*wire).row, kWirePx, 2);
}

// In the table they stand as they were first used.
void RowList::Builder::addCpus()
{
    if (m_list.m_onlyBlocked || !m_list.m_filter.isEmpty())
        return;
    const auto count = static_cast<std::uint32_t>(m_snapshot.cpus->size());
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [this](std::uint32_t i) { return (*m_snapshot.cpus)[i].number; });
    addHeader({LineKind::Group, static_cast<std::uint32_t>(Group::Cpus)}, count, [&] {
        for (const std::uint32_t i : order) {
            if (!isPinned({LineKind::Cpu, i}))
                addCpu(i);
        }
    });
}

void RowList::Builder::addCpu(std::uint32_t index)
{
    const LineKey key{LineKind::Cpu, index};
    push(key, (*m_snapshot.cpus)[index].row, kRowPx, 1).isPinned = isPinned(key);
}

} // namespace lanescope::timeline
