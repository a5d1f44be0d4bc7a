// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/ended_fold.h"
#include "ui/timeline/host_rows.h"
#include "ui/timeline/number_order.h"
#include "ui/timeline/process_order.h"
#include "ui/timeline/row_list.h"

#include <algorithm>
#include <numeric>

namespace lanescope::timeline {

using store::RowKind;
using store::Snapshot;

/// One pass over a snapshot that writes the lines.
class RowList::Builder {
public:
    Builder(const RowList& list, const Snapshot& snapshot, EndedFold& fold, std::vector<Line>& out)
        : m_list(list)
        , m_snapshot(snapshot)
        , m_fold(fold)
        , m_out(out)
    {
    }

    void build()
    {
        addPinned();
        groupThreads();
        for (const std::uint32_t process : shownProcesses())
            addProcess(process);
        addEndedProcesses();
        const auto ofKind = [this](RowKind kind) {
            return [this, kind](const store::Object& object) { return m_snapshot.row(*object.row).kind == kind; };
        };
        const bool byHost = m_list.m_requestRows == RequestRows::ByHost && hasHosts();
        if (byHost)
            addObjects(
                Group::Hosts, LineKind::Queue, [this](const auto& object) { return isHost(object); },
                [this](std::uint32_t host) { addHost(host); });
        else
            addObjects(Group::Requests, LineKind::Request, ofKind(RowKind::RequestSlot));
        addObjects(Group::Locks, LineKind::Lock, ofKind(RowKind::LockOwner));
        addObjects(Group::Queues, LineKind::Queue, [this, byHost](const store::Object& object) {
            return m_snapshot.row(*object.row).isCounter() && !isSnoozeRow(m_snapshot, object) &&
                   !isWireRow(m_snapshot, object) && !(byHost && isHost(object));
        });
        addCpus();
    }

private:
    bool matches(std::string_view name) const
    {
        return m_list.m_filter.isEmpty() || QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))
                                                .contains(m_list.m_filter, Qt::CaseInsensitive);
    }
    bool isPinned(const LineKey& key) const
    {
        return std::find(m_list.m_pinned.begin(), m_list.m_pinned.end(), key) != m_list.m_pinned.end();
    }
    bool isHost(const store::Object& object) const { return isHostRow(m_snapshot, object); }
    bool hasHosts() const
    {
        return std::any_of(m_snapshot.objects->begin(), m_snapshot.objects->end(),
                           [this](const auto& object) { return isHost(object); });
    }
    bool isOwn(std::uint32_t process) const
    {
        return process < m_snapshot.processes->size() && (*m_snapshot.processes)[process].isOurOwn;
    }
    bool showsThread(const store::Thread& thread) const
    {
        return (m_list.m_showOwn || !thread.isOurOwn) && matches(thread.name) &&
               (!m_list.m_onlyBlocked || isBlocked(thread));
    }
    bool isBlocked(const store::Thread& thread) const
    {
        const auto& open = m_snapshot.row(thread.stateRow).open;
        return !thread.endNs && open && isWait(open->state);
    }

    Line& push(LineKey key, std::optional<store::RowIndex> row, int heightPx, std::uint8_t indent)
    {
        Line line;
        line.key = key;
        line.row = row;
        line.topPx = m_out.empty() ? 0 : m_out.back().bottomPx();
        line.heightPx = heightPx;
        line.indent = indent;
        return m_out.emplace_back(line);
    }
    // Writes a header and, if it is open, its rows; takes the header back when no row is left under it.
    template <class AddRows>
    void addHeader(LineKey key, std::uint32_t children, AddRows&& addRows)
    {
        if (children == 0)
            return;
        Line& header = push(key, std::nullopt, kHeaderPx, 0);
        header.hasChildren = true;
        header.children = children;
        header.isOpen = m_list.isOpen(key);
        if (header.isOpen)
            addRows();
    }

    void groupThreads()
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
    std::vector<std::uint32_t> shownProcesses() const
    {
        std::vector<std::uint32_t> processes = processOrder(m_snapshot);
        const auto ended = std::stable_partition(processes.begin(), processes.end(), [this](std::uint32_t i) {
            return !m_fold.sinks((*m_snapshot.processes)[i]);
        });
        std::reverse(ended, processes.end());
        return processes;
    }
    void sinkEnded(std::vector<std::uint32_t>& threads) const
    {
        const auto& all = *m_snapshot.threads;
        const auto ended = std::stable_partition(threads.begin(), threads.end(),
                                                 [&](std::uint32_t i) { return !m_fold.sinks(all[i]); });
        std::vector<std::uint32_t> sunk(ended, threads.end());
        newestFamilyFirst(sunk, [&](std::uint32_t i) { return std::string_view(all[i].name); });
        std::copy(sunk.begin(), sunk.end(), ended);
    }
    // Takes the threads that have nothing to show out of `threads`.
    std::vector<std::uint32_t> takeEnded(std::vector<std::uint32_t>& threads)
    {
        const auto ended = std::stable_partition(threads.begin(), threads.end(), [this](std::uint32_t i) {
            return isPinned({LineKind::Thread, i}) || !m_fold.isFolded((*m_snapshot.threads)[i]);
        });
        std::vector<std::uint32_t> taken(ended, threads.end());
        threads.erase(ended, threads.end());
        return taken;
    }
    void addProcess(std::uint32_t index)
    {
        if (!m_list.m_showOwn && isOwn(index))
            return;
        std::vector<std::uint32_t> threads = m_threadsOf[index];
        const std::vector<std::uint32_t> ended = takeEnded(threads);
        sinkEnded(threads);
        if (threads.empty() && !ended.empty() && m_fold.isFolded((*m_snapshot.processes)[index])) {
            m_endedProcesses.push_back(index);
            return;
        }
        addHeader({LineKind::Process, index}, static_cast<std::uint32_t>(threads.size() + ended.size()), [&] {
            addThreads(threads, 1);
            addFold(index, static_cast<std::uint32_t>(ended.size()), kRowPx, 1, [&] { addThreads(ended, 2); });
        });
    }
    void addEndedProcesses()
    {
        addFold(kEndedProcesses, static_cast<std::uint32_t>(m_endedProcesses.size()), kHeaderPx, 0, [this] {
            for (const std::uint32_t index : m_endedProcesses) {
                const auto& threads = m_threadsOf[index];
                addHeader({LineKind::Process, index}, static_cast<std::uint32_t>(threads.size()),
                          [&] { addThreads(threads, 1); });
            }
        });
    }
    // One line for all that has ended, and below it, if it was opened, what that is.
    template <class AddRows>
    void addFold(std::uint32_t index, std::uint32_t count, int heightPx, std::uint8_t indent, AddRows&& addRows)
    {
        if (count == 0)
            return;
        const LineKey key{LineKind::Ended, index};
        Line& fold = push(key, std::nullopt, heightPx, indent);
        fold.hasChildren = true;
        fold.children = count;
        fold.isOpen = m_list.isOpen(key);
        if (fold.isOpen)
            addRows();
    }
    void addThreads(const std::vector<std::uint32_t>& threads, std::uint8_t indent)
    {
        for (const std::uint32_t thread : threads) {
            if (!isPinned({LineKind::Thread, thread}))
                addThread(thread, indent);
        }
    }
    void addThread(std::uint32_t index, std::uint8_t indent)
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
            push({LineKind::Tasks, index, depth}, thread.taskRows[depth], kRowPx,
                 static_cast<std::uint8_t>(indent + 1));
    }

    template <class Wanted>
    void addObjects(Group group, LineKind kind, Wanted&& wanted)
    {
        addObjects(group, kind, wanted, [this, kind](std::uint32_t index) { addObject(kind, index); });
    }
    template <class Wanted, class Add>
    void addObjects(Group group, LineKind kind, Wanted&& wanted, Add&& add)
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
    bool showsObject(const store::Object& object) const
    {
        return (m_list.m_showOwn || !isOwn(static_cast<std::uint32_t>(object.process))) && matches(object.name) &&
               (!m_list.m_onlyBlocked || object.waiters > 0);
    }
    void addObject(LineKind kind, std::uint32_t index)
    {
        const LineKey key{kind, index};
        Line& line = push(key, (*m_snapshot.objects)[index].row, kind == LineKind::Queue ? kQueuePx : kRowPx, 1);
        line.isPinned = isPinned(key);
    }

    // What waits for a host, and below it what is on the wire to it.
    void addHost(std::uint32_t index)
    {
        addObject(LineKind::Queue, index);
        const auto wire = wireRowOf(m_snapshot, (*m_snapshot.objects)[index]);
        if (!wire || isPinned({LineKind::Queue, static_cast<std::uint32_t>(*wire)}))
            return;
        push({LineKind::Queue, static_cast<std::uint32_t>(*wire)}, m_snapshot.object(*wire).row, kWirePx, 2);
    }

    void addCpus()
    {
        const auto count = static_cast<std::uint32_t>(m_snapshot.cpus->size());
        if (m_list.m_onlyBlocked || !m_list.m_filter.isEmpty())
            return;
        // In the table they stand as they were first used.
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
    void addCpu(std::uint32_t index)
    {
        const LineKey key{LineKind::Cpu, index};
        Line& line = push(key, (*m_snapshot.cpus)[index].row, kRowPx, 1);
        line.isPinned = isPinned(key);
    }

    // A pinned row stands at the top whatever the filters say.
    void addPinned()
    {
        std::vector<LineKey> known;
        for (const LineKey& key : m_list.m_pinned) {
            if (exists(key))
                known.push_back(key);
        }
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
    bool exists(const LineKey& key) const
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

    const RowList& m_list;
    const Snapshot& m_snapshot;
    EndedFold& m_fold;
    std::vector<Line>& m_out;
    std::vector<std::vector<std::uint32_t>> m_threadsOf;
    std::vector<std::uint32_t> m_endedProcesses;
};

} // namespace lanescope::timeline
