// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/record.h"

#include <array>
#include <atomic>
#include <cstddef>

/// The bytes of a trace segment, as both sides see them. One file a process, sparse, on tmpfs; offsets only,
/// never pointers. Sizes are fixed by the version, so that a reader has little to believe.
namespace lanescope::trace::layout {

inline constexpr std::uint64_t kMagic = 0x31'45'50'4F'43'53'4E'4CULL; // "LNSCOPE1"
inline constexpr std::uint32_t kVersion = 4;

inline constexpr std::size_t kHeaderBytes = 4096;
inline constexpr std::size_t kStringBytes = 1U << 20;
inline constexpr std::uint32_t kMaxObjects = 16384;
inline constexpr std::uint32_t kMaxLanes = 4096;
inline constexpr std::uint32_t kRingGenerations = 5;
inline constexpr std::uint32_t kFirstRingRecords = 256;
inline constexpr std::uint32_t kRingGrowth = 4; // 256, 1 Ki, 4 Ki, 16 Ki, 64 Ki records
inline constexpr std::uint32_t kMaxSpanDepth = 4;
inline constexpr std::uint32_t kMaxSharedHolds = 8; // a lane tells of at once; of more it does not tell
inline constexpr std::size_t kMaxStringLength = 1024;

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);

/// What a lane or an object is doing now, in one word so that no reader ever sees half of it:
/// kind (6 bits), subject (18 bits), since (40 bits: ticks / 256, which wraps after about a day).
struct StatusWord {
    static constexpr unsigned kSinceShift = 8;
    static constexpr std::uint64_t kSinceMask = (1ULL << 40) - 1;
    static constexpr std::uint32_t kMaxSubject = (1U << 18) - 1;

    static constexpr std::uint64_t pack(std::uint8_t kind, std::uint32_t subject, Ticks since)
    {
        return (static_cast<std::uint64_t>(kind) << 58) | (static_cast<std::uint64_t>(subject & kMaxSubject) << 40) |
               ((since >> kSinceShift) & kSinceMask);
    }
    static constexpr std::uint8_t kind(std::uint64_t word) { return static_cast<std::uint8_t>(word >> 58); }
    static constexpr std::uint32_t subject(std::uint64_t word)
    {
        return static_cast<std::uint32_t>(word >> 40) & kMaxSubject;
    }
    /// The full tick count, given a reading of the clock taken at most 15/16 of a wrap later, or a little
    /// before.
    static constexpr Ticks since(std::uint64_t word, Ticks now)
    {
        const std::uint64_t nowUnits = now >> kSinceShift;
        const std::uint64_t age = (nowUnits - (word & kSinceMask)) & kSinceMask;
        // Only what was stamped just after `now` was read lies ahead; a thread may well be stuck for most of
        // a day.
        const bool inFuture = age > kSinceMask - (kSinceMask >> 4);
        return inFuture || age > nowUnits ? now : (nowUnits - age) << kSinceShift;
    }
};

struct alignas(64) Header {
    std::uint64_t magic;
    std::uint32_t version;
    std::uint32_t headerBytes;
    std::uint64_t fileBytes;
    std::int32_t pid;
    std::int32_t parentPid;
    std::uint32_t clockKind;
    std::uint32_t cacheLineBytes; ///< of the machine; 0: not known
    Ticks anchorTicks;            ///< clock and CLOCK_MONOTONIC read together when the segment was made
    std::int64_t anchorNs;
    std::array<char, 64> name; ///< process name, NUL-padded
    alignas(64) std::atomic<std::uint32_t> stringBytes;
    std::atomic<std::uint32_t> objectCount;
    std::atomic<std::uint32_t> laneCount; ///< high-water mark
    std::atomic<std::uint32_t> closed;    ///< 1: the writer ended in good order
    std::atomic<std::uint64_t> heapBytes;
    std::atomic<std::uint32_t> lostStrings;
    std::atomic<std::uint32_t> lostObjects;
    std::atomic<std::uint32_t> lostLanes;
};
static_assert(sizeof(Header) <= kHeaderBytes);

enum class ObjectReady : std::uint32_t {
    No = 0,
    Made = 1,      ///< by this process, in this recording
    Inherited = 2, ///< made before a fork or in an earlier recording of this process
};

/// Written by the process that owns the object; `owner` and `lastReleaser` by the thread that holds it.
struct alignas(64) Object {
    std::atomic<std::uint32_t> ready; ///< an ObjectReady; not 0 once the fields below may be read
    std::uint32_t kind;
    std::uint32_t name;
    std::uint32_t creatorLane;
    std::atomic<std::int64_t> capacity;      ///< may change at any time
    std::atomic<std::uint64_t> owner;        ///< StatusWord: kind 1 = held, subject = lane + 1
    std::atomic<std::uint32_t> lastReleaser; ///< lane + 1
    std::atomic<std::uint32_t> waiters;
    std::atomic<std::int64_t> depth;
    std::atomic<std::uint32_t> destroyed;
    std::atomic<std::uint32_t> releasedByOthers; ///< 1: nobody owns it, whoever takes it; it is a signal, not a lock
    std::uint64_t address;                       ///< where what it stands for lies in its process; 0: not told
};
static_assert(sizeof(Object) == 64);

enum class LaneState : std::uint32_t { Unused = 0, Active = 1, Ended = 2 };

struct RingSlot {
    std::uint64_t offset; ///< of the RingHeader, from the start of the file
    std::uint32_t records;
    std::uint32_t reserved;
};

struct alignas(64) Lane {
    std::atomic<std::uint64_t> status;                           ///< StatusWord: kind = WaitKind, subject = object
    std::array<std::atomic<std::uint64_t>, kMaxSpanDepth> spans; ///< open spans: kind 1, subject = StringId
    std::atomic<std::uint64_t> dropped;
    std::atomic<std::uint32_t> state;
    std::atomic<std::int32_t> tid;
    alignas(64) std::atomic<std::uint32_t> rings; ///< how many of `ring` are valid; the last is written to
    std::array<RingSlot, kRingGenerations> ring;
    /// What its thread holds together with others, in no order: kind 1, subject = object.
    alignas(64) std::array<std::atomic<std::uint64_t>, kMaxSharedHolds> shared;
};
static_assert(sizeof(Lane) == 256);

/// Single producer, single consumer. Indices count records since the ring was made and never wrap.
struct RingHeader {
    alignas(64) std::atomic<std::uint64_t> head; ///< written by the writer
    alignas(64) std::atomic<std::uint64_t> tail; ///< written by the reader
};
static_assert(sizeof(RingHeader) == 128);

inline constexpr std::size_t kStringsOffset = kHeaderBytes;
inline constexpr std::size_t kObjectsOffset = kStringsOffset + kStringBytes;
inline constexpr std::size_t kLanesOffset = kObjectsOffset + kMaxObjects * sizeof(Object);
inline constexpr std::size_t kHeapOffset = kLanesOffset + kMaxLanes * sizeof(Lane);
inline constexpr std::size_t kFileBytes = 256U << 20;

} // namespace lanescope::trace::layout
