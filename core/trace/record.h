// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <type_traits>

namespace lanescope::trace {

/// Time as the recording clock counts it: TSC ticks or nanoseconds of CLOCK_MONOTONIC (see clock.h).
using Ticks = std::uint64_t;

/// Names are interned once a process; 0 means "no name".
enum class StringId : std::uint32_t { None = 0 };
/// A lock, queue, condition … of one process; 0 means "none or not recorded".
enum class ObjectId : std::uint32_t { None = 0 };
/// A lane is where one thread writes; lanes are reused after the thread ended.
enum class LaneIndex : std::uint32_t {};

enum class RecordType : std::uint8_t {
    None = 0,
    ThreadStart,  ///< value = tid, object = StringId of the name (or 0)
    ThreadEnd,    ///< value = tid
    ThreadName,   ///< value = tid, object = StringId
    Span,         ///< object = StringId of the task, extra = depth
    Wait,         ///< detail = WaitKind, object = ObjectId, value = Peer who ended it, extra = Again
    Hold,         ///< detail = HoldKind, object = ObjectId, extra = recursion depth, value = Acquired
    Depth,        ///< object = queue, value = depth after the operation, detail = DepthChange, extra = items beyond the
                  ///< first that were put or got at once. Start: when; duration: see GetAnyOrder
    Counter,      ///< object = StringId, value = bits of a double
    Instant,      ///< object = StringId (or text before it), detail = InstantKind
    FlowOut,      ///< value = flow id
    FlowIn,       ///< value = flow id
    ProcessSpawn, ///< value = pid of the child, object = StringId of its name
    ProcessExit,  ///< value = pid, extra = exit code, detail = signal (0: it exited by itself)
    Phase,        ///< detail = RequestPhase, object = ObjectId of the request slot, value = request id; without an
                  ///< object when the request was not on the wire
    RequestDone,  ///< detail = RequestOutcome, object = request id, extra = HTTP status, value = body bytes;
                  ///< text = URL and, behind a line break, what went wrong. Start: on the wire
    RequestHeld,  ///< detail = RequestGate, object = request id, value = ns. Before its RequestDone
    RequestOpen, ///< still on the wire: detail = RequestPhase it is in, from start to now; object = ObjectId of the slot,
                 ///< value = request id and, in the upper half, body bytes so far; text = URL. Told again and again
    Acquire,     ///< object = ObjectId, start to end = how long it took to take it at once; of one in so many
    Writes,      ///< object = ObjectId of a shared word, value = how often this thread wrote to it from start to
                 ///< end, extra = the CPU at the end or kUnknownCpu
    KnobChange, ///< object = StringId of the knob, value = bits of a double; text = the value as people read
                ///< it
    Text,       ///< up to 24 bytes that belong to the next record of another type on this lane
};
inline constexpr auto kLastRecordType = RecordType::Text;
inline constexpr std::uint16_t kUnknownCpu = 0xFFFF;

enum class WaitKind : std::uint8_t {
    None = 0,
    Lock,
    Condition,
    Semaphore,
    Event,
    Barrier,
    QueuePut,
    QueueGet,
    Join,
    Future,
    Sleep,
    Io,
};
inline constexpr auto kLastWaitKind = WaitKind::Io;

enum class HoldKind : std::uint8_t { Exclusive = 0, Shared };
/// Yes: the waiter was woken, found nothing for itself and waits again; the wake-up was futile.
enum class Again : std::uint8_t { No = 0, Yes };
/// How a lock was come by, as bits. Tried: by a call that gives up after a while, so it cannot be part of a
/// deadlock.
enum class Acquired : std::uint8_t { AtOnce = 0, AfterWait = 1, Tried = 2, TriedAfterWait = 3 };
inline constexpr std::uint64_t kAcquiredAfterWait = 1;
inline constexpr std::uint64_t kAcquiredByTrying = 2;
/// Of those that a thread takes at once, one in so many is measured. A prime: whoever takes several locks in turn
/// measures each of them.
inline constexpr std::uint32_t kAcquiresPerMeasure = 31;
enum class DepthChange : std::uint8_t {
    None = 0,
    Put,
    Get,         ///< of the oldest
    GetAnyOrder, ///< of one that need not be the oldest; duration = how long it was in the queue, 0: not told
};
enum class InstantKind : std::uint8_t { Plain = 0, LogInfo, LogWarning, LogError };

enum class RequestPhase : std::uint8_t { Queued = 0, Resolve, Connect, FirstByte, Body, ParseQueue, Parse };
inline constexpr auto kLastRequestPhase = RequestPhase::Parse;

enum class RequestOutcome : std::uint8_t {
    Ok = 0,
    HttpError,
    Refused,
    Reset,
    HostNotFound,
    Timeout,
    TooLarge,
    TlsError,
    Redirected,
    Filtered,
    Cancelled,
    OtherError,
    Unreachable, ///< no way to the host's address
    BadAnswer,   ///< not HTTP, or a body that is not what its header says
};
inline constexpr auto kLastRequestOutcome = RequestOutcome::BadAnswer;

/// What a request waits for that is not on the wire: exactly one at a time.
enum class RequestGate : std::uint8_t {
    None = 0,     ///< nothing but the dispatcher's next round
    Paused,       ///< a person holds everything
    ParseBacklog, ///< too many pages wait to be read
    RateCap,      ///< requests or bytes per time over all hosts
    GlobalCap,    ///< too many requests on the wire
    SlotCap,      ///< too many to this host or address
    Delay,        ///< the least time between two starts
    RetryAfter,   ///< the server asked to be left alone
    Backoff,      ///< it failed and is tried again later
    Breaker,      ///< its host failed too often in a row
    Resolve,      ///< its host's address is not known yet
    Robots,       ///< robots.txt is not read yet
};
inline constexpr auto kLastRequestGate = RequestGate::Robots;

enum class ObjectKind : std::uint8_t {
    None = 0,
    Mutex,
    RecursiveMutex,
    ReadWriteLock,
    SpinLock,
    TicketLock,
    ProcessLock,
    Semaphore,
    Condition,
    Event,
    Barrier,
    Queue,
    Pool,
    RequestSlot,
    Thread,
    Process,
    Timer,
    ProcessQueue, ///< between processes; as ProcessLock, one object for all processes that use its name
    SharedWord,   ///< memory that threads write to without a lock, as a counter
};
inline constexpr auto kLastObjectKind = ObjectKind::SharedWord;

/// Who ended a wait: a lane of the same process, or another process. 0 = unknown.
/// Low 32 bits: lane index + 1 (0: not a lane); high 32 bits: pid if it is another process, else 0.
struct Peer {
    std::uint64_t bits = 0;
    static constexpr Peer ofLane(LaneIndex lane) { return {static_cast<std::uint64_t>(lane) + 1}; }
    static constexpr Peer ofProcess(std::int32_t pid)
    {
        return {static_cast<std::uint64_t>(static_cast<std::uint32_t>(pid)) << 32};
    }
};

/// One thing that happened. What has a duration is written once, at its end, complete, so that a dropped
/// record never unbalances anything. Fixed size, no pointers: it is read by another process.
struct Record {
    Ticks start = 0;
    Ticks duration = 0;
    std::uint64_t value = 0;
    std::uint32_t object = 0;
    RecordType type = RecordType::None;
    std::uint8_t detail = 0;
    std::uint16_t extra = 0;
};
static_assert(sizeof(Record) == 32 && std::is_trivially_copyable_v<Record>);

/// Bytes of text in one Text record: they lie over start, duration and value; `object` counts the bytes of
/// this text from here on, `detail` those in this record.
inline constexpr std::uint32_t kTextBytesPerRecord = 24;
inline constexpr std::uint32_t kMaxTextBytes = 2048;

} // namespace lanescope::trace
