// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/lock_order.h"
#include "core/store/object_track.h"
#include "core/store/thread_timeline.h"

#include <unordered_map>

namespace lanescope::store {

/// Who is who: finds the process, thread or object that a record, a kernel event or a report speaks of, makes
/// it on first sight, and keeps what merges their accounts. Threads: the collector's.
class Registry {
public:
    explicit Registry(Store& store)
        : m_store(store)
    {
    }

    struct ThreadTrack {
        ThreadTimeline timeline;
        std::optional<ThreadWait> openWait;   ///< from the status word, in this reading
        std::optional<std::uint16_t> lastCpu; ///< none: it never ran
        std::uint64_t migrations = 0;
        bool ended = false;
    };

    Store& store() { return m_store; }

    ProcessIndex process(std::int32_t pid, std::int64_t timeNs);
    /// As its parent tells of it when it made it and when it reaped it. Nobody else gets its pid before that, however
    /// long ago it ended.
    ProcessIndex childProcess(std::int32_t pid, std::int64_t timeNs);
    std::optional<ProcessIndex> findProcess(std::int32_t pid) const;
    /// Its threads end with it.
    void endProcess(ProcessIndex index, std::int64_t timeNs);
    void nameProcess(ProcessIndex index, std::string_view name);

    /// Whether an account of a thread means that it was just born, or only that it is there. What the kernel
    /// tells of a thread after its own last record is still about that thread.
    enum class Account { Birth, Life };
    /// The thread that had this id at that time; made when there was none.
    ThreadIndex thread(std::int32_t pid, std::int32_t tid, std::int64_t timeNs, Account account = Account::Life);
    std::optional<ThreadIndex> findThread(std::int32_t tid) const;
    void endThread(ThreadIndex index, std::int64_t timeNs);
    void nameThread(ThreadIndex index, std::string_view name);
    ThreadTrack& track(ThreadIndex index) { return *m_threads[static_cast<std::size_t>(index)]; }

    /// Locks and queues between processes are one object under one name, whoever tells of them.
    ObjectIndex addObject(Object object);
    ObjectTrack& track(ObjectIndex index) { return *m_objects[static_cast<std::size_t>(index)]; }
    LockOrder& lockOrder() { return m_lockOrder; }
    /// What status words told in this reading.
    Present& present() { return m_present; }

    /// When threads run is told by /proc, of these and of all to come.
    void expectShares();

    /// Brings every row up to `untilNs`. `reading`: see ObjectTrack::advance().
    void advance(std::int64_t untilNs, std::optional<std::uint64_t> reading);
    /// Before status words are read.
    void beginReading();
    /// Hands out what they told, of the threads that are still there.
    void publishPresent();
    /// Brings figures and live values of the tables up to date; for 10 times a second, not for each frame.
    void refreshTables();

private:
    Store& m_store;
    std::unordered_map<std::int32_t, ProcessIndex> m_byPid;
    std::unordered_map<std::int32_t, ThreadIndex> m_byTid;
    void advanceThread(std::size_t index, std::int64_t untilNs);

    std::vector<std::unique_ptr<ThreadTrack>> m_threads;
    std::vector<std::size_t> m_unsettled; // those of them of which something may come still: a run may make thousands
    std::vector<std::unique_ptr<ObjectTrack>> m_objects;
    std::unordered_map<std::string, ObjectIndex> m_shared; // by kind and name
    LockOrder m_lockOrder;
    Present m_present;
    bool m_expectsShares = false;
};

} // namespace lanescope::store
