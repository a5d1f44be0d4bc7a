// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "core/store/occurrence_log.h"
#include "core/store/series.h"
#include "core/trace/record.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::store {

/// Indices into the tables of a Snapshot; they never change their meaning during a run.
enum class RowIndex : std::uint32_t {};
enum class ProcessIndex : std::uint32_t {};
enum class ThreadIndex : std::uint32_t {};
enum class ObjectIndex : std::uint32_t {};
enum class NameIndex : std::uint32_t {};
inline constexpr std::uint32_t kNone = Interval::kNobody;

enum class RowKind : std::uint8_t { ThreadState, Tasks, LockOwner, RequestSlot, Cpu, QueueDepth, Counter, Waiters };
inline constexpr auto kLastRowKind = RowKind::Waiters;

/// What goes on at the live end of a row: it began at startNs and has not ended.
struct OpenInterval {
    std::int64_t startNs = 0;
    State state = State::Running;
    std::uint32_t subject = kNone;
    std::uint32_t peer = kNone; ///< of a CPU row

    Interval until(std::int64_t endNs) const { return Interval::make(startNs, endNs, state, subject, peer); }
};

/// One line of the timeline: intervals that do not overlap, in order, or the samples of a counter
/// (QueueDepth, Counter, Waiters).
struct Row {
    RowKind kind = RowKind::ThreadState;
    SeriesView<Interval, IntervalSummary> intervals;
    SeriesView<Sample, SampleSummary> samples;
    std::optional<OpenInterval> open;
    std::int64_t knownUntilNs = 0; ///< the open interval and the last sample hold until here

    bool isCounter() const
    {
        return kind == RowKind::QueueDepth || kind == RowKind::Counter || kind == RowKind::Waiters;
    }
    /// The first interval that ends after `timeNs`. O(log n)
    std::size_t firstEndingAfter(std::int64_t timeNs) const;
    /// The first interval that starts at or after `timeNs`. O(log n)
    std::size_t firstStartingAt(std::int64_t timeNs) const;
    /// Time per state within [fromNs, toNs), the open interval included. O(log n)
    IntervalSummary summarise(std::int64_t fromNs, std::int64_t toNs) const;
    /// Counter over [fromNs, toNs), with the value that held at fromNs; empty before the first sample. O(log n)
    std::optional<SampleSummary> sampled(std::int64_t fromNs, std::int64_t toNs) const;
    /// The interval that covers `timeNs`, the open one included.
    std::optional<Interval> at(std::int64_t timeNs) const;
};

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
    std::uint64_t migrations = 0; ///< how often it ran on another CPU than before; known where switches are
};

/// Figures of a lock over the whole run.
struct LockFigures {
    std::uint64_t acquisitions = 0;
    std::uint64_t contended = 0;
    std::uint64_t ownerChanges = 0;
    std::uint32_t maxWaiters = 0;
    std::uint64_t futile = 0; ///< wake-ups that found nothing for the one woken, who waited again
    Histogram wait;
    Histogram hold;
    Histogram acquire; ///< what it cost to take it where nobody had it; of one in trace::kAcquiresPerMeasure
};

/// What is known of how long items were in a queue.
enum class StayAccount : std::uint8_t {
    InOrder,  ///< nobody was seen to overtake: first come, first served
    EachTold, ///< they overtook one another, and whoever got one told its stay
    MeanOnly, ///< they may overtake one another, and nobody tells: by Little's law the mean is right, and nothing else
};
inline constexpr auto kLastStayAccount = StayAccount::MeanOnly;

/// Figures of a queue over the whole run.
struct QueueFigures {
    std::uint64_t puts = 0;
    std::uint64_t gets = 0;
    double depthMax = 0;
    std::uint64_t futile = 0; ///< wake-ups of putters and getters that waited again
    Histogram putWait;
    Histogram getWait;
    Histogram sojourn; ///< of MeanOnly the count and the total count, its distribution is that of a FIFO
    StayAccount stayAccount = StayAccount::InOrder;
    std::optional<std::int64_t> oldestPutNs; ///< of what is in it, the oldest was put then; of MeanOnly it is not known
    std::optional<std::int64_t> fullSinceNs; ///< it is full now
    std::vector<ThreadIndex> putters;        ///< in the order in which they came; the first kMostParties
    std::vector<ThreadIndex> getters;        ///< likewise; of a pool, its threads
    static constexpr std::size_t kMostParties = 256;
};

/// Who wrote to a shared word, over the whole run. Of the first kMostWriters threads.
struct WordFigures {
    struct Writer {
        ThreadIndex thread{};
        std::uint16_t cpu = trace::kUnknownCpu; ///< on which it ran when it told of its writes last
        RowIndex row{}; ///< its writes so far, over time: those in a range are the difference of two values
        std::uint64_t writes = 0;
    };
    static constexpr std::size_t kMostWriters = 32;
    std::vector<Writer> writers; ///< in the order in which they came
};

/// A hold or a wait in which its thread died: there is no record of it.
struct LeftUse {
    ThreadIndex thread{};
    std::int64_t sinceNs = 0;
    std::int64_t untilNs = 0; ///< the thread's end
};

/// Each hold, wait and stay of an object, for figures of any range. Refreshed with the tables, ten times a second.
struct ObjectLog {
    OccurrenceView holds;
    OccurrenceView waits;           ///< queues: to get
    OccurrenceView putWaits;        ///< queues
    OccurrenceView stays;           ///< queues: of each item; see QueueFigures::sojourn
    OccurrenceView full;            ///< queues: from full to not full
    std::vector<LeftUse> leftHolds; ///< none of semaphores: a permit that nobody gave back may have been a signal
    std::vector<LeftUse> leftWaits; ///< likewise `waits`
};

/// A lock, condition, semaphore, queue, request slot or shared word of one process.
struct Object {
    ProcessIndex process{};
    trace::ObjectKind kind = trace::ObjectKind::None;
    std::string name;
    std::uint64_t address = 0; ///< of the lock, queue, word … itself in its process; 0: not told
    std::int64_t capacity = 0; ///< now. Queues: room, 0 = unbounded; semaphores: permits; pools: threads
    std::optional<RowIndex> row;
    std::optional<RowIndex> waitersRow; ///< how many wait; queues: to get. Of a lock without whoever gets it next
    std::optional<RowIndex> puttersRow; ///< queues: how many wait to put
    std::optional<ThreadIndex> owner;   ///< now; of a process that is over: when it ended
    std::uint32_t waiters = 0;          ///< likewise
    bool destroyed = false;
    bool releasedByOthers = false;             ///< a semaphore that is a signal: others give back than those who took
    std::shared_ptr<const LockFigures> lock;   ///< locks, semaphores, conditions (waits only)
    std::shared_ptr<const QueueFigures> queue; ///< queues, pools
    std::shared_ptr<const WordFigures> word;   ///< shared words that somebody wrote to
    std::shared_ptr<const ObjectLog> log;      ///< of whatever was held or waited for
};

enum class MarkKind : std::uint8_t { Knob, Note, Warning, Error, Paused, Resumed, Lost };

/// A moment for all rows: a knob change, a log line, a pause, a loss.
struct Mark {
    std::int64_t timeNs = 0;
    MarkKind kind = MarkKind::Note;
    std::string subject; ///< the knob's name; the thread's name
    std::string text;    ///< the new value as people read it; the line
    double value = 0;
};

/// A request that ended, or is on the wire. Times and durations in ns.
struct Request {
    static constexpr std::size_t kPhases = static_cast<std::size_t>(trace::kLastRequestPhase) + 1;
    static constexpr std::size_t kGates = static_cast<std::size_t>(trace::kLastRequestGate) + 1;

    std::uint32_t id = 0; ///< of no other request of the process
    ProcessIndex process{};
    std::int64_t startNs = 0; ///< on the wire; of one that never was: its end
    std::int64_t endNs = 0;
    trace::RequestOutcome outcome = trace::RequestOutcome::Ok;
    std::uint16_t httpStatus = 0;
    std::uint64_t bytes = 0;
    std::array<std::int64_t, kPhases> phaseNs{}; ///< by trace::RequestPhase; those after the end may come later
    std::array<std::int64_t, kGates> heldNs{};   ///< by trace::RequestGate: how long it was held there
    std::string url;
    std::string note; ///< what went wrong; empty when nothing did
    /// On the wire still, and in this phase: endNs, the bytes and the durations are those so far, there is no outcome.
    std::optional<trace::RequestPhase> now;

    std::int64_t phase(trace::RequestPhase which) const { return phaseNs[static_cast<std::size_t>(which)]; }
    /// Where it was held longest; nothing if it was held nowhere.
    std::optional<trace::RequestGate> heldMostBy() const
    {
        const auto most = std::max_element(heldNs.begin(), heldNs.end());
        return *most > 0 ? std::optional(static_cast<trace::RequestGate>(most - heldNs.begin())) : std::nullopt;
    }
};

struct RequestFigures {
    std::vector<std::uint64_t> byOutcome; ///< indexed by trace::RequestOutcome
    std::uint64_t bytes = 0;
    Histogram latency;
    std::vector<Request> recent;    ///< the newest kRecentRequests, oldest first
    std::vector<Request> onTheWire; ///< as last told, a few times a second; at most kMostOnTheWire, oldest first

    /// The newest with that id, ended or not; nullptr when it is not among them.
    const Request* find(std::uint32_t id) const;
};
inline constexpr std::size_t kRecentRequests = 2000;
inline constexpr std::size_t kMostOnTheWire = 4096;

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
    Table<Flow> flows; ///< bounded: the newest ones
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

} // namespace lanescope::store
