// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <unordered_map>

namespace lanescope::store {

/// A table that snapshots share: the first edit after a publish() copies it, so what was handed out stays.
template <class T>
class SharedTable {
public:
    const std::vector<T>& get() const { return *m_values; }
    std::size_t size() const { return m_values->size(); }
    const T& operator[](std::size_t index) const { return (*m_values)[index]; }
    std::vector<T>& edit()
    {
        if (m_isShared)
            m_values = std::make_shared<std::vector<T>>(*m_values);
        m_isShared = false;
        return *m_values;
    }
    Table<T> publish()
    {
        m_isShared = true;
        return m_values;
    }

private:
    std::shared_ptr<std::vector<T>> m_values = std::make_shared<std::vector<T>>();
    bool m_isShared = false;
};

/// A row on the writer's side.
struct RowData {
    RowKind kind = RowKind::ThreadState;
    IntervalSeries intervals;
    SampleSeries samples;
    std::optional<OpenInterval> open;
    std::int64_t knownUntilNs = 0;

    /// Appends unless it would overlap what is there; an overlap is cut off at the front.
    void append(Interval interval);
    std::size_t bytes() const { return intervals.bytes() + samples.bytes(); }
    /// Full chunks, of which the oldest can go.
    std::size_t sealedChunks() const { return intervals.sealedChunks() + samples.sealedChunks(); }
    void dropOldest(std::size_t count);
};

/// Everything that was recorded, on the writer's side: the tables and rows that snapshots are made of.
/// Threads: the collector's only. Complexity: publish() copies a few words a row and the tables that changed.
class Store {
public:
    SharedTable<Process> processes;
    SharedTable<Thread> threads;
    SharedTable<Object> objects;
    SharedTable<Cpu> cpus;
    SharedTable<CpuSet> cpuSets;
    SharedTable<Mark> marks;
    SharedTable<Flow> flows;
    Recording recording;
    std::shared_ptr<const RequestFigures> requests = std::make_shared<RequestFigures>();
    std::shared_ptr<const Present> present = std::make_shared<Present>();
    Table<OrderEdge> lockOrder = std::make_shared<std::vector<OrderEdge>>();

    RowIndex addRow(RowKind kind);
    RowData& row(RowIndex index) { return *m_rows[static_cast<std::size_t>(index)]; }
    std::size_t rowCount() const { return m_rows.size(); }
    OccurrenceLog& addLog();
    /// Same text, same index.
    NameIndex name(std::string_view text);

    Process& process(ProcessIndex index) { return processes.edit()[static_cast<std::size_t>(index)]; }
    Thread& thread(ThreadIndex index) { return threads.edit()[static_cast<std::size_t>(index)]; }
    Object& object(ObjectIndex index) { return objects.edit()[static_cast<std::size_t>(index)]; }

    ProcessIndex addProcess(Process process);
    ThreadIndex addThread(Thread thread);
    ObjectIndex addObject(Object object);
    void addMark(Mark mark);
    void addFlow(const Flow& flow);

    std::size_t bytes() const;
    /// If it takes more than `budget`, lets the oldest chunks of the largest rows and logs go until some of it is free again;
    /// returns the bytes let go. O(rows), and in that case O(chunks of the largest)
    std::size_t shrinkTo(std::size_t budget);

    std::shared_ptr<Snapshot> publish(std::int64_t beginNs, std::int64_t endNs, bool live);

private:
    std::vector<std::unique_ptr<RowData>> m_rows;
    std::vector<std::unique_ptr<OccurrenceLog>> m_logs; // their addresses stay
    SharedTable<std::string> m_names;
    std::unordered_map<std::string, NameIndex> m_nameIndex;
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::store
