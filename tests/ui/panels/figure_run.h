// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <map>
#include <random>

namespace lanescope::test {

/// A run written by hand, for tests and for looking at the window: threads that run, wait for the lock
/// "frontier" and for two queues, requests in slots, knob changes and log lines. grow() makes it longer, and
/// snapshot() gives what the collector would have published then. The same seed gives the same run.
class FigureRun {
public:
    explicit FigureRun(std::int64_t beginNs = 1'000'000'000, unsigned seed = 7);

    void grow(std::int64_t durationNs);
    store::SnapshotPtr snapshot();
    void setLive(bool live) { m_live = live; }

    store::ThreadIndex addThread(const std::string& name);
    void endThread(store::ThreadIndex thread);
    store::ObjectIndex addLock(const std::string& name);
    void addMark(store::MarkKind kind, const std::string& subject, const std::string& text);
    void addRequest(std::uint32_t id, trace::RequestOutcome outcome, std::uint64_t bytes);
    std::size_t addProcess(const std::string& name, std::int32_t parentPid);
    store::Process& process(std::size_t index) { return m_processes[index]; }
    void endProcess(std::size_t process, int exitCode, int signal);

    std::int64_t nowNs() const { return m_nowNs; }
    static constexpr store::ObjectIndex kFrontier{0};
    static constexpr store::ObjectIndex kParseQueue{2};

private:
    struct Lane {
        store::IntervalSeries series;
        store::RowKind kind = store::RowKind::ThreadState;
        std::int64_t nowNs = 0;
    };
    std::size_t addLane(store::RowKind kind);
    double random() { return std::uniform_real_distribution<double>(0, 1)(m_random); }
    std::int64_t randomNs(double meanMs);
    void growThread(std::size_t thread, std::int64_t untilNs);
    void growLock(std::int64_t untilNs);
    void growQueue(std::size_t queue, std::int64_t untilNs, double wave);
    void growSlots(std::int64_t untilNs);
    void growCpus(std::int64_t untilNs);
    store::ObjectIndex addQueue(const std::string& name, std::int64_t capacity);

    std::mt19937 m_random;
    std::int64_t m_beginNs;
    std::int64_t m_nowNs;
    bool m_live = true;
    std::uint64_t m_generation = 0;

    std::vector<Lane> m_lanes;
    std::vector<store::SampleSeries> m_counters;
    std::vector<std::int64_t> m_counterNow;
    std::vector<std::size_t> m_queueObjects;
    std::vector<store::Process> m_processes;
    std::vector<store::Thread> m_threads;
    std::vector<store::Object> m_objects;
    std::map<std::size_t, store::LockFigures> m_locks;
    std::map<std::size_t, store::QueueFigures> m_queues;
    std::vector<store::Mark> m_marks;
    std::vector<std::size_t> m_slotLanes;
    std::vector<std::size_t> m_cpuLanes;
    store::RequestFigures m_requests;
    std::uint32_t m_nextRequest = 1;
};

} // namespace lanescope::test
