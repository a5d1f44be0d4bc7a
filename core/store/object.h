// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "core/store/occurrence_log.h"
#include "core/store/row.h"
#include "core/trace/record.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::store {

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
    std::optional<RowIndex> waitersRow; ///< how many wait; queues: to get
    std::optional<RowIndex> puttersRow; ///< queues: how many wait to put
    std::optional<RowIndex> surplusRow; ///< queues: how many more items were moved so far than `row` has samples
    std::optional<RowIndex> driftRow;   ///< queues: by how much the depth has changed so far without a put or a get
    std::optional<ThreadIndex> owner;   ///< now; of a process that is over: when it ended
    std::uint32_t waiters = 0;          ///< likewise
    bool destroyed = false;
    bool releasedByOthers = false;             ///< a semaphore that is a signal: others give back than those who took
    std::shared_ptr<const LockFigures> lock;   ///< locks, semaphores, conditions (waits only)
    std::shared_ptr<const QueueFigures> queue; ///< queues, pools
    std::shared_ptr<const WordFigures> word;   ///< shared words that somebody wrote to
    std::shared_ptr<const ObjectLog> log;      ///< of whatever was held or waited for
};

} // namespace lanescope::store
