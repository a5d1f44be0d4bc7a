// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/clock.h"
#include "core/trace/lane_writer.h"
#include "core/trace/segment_file.h"

#include <atomic>
#include <string>
#include <string_view>

namespace lanescope::trace {

/// The process-wide recorder: one segment, a lane for each thread that records.
///
/// Until start() everything here and in probes.h costs one predictable branch and records nothing. Forking:
/// the child begins a segment of its own, in the same folder, with its first record; exec drops the mapping.
/// Ids of names and objects stay valid as long as the process and in forked children: each new segment begins
/// with all of them. Threads: any, except for start() and stop(), which the main thread calls.
class Recorder {
public:
    /// Environment variable that names the session folder for processes started by a recorded one.
    static constexpr const char* kFolderVariable = "LANESCOPE_SESSION";

    static Status start(const std::string& folder, std::string_view processName);
    /// Starts if kFolderVariable is set; returns whether this process records now.
    static bool startFromEnvironment(std::string_view processName);
    /// Marks the segment complete. A thread inside a probe at that moment writes to a lane nobody reads any
    /// more.
    static void stop();
    static bool active();

    /// This thread's lane, or nullptr when nothing is recorded.
    static LaneWriter* lane()
    {
        // relaxed: a thread may learn of start() and stop() late; attachThread() takes the lock.
        if (t_lane.m_epoch != s_epoch.load(std::memory_order_relaxed)) [[unlikely]]
            return attachThread();
        return t_lane.attached() ? &t_lane : nullptr;
    }

    /// Same text, same id. Takes a lock: intern once, keep the id.
    static StringId intern(std::string_view text);
    /// None when nothing is recorded or the table is full; every probe accepts None.
    /// `address`: of what it stands for in this process; nullptr: not to be told.
    static ObjectId addObject(ObjectKind kind, std::string_view name, std::int64_t capacity = 0,
                              const void* address = nullptr);
    static void destroyObject(ObjectId id);
    /// Takes a lock.
    static void setCapacity(ObjectId id, std::int64_t capacity);
    /// The live entry in the segment of this thread's lane; nullptr for None or when nothing is recorded.
    static layout::Object* object(ObjectId id);

    /// The name of the segment that this process begins next. For a child made by fork(2), before it records
    /// anything: until then it is called like its parent. ps and top show it too (15 characters at most).
    static void nameProcess(std::string_view name);
    /// Names this thread in the record and for the kernel (which keeps 15 bytes).
    static void nameThread(std::string_view name);
    /// Ends this thread's lane now instead of at thread exit.
    static void detachThread();

private:
    static void registerForkHandlers();
    static void beforeFork();
    static void afterForkInParent();
    static void afterForkInChild();
    static LaneWriter* attachThread();

    static constinit thread_local LaneWriter t_lane;
    /// The recording that goes on; 0 = none. Written under the lock.
    static constinit std::atomic<std::uint64_t> s_epoch;
};

} // namespace lanescope::trace
