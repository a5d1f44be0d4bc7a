// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/object.h"
#include "core/store/request.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::store {

/// The numbers of CPUs, ascending.
using CpuSet = std::vector<std::uint16_t>;

struct Process {
    std::int32_t pid = 0;
    std::int32_t parentPid = 0;
    std::string name;
    std::int64_t startNs = 0;
    std::optional<std::int64_t> endNs;
    std::optional<int> exitCode; ///< known only when somebody reaped it and said so
    std::optional<int> signal;
    std::int64_t cpuNs = 0;
    std::int32_t parentNow = 0;     ///< whose child it is now: an orphan is given another parent; 0: not known
    char kernelState = '?';         ///< R, S, D, T, Z … as /proc says it; X: reaped; ?: nobody looked
    std::int64_t residentBytes = 0; ///< in memory now; of a process that is over: when it ended
    std::int64_t peakBytes = 0;     ///< the most that was seen
    bool recorded = false;          ///< writes a trace segment
    bool isOurOwn = false;          ///< belongs to Lanescope's machinery, not to the run
    std::string fault;              ///< not empty: its segment was given up, and why
    std::uint64_t dropped = 0;

    bool isStopped() const { return !endNs && (kernelState == 'T' || isTraced()); } ///< by whomever
    bool isTraced() const { return kernelState == 't'; }                            ///< … by a debugger
};

struct Thread {
    ProcessIndex process{};
    std::int32_t tid = 0;
    std::string name;
    std::int64_t startNs = 0;
    std::optional<std::int64_t> endNs;
    RowIndex stateRow{};
    std::vector<RowIndex> taskRows; ///< by depth, the outermost first
    std::uint64_t dropped = 0;
    bool isOurOwn = false; ///< e.g. the lab's control thread
    std::uint16_t lastCpu = 0;
    bool onCpu = false;
    std::uint64_t migrations = 0;        ///< how often it ran on another CPU than before; known where switches are
    std::optional<std::uint32_t> cpuSet; ///< on which CPUs it may run, in Snapshot::cpuSets; as it was first seen
    std::optional<RowIndex> cpuSetRow; ///< the same over time, from its start on; of one that was bound anew meanwhile
    /// It was over before /proc was read: what it did outside of its waits is not known, and its row has gaps there.
    bool isUnsampled = false;
};

enum class MarkKind : std::uint8_t { Knob, Note, Warning, Error, Paused, Resumed, Lost };

/// Mark::value of a pause of the whole run; that of a single process has its pid.
inline constexpr std::int32_t kWholeRun = 0;

/// A moment for all rows: a knob change, a log line, a pause, a loss.
struct Mark {
    std::int64_t timeNs = 0;
    MarkKind kind = MarkKind::Note;
    std::string subject; ///< the knob's name; the thread's name; of a pause “run” or the process's name
    std::string text;    ///< the new value as people read it; the line
    double value = 0;    ///< of the knob; of a pause see kWholeRun
};

struct Cpu {
    std::uint16_t number = 0;
    RowIndex row{};
};

/// A message between threads or processes: both ends known.
struct Flow {
    std::int64_t fromNs = 0;
    std::int64_t toNs = 0;
    ThreadIndex from{};
    ThreadIndex to{};
};

enum class KernelLayer : std::uint8_t { None, Procfs, Switches };

/// How the recording itself is doing.
struct Recording {
    std::uint64_t records = 0;
    std::uint64_t dropped = 0;   ///< by writers whose ring was full
    std::uint64_t lostBytes = 0; ///< of the store, over the memory budget
    double recordsPerSecond = 0; ///< over the last second
    std::size_t memoryBytes = 0;
    std::size_t memoryBudget = 0;
    KernelLayer kernelLayer = KernelLayer::None;
    std::string kernelLayerNote; ///< why not a better layer
    std::uint64_t switchesLost = 0;
    std::uint32_t cacheLineBytes = 64; ///< of the machine
    std::int64_t behindNs = 0;         ///< how old what it shows was when it was published; see FolderIntake
};

/// What a thread waits for, and who holds what, as status words told it at the end of a snapshot.
struct WaitNow {
    ThreadIndex thread{};
    trace::WaitKind kind = trace::WaitKind::None;
    std::uint32_t object = kNone; ///< ObjectIndex
    std::int64_t sinceNs = 0;
};
struct HoldNow {
    ThreadIndex thread{};
    ObjectIndex object{};
    std::int64_t sinceNs = 0;
    bool shared = false;
};
/// What goes on at the end of a snapshot. The words are read one after the other while threads run on: two of them may
/// never have been true at the same moment.
struct Present {
    std::vector<WaitNow> waits;
    std::vector<HoldNow> holds;
};

/// A thread acquired one lock while it held another one.
struct OrderSite {
    ThreadIndex thread{};
    std::int64_t heldSinceNs = 0; ///< the outer lock, at the first time
    std::int64_t firstNs = 0;     ///< the inner one was acquired for the first time
    std::int64_t lastNs = 0;      ///< … for the last time
    std::uint64_t count = 0;
    std::vector<ObjectIndex> guards; ///< held besides, alone, every time; sorted
    bool outerShared = false;
    bool innerShared = false;
};
struct OrderEdge {
    ObjectIndex outer{};
    ObjectIndex inner{};
    std::vector<OrderSite> sites;
};

template <class T>
using Table = std::shared_ptr<const std::vector<T>>;

/// Everything known at one moment, immutable. Tables are never null. Threads: any. Times are
/// CLOCK_MONOTONIC in nanoseconds; people see them relative to beginNs.
struct Snapshot {
    std::uint64_t generation = 0;
    std::int64_t beginNs = 0; ///< the start of the run
    std::int64_t endNs = 0;   ///< until when everything is known
    bool live = false;        ///< more will come

    Table<Process> processes;
    Table<Thread> threads;
    Table<Object> objects;
    Table<Cpu> cpus;
    Table<Mark> marks;
    Table<CpuSet> cpuSets; ///< the first are all CPUs of the machine; empty where a recording does not know
    Table<Flow> flows;     ///< bounded: the newest ones
    Table<std::string> names;
    std::vector<Row> rows;
    std::shared_ptr<const RequestFigures> requests;
    std::shared_ptr<const Present> present; ///< never null
    Table<OrderEdge> lockOrder;             ///< over the whole run; counts and last times at most 100 ms old
    Recording recording;

    const Row& row(RowIndex index) const { return rows[static_cast<std::size_t>(index)]; }
    const Process& process(ProcessIndex index) const { return (*processes)[static_cast<std::size_t>(index)]; }
    const Thread& thread(ThreadIndex index) const { return (*threads)[static_cast<std::size_t>(index)]; }
    const Object& object(ObjectIndex index) const { return (*objects)[static_cast<std::size_t>(index)]; }
    std::string_view name(std::uint32_t index) const
    {
        return index < names->size() ? std::string_view((*names)[index]) : std::string_view{};
    }
    double seconds(std::int64_t timeNs) const { return static_cast<double>(timeNs - beginNs) / 1e9; }

    /// A snapshot with nothing in it.
    static std::shared_ptr<const Snapshot> empty();
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

/// Whether by the marks so far the run, or one process of it alone, stands still. O(marks) if it never did
bool isPaused(const std::vector<Mark>& marks, std::int32_t pid = kWholeRun);

} // namespace lanescope::store
