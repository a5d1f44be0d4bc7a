// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <string>
#include <vector>

namespace lanescope::tests {

/// Makes small snapshots by hand. Times are given in nanoseconds since kBeginNs.
class RunBuilder {
public:
    static constexpr std::int64_t kBeginNs = 7'000'000'000;
    using State = store::State;

    RunBuilder() { addProcess("lab", 100); }

    std::uint32_t addProcess(const std::string& name, std::int32_t pid, bool isOwn = false)
    {
        store::Process process;
        process.name = name;
        process.pid = pid;
        process.isOurOwn = isOwn;
        m_processes.push_back(process);
        return static_cast<std::uint32_t>(m_processes.size() - 1);
    }
    std::uint32_t addThread(const std::string& name, std::uint32_t process = 0, bool isOwn = false)
    {
        store::Thread thread;
        thread.process = store::ProcessIndex{process};
        thread.name = name;
        thread.tid = 1000 + static_cast<std::int32_t>(m_threads.size());
        thread.startNs = kBeginNs;
        thread.stateRow = addRow(store::RowKind::ThreadState);
        thread.isOurOwn = isOwn;
        m_threads.push_back(thread);
        return static_cast<std::uint32_t>(m_threads.size() - 1);
    }
    store::RowIndex addTaskRow(std::uint32_t thread)
    {
        const auto row = addRow(store::RowKind::Tasks);
        m_threads[thread].taskRows.push_back(row);
        return row;
    }
    std::uint32_t addObject(const std::string& name, trace::ObjectKind kind, store::RowKind rowKind,
                            std::int64_t capacity = 0)
    {
        store::Object object;
        object.name = name;
        object.kind = kind;
        object.capacity = capacity;
        object.row = addRow(rowKind);
        m_objects.push_back(object);
        return static_cast<std::uint32_t>(m_objects.size() - 1);
    }
    std::uint32_t addLock(const std::string& name)
    {
        return addObject(name, trace::ObjectKind::Mutex, store::RowKind::LockOwner);
    }
    std::uint32_t addQueue(const std::string& name, std::int64_t capacity = 0)
    {
        return addObject(name, trace::ObjectKind::Queue, store::RowKind::QueueDepth, capacity);
    }
    store::RowIndex addCpu(std::uint16_t number)
    {
        const auto row = addRow(store::RowKind::Cpu);
        m_cpus.push_back({number, row});
        return row;
    }
    std::uint32_t addName(const std::string& name)
    {
        m_names.push_back(name);
        return static_cast<std::uint32_t>(m_names.size() - 1);
    }

    store::RowIndex stateRow(std::uint32_t thread) const { return m_threads[thread].stateRow; }
    store::RowIndex objectRow(std::uint32_t object) const { return *m_objects[object].row; }
    store::Thread& thread(std::uint32_t index) { return m_threads[index]; }
    store::Object& object(std::uint32_t index) { return m_objects[index]; }
    store::Process& process(std::uint32_t index) { return m_processes[index]; }

    void add(store::RowIndex row, std::int64_t fromNs, std::int64_t toNs, State state,
             std::uint32_t subject = store::kNone, std::uint32_t peer = store::kNone)
    {
        m_intervals[static_cast<std::size_t>(row)].append(
            store::Interval::make(kBeginNs + fromNs, kBeginNs + toNs, state, subject, peer));
    }
    void open(store::RowIndex row, std::int64_t fromNs, State state, std::uint32_t subject = store::kNone)
    {
        m_rows[static_cast<std::size_t>(row)].open = store::OpenInterval{kBeginNs + fromNs, state, subject};
    }
    void sample(store::RowIndex row, std::int64_t atNs, double value)
    {
        m_samples[static_cast<std::size_t>(row)].append({kBeginNs + atNs, value});
    }
    void dropOldest(store::RowIndex row)
    {
        m_intervals[static_cast<std::size_t>(row)].dropOldest([](const store::Interval& i) { return i.endNs(); });
    }
    void mark(std::int64_t atNs, store::MarkKind kind, const std::string& subject, const std::string& text)
    {
        m_marks.push_back({kBeginNs + atNs, kind, subject, text, 0});
    }

    void flow(std::int64_t fromNs, std::uint32_t from, std::int64_t toNs, std::uint32_t to)
    {
        m_flows.push_back({kBeginNs + fromNs, kBeginNs + toNs, store::ThreadIndex{from}, store::ThreadIndex{to}});
    }

    store::SnapshotPtr build(std::int64_t endNs, bool live = false)
    {
        auto out = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
        out->generation = ++m_generation;
        out->beginNs = kBeginNs;
        out->endNs = kBeginNs + endNs;
        out->live = live;
        out->processes = std::make_shared<std::vector<store::Process>>(m_processes);
        out->threads = std::make_shared<std::vector<store::Thread>>(m_threads);
        out->objects = std::make_shared<std::vector<store::Object>>(m_objects);
        out->cpus = std::make_shared<std::vector<store::Cpu>>(m_cpus);
        out->marks = std::make_shared<std::vector<store::Mark>>(m_marks);
        out->flows = std::make_shared<std::vector<store::Flow>>(m_flows);
        out->names = std::make_shared<std::vector<std::string>>(m_names);
        out->rows = m_rows;
        for (std::size_t i = 0; i < out->rows.size(); ++i) {
            out->rows[i].intervals = m_intervals[i].view();
            out->rows[i].samples = m_samples[i].view();
            out->rows[i].knownUntilNs = kBeginNs + endNs;
        }
        out->present = presentOf(*out);
        return out;
    }

private:
    // What status words would say: open waits, and who owns what.
    std::shared_ptr<const store::Present> presentOf(const store::Snapshot& run) const
    {
        auto present = std::make_shared<store::Present>();
        for (std::size_t i = 0; i < m_threads.size(); ++i) {
            const auto& open = run.row(m_threads[i].stateRow).open;
            if (!open || open->subject >= m_objects.size())
                continue;
            const bool isPool = m_objects[open->subject].kind == trace::ObjectKind::Pool;
            const auto kind = isPool                           ? trace::WaitKind::Future
                              : open->state == State::LockWait ? trace::WaitKind::Lock
                                                               : trace::WaitKind::Condition;
            present->waits.push_back(
                {store::ThreadIndex{static_cast<std::uint32_t>(i)}, kind, open->subject, open->startNs});
        }
        for (std::size_t i = 0; i < m_objects.size(); ++i) {
            if (m_objects[i].owner)
                present->holds.push_back(
                    {*m_objects[i].owner, store::ObjectIndex{static_cast<std::uint32_t>(i)}, run.beginNs, false});
        }
        return present;
    }
    store::RowIndex addRow(store::RowKind kind)
    {
        store::Row row;
        row.kind = kind;
        m_rows.push_back(row);
        m_intervals.emplace_back();
        m_samples.emplace_back();
        return store::RowIndex{static_cast<std::uint32_t>(m_rows.size() - 1)};
    }

    std::vector<store::Process> m_processes;
    std::vector<store::Thread> m_threads;
    std::vector<store::Object> m_objects;
    std::vector<store::Cpu> m_cpus;
    std::vector<store::Mark> m_marks;
    std::vector<store::Flow> m_flows;
    std::vector<std::string> m_names{""};
    std::vector<store::Row> m_rows;
    std::vector<store::IntervalSeries> m_intervals;
    std::vector<store::SampleSeries> m_samples;
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::tests
