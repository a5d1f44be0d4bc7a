// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A run put together by hand: threads, objects, and who waits for what and holds what at its end.

#include "core/store/store.h"
#include "tests/core/check.h"

namespace lanescope::analysis::testing {

using namespace store;
using trace::ObjectKind;

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
    /// The innermost span that the thread is in.
    void task(ThreadIndex thread, const std::string& name)
    {
        const RowIndex row = store.addRow(RowKind::Tasks);
        store.thread(thread).taskRows.push_back(row);
        store.row(row).open = OpenInterval{kBeginNs, State::Task, static_cast<std::uint32_t>(store.name(name))};
    }

    void holds(ThreadIndex thread, ObjectIndex object, std::int64_t sinceNs = kBeginNs)
    {
        const RowIndex row = store.addRow(RowKind::LockOwner);
        store.object(object).row = row;
        store.object(object).owner = thread;
        store.row(row).open = OpenInterval{sinceNs, State::Held, static_cast<std::uint32_t>(thread)};
    }
    void waits(ThreadIndex thread, ObjectIndex object, State state = State::LockWait,
               std::int64_t sinceNs = kBeginNs + kMs)
    {
        store.row(store.threads[static_cast<std::size_t>(thread)].stateRow).open =
            OpenInterval{sinceNs, state, static_cast<std::uint32_t>(object)};
    }

    SnapshotPtr at(std::int64_t afterNs = 2000 * kMs)
    {
        return store.publish(kBeginNs, kBeginNs + afterNs, true);
    }

    Store store;
};

} // namespace lanescope::analysis::testing
