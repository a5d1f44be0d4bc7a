// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <deque>
#include <random>
#include <string>
#include <vector>

namespace lanescope::tests {

/// A crawl as the store would hold it, made by seeded random processes instead of threads, so that pictures
/// and tests are the same each time. Can be advanced, as a live run is. Times start at kBeginNs.
class SampleRun {
public:
    static constexpr std::int64_t kBeginNs = 1'000'000'000'000;

    explicit SampleRun(unsigned seed = 1);

    /// Lets the run go on until `sinceBeginNs`.
    void advanceTo(std::int64_t sinceBeginNs);
    /// What is known now. `live` as in the store.
    store::SnapshotPtr snapshot(bool live);

private:
    using State = store::State;

    struct Lane {
        store::RowIndex stateRow{};
        store::RowIndex taskRow{};
        int role = 0;
        State last = State::Sleep;
    };
    struct Slot {
        store::RowIndex row{};
        int phase = 0;
        std::uint32_t request = 0;
    };

    double exponential(double meanMs);
    std::size_t addRow(store::RowKind kind);
    void addThread(const std::string& name, int role);
    std::uint32_t addObject(const std::string& name, trace::ObjectKind kind, store::RowKind row, std::int64_t capacity);
    std::int64_t plannedUntil(store::RowIndex row) const { return m_plannedUntilNs[static_cast<std::size_t>(row)]; }
    void plan(store::RowIndex row, std::int64_t startNs, std::int64_t durationNs, State state, std::uint32_t subject,
              std::uint32_t peer = store::kNone);
    void planLane(Lane& lane, std::uint32_t index, std::int64_t endNs);
    void planSlot(Slot& slot, std::int64_t endNs);
    void planLock(store::RowIndex row, double heldMs, double freeMs, double contended, std::int64_t endNs);
    void planCpu(store::RowIndex row, std::int64_t endNs);
    void addSamples(std::int64_t endNs);
    void addMarks(std::int64_t endNs);
    void recordUntil(std::int64_t endNs);

    std::mt19937 m_random;
    std::int64_t m_nowNs = kBeginNs;
    std::uint64_t m_generation = 0;
    std::vector<store::Row> m_rows;
    std::vector<store::IntervalSeries> m_intervals;
    std::vector<store::SampleSeries> m_samples;
    std::vector<Lane> m_lanes;
    std::vector<Slot> m_slots;
    std::vector<store::Thread> m_threads;
    std::vector<store::Object> m_objects;
    std::vector<store::Cpu> m_cpus;
    std::vector<store::Mark> m_marks;
    std::vector<store::Request> m_requests;
    std::vector<std::string> m_names;
    std::vector<std::deque<store::Interval>> m_planned; ///< by row; recorded once they are over
    std::vector<std::int64_t> m_plannedUntilNs;
    std::uint32_t m_nextRequest = 1;
    std::int64_t m_queuesUntilNs = kBeginNs;
    double m_frontier = 40;
    double m_parseQueue = 0;
};

} // namespace lanescope::tests
