// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Looking things up in a snapshot, and what must be true of any.

#include "core/store/collector.h"
#include "tests/core/check.h"

#include <functional>
#include <thread>

namespace lanescope::store::testing {

inline std::unique_ptr<Collector> collectorOf(const std::string& folder, std::size_t budget = 512U << 20,
                                              std::size_t portionRecords = 1U << 16)
{
    Collector::Options options;
    options.folder = folder;
    options.memoryBudgetBytes = budget;
    options.portionRecords = portionRecords;
    auto collector = Collector::create(options);
    return CHECK(collector.ok()) ? std::move(collector).value() : nullptr;
}

inline const Process* processOf(const Snapshot& snapshot, std::int32_t pid)
{
    for (const Process& process : *snapshot.processes)
        if (process.pid == pid)
            return &process;
    return nullptr;
}

inline std::optional<ThreadIndex> threadNamed(const Snapshot& snapshot, std::int32_t pid, std::string_view name)
{
    for (std::size_t i = 0; i < snapshot.threads->size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        if (thread.name == name && snapshot.process(thread.process).pid == pid)
            return static_cast<ThreadIndex>(i);
    }
    return std::nullopt;
}

/// The newest of that name: before it stand those of earlier recordings of the process.
inline std::optional<ObjectIndex> objectNamed(const Snapshot& snapshot, std::int32_t pid, std::string_view name)
{
    for (std::size_t i = snapshot.objects->size(); i > 0; --i) {
        const Object& object = (*snapshot.objects)[i - 1];
        if (object.name == name && snapshot.process(object.process).pid == pid)
            return static_cast<ObjectIndex>(i - 1);
    }
    return std::nullopt;
}

inline std::vector<Interval> intervalsOf(const Row& row)
{
    std::vector<Interval> all;
    for (std::size_t i = 0; i < row.intervals.size(); ++i)
        all.push_back(row.intervals[i]);
    return all;
}

/// Rows in order and without overlap, subjects that exist, no row known beyond the end.
inline bool isSane(const Snapshot& snapshot)
{
    bool good = true;
    for (const Row& row : snapshot.rows) {
        for (std::size_t i = 1; i < row.intervals.size(); ++i)
            good = good && row.intervals[i].startNs >= row.intervals[i - 1].endNs();
        for (std::size_t i = 1; i < row.samples.size(); ++i)
            good = good && row.samples[i].timeNs >= row.samples[i - 1].timeNs;
        if (row.open && !row.intervals.empty())
            good = good && row.open->startNs >= row.intervals[row.intervals.size() - 1].endNs();
        if (row.kind == RowKind::LockOwner || row.kind == RowKind::ThreadState) {
            const std::size_t known =
                row.kind == RowKind::LockOwner ? snapshot.threads->size() : snapshot.objects->size();
            for (std::size_t i = 0; i < row.intervals.size(); ++i)
                good = good && (row.intervals[i].subject == kNone || row.intervals[i].subject < known);
        }
    }
    return CHECK(good);
}

/// Asks for snapshots until one is as wanted; the time limit of the test ends a wait in vain.
inline SnapshotPtr until(Collector& collector, const std::function<bool(const Snapshot&)>& wanted)
{
    for (;;) {
        SnapshotPtr snapshot = collector.snapshot();
        if (wanted(*snapshot))
            return snapshot;
        std::this_thread::yield();
    }
}

} // namespace lanescope::store::testing
