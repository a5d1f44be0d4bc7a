// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A run put together by hand: threads, objects, and who waits for what and holds what at its end.

#include "core/store/store.h"
#include "tests/core/check.h"

#include <numeric>

namespace lanescope::analysis::testing {

using namespace store;
using trace::ObjectKind;
using trace::WaitKind;

inline constexpr std::int64_t kMs = 1'000'000;
inline constexpr std::int64_t kBeginNs = 7'000'000'000;

class MadeRun {
public:
    MadeRun() { process("lab"); }

    ProcessIndex process(const std::string& name)
    {
        Process process;
        process.pid = 100 + static_cast<std::int32_t>(store.processes.size());
        process.name = name;
        process.startNs = kBeginNs;
        return store.addProcess(std::move(process));
    }
    ThreadIndex thread(const std::string& name, ProcessIndex process = ProcessIndex{0})
    {
        Thread thread;
        thread.process = process;
        thread.tid = 1000 + static_cast<std::int32_t>(store.threads.size());
        thread.name = name;
        thread.startNs = kBeginNs;
        thread.stateRow = store.addRow(RowKind::ThreadState);
        return store.addThread(std::move(thread));
    }
    ObjectIndex object(ObjectKind kind, const std::string& name, std::int64_t capacity = 0)
    {
        Object object;
        object.kind = kind;
        object.name = name;
        object.capacity = capacity;
        return store.addObject(std::move(object));
    }
    /// A semaphore that has been used as a lock before.
    ObjectIndex semaphore(const std::string& name, std::int64_t permits)
    {
        const ObjectIndex index = object(ObjectKind::Semaphore, name, permits);
        auto figures = std::make_shared<LockFigures>();
        figures->acquisitions = 1;
        store.object(index).lock = std::move(figures);
        return index;
    }
    ObjectIndex pool(const std::string& name, std::int64_t threads, const std::vector<ThreadIndex>& workers)
    {
        const ObjectIndex index = object(ObjectKind::Pool, name, threads);
        auto figures = std::make_shared<QueueFigures>();
        figures->getters = workers;
        store.object(index).queue = std::move(figures);
        return index;
    }
    /// The run's machine has so many CPUs.
    void machineOf(std::uint16_t cpus)
    {
        CpuSet all(cpus);
        std::iota(all.begin(), all.end(), std::uint16_t{0});
        store.cpuSets.edit().assign(1, all);
    }
    /// From its start on, and from another moment on as well.
    void bound(ThreadIndex thread, const CpuSet& cpus) { store.thread(thread).cpuSet = setNumber(cpus); }
    void boundAnew(ThreadIndex thread, const CpuSet& cpus, std::int64_t timeNs)
    {
        Thread& known = store.thread(thread);
        if (!known.cpuSetRow) {
            known.cpuSetRow = store.addRow(RowKind::Counter);
            store.row(*known.cpuSetRow).samples.append({known.startNs, static_cast<double>(*known.cpuSet)});
        }
        store.row(*known.cpuSetRow).samples.append({timeNs, static_cast<double>(setNumber(cpus))});
    }
    /// The innermost span that the thread is in.
    void task(ThreadIndex thread, const std::string& name)
    {
        const RowIndex row = store.addRow(RowKind::Tasks);
        store.thread(thread).taskRows.push_back(row);
        store.row(row).open = OpenInterval{kBeginNs, State::Task, static_cast<std::uint32_t>(store.name(name))};
    }

    void holds(ThreadIndex thread, ObjectIndex object, std::int64_t sinceNs = kBeginNs, bool shared = false)
    {
        present.holds.push_back({thread, object, sinceNs, shared});
    }
    void waits(ThreadIndex thread, ObjectIndex object, WaitKind kind = WaitKind::Lock,
               std::int64_t sinceNs = kBeginNs + kMs)
    {
        present.waits.push_back({thread, kind, static_cast<std::uint32_t>(object), sinceNs});
    }

    SnapshotPtr at(std::int64_t afterNs = 2000 * kMs)
    {
        store.present = std::make_shared<Present>(present);
        return store.publish(kBeginNs, kBeginNs + afterNs, true);
    }

    Store store;
    Present present;

private:
    std::uint32_t setNumber(const CpuSet& cpus)
    {
        store.cpuSets.edit().push_back(cpus);
        return static_cast<std::uint32_t>(store.cpuSets.size() - 1);
    }
};

} // namespace lanescope::analysis::testing
