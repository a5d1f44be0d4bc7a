// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/series.h"
#include "core/store/snapshot.h"

namespace lanescope::test {

/// Snapshots made by hand: threads, locks, queues, counters, changes of knobs.
class Made {
public:
    Made() { m_snapshot->processes = std::make_shared<std::vector<store::Process>>(1); }

    Made& thread(const std::vector<store::Interval>& states)
    {
        store::Thread thread;
        thread.startNs = states.front().startNs;
        thread.stateRow = row(store::RowKind::ThreadState, states, {});
        m_threads.push_back(thread);
        return *this;
    }
    Made& lock(const char* name, const std::vector<store::Interval>& holds)
    {
        store::Object object;
        object.name = name;
        object.kind = trace::ObjectKind::Mutex;
        object.row = row(store::RowKind::LockOwner, holds, {});
        m_objects.push_back(object);
        return *this;
    }
    Made& queue(const char* name, std::int64_t capacity, const std::vector<store::Sample>& depths)
    {
        store::Object object;
        object.name = name;
        object.kind = trace::ObjectKind::Queue;
        object.capacity = capacity;
        object.row = row(store::RowKind::QueueDepth, {}, depths);
        m_objects.push_back(object);
        return *this;
    }
    Made& counter(const char* name, const std::vector<store::Sample>& samples)
    {
        store::Object object;
        object.name = name;
        object.row = row(store::RowKind::Counter, {}, samples);
        m_objects.push_back(object);
        return *this;
    }
    Made& knob(std::int64_t timeNs, const std::string& value = "8")
    {
        m_marks.push_back({timeNs, store::MarkKind::Knob, "threads", value, 0});
        return *this;
    }
    Made& paused(std::int64_t fromNs, std::int64_t toNs)
    {
        m_marks.push_back({fromNs, store::MarkKind::Paused, "run", "Paused", 0});
        m_marks.push_back({toNs, store::MarkKind::Resumed, "run", "Resumed", 0});
        return *this;
    }
    std::shared_ptr<store::Snapshot> until(std::int64_t endNs, bool live = false)
    {
        auto snapshot = std::make_shared<store::Snapshot>(*m_snapshot);
        snapshot->endNs = endNs;
        snapshot->live = live;
        snapshot->generation = ++m_generation;
        snapshot->threads = std::make_shared<std::vector<store::Thread>>(m_threads);
        snapshot->objects = std::make_shared<std::vector<store::Object>>(m_objects);
        snapshot->marks = std::make_shared<std::vector<store::Mark>>(m_marks);
        for (std::size_t i = 0; i < m_intervals.size(); ++i) {
            snapshot->rows[i].intervals = m_intervals[i].view();
            snapshot->rows[i].samples = m_samples[i].view();
            snapshot->rows[i].knownUntilNs = endNs;
        }
        return snapshot;
    }

private:
    store::RowIndex row(store::RowKind kind, const std::vector<store::Interval>& intervals,
                        const std::vector<store::Sample>& samples)
    {
        store::Row row;
        row.kind = kind;
        m_snapshot->rows.push_back(row);
        for (const store::Interval& interval : intervals)
            m_intervals.resize(m_snapshot->rows.size()), m_intervals.back().append(interval);
        m_intervals.resize(m_snapshot->rows.size());
        m_samples.resize(m_snapshot->rows.size());
        for (const store::Sample& sample : samples)
            m_samples.back().append(sample);
        return store::RowIndex{static_cast<std::uint32_t>(m_snapshot->rows.size() - 1)};
    }

    std::shared_ptr<store::Snapshot> m_snapshot = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
    std::vector<store::IntervalSeries> m_intervals;
    std::vector<store::SampleSeries> m_samples;
    std::vector<store::Thread> m_threads;
    std::vector<store::Object> m_objects;
    std::vector<store::Mark> m_marks;
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::test
