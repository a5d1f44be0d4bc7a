// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/lock_timeline.h"
#include "core/store/queue_timeline.h"
#include "core/store/store.h"
#include "core/store/word_track.h"

namespace lanescope::store {

/// Follows one object, a lock, a queue or whatever is waited for: merges what its threads tell of it into rows, figures
/// and logs. What an object does not need it does not have: a run may have thousands. Threads: the collector's.
class ObjectTrack {
public:
    ObjectTrack(Store& store, ObjectIndex index, const Object& object);

    struct WaitTold {
        ThreadIndex thread{};
        trace::WaitKind kind = trace::WaitKind::None;
        std::int64_t startNs = 0;
        std::int64_t endNs = 0;
        std::uint64_t startUnits = 0; ///< as a status word has it
        bool again = false;
    };
    struct HoldTold {
        ThreadIndex thread{};
        std::int64_t startNs = 0;
        std::int64_t endNs = 0;
        std::uint64_t startUnits = 0;
        bool contended = false;
        bool shared = false;
    };
    /// Its row, made with the first record.
    RowData& rowOf(RowKind kind);
    void addWait(const WaitTold& wait);
    void addHold(const HoldTold& hold);
    /// What it cost to take it when nobody had it.
    void addAcquire(std::int64_t durationNs);
    void addWrites(const WritesTold& writes);
    void addDepth(const QueueChange& change);
    /// Several threads may write one counter, and their records come thread by thread.
    void addCounter(std::int64_t timeNs, double value);

    /// What a request slot was in, and what it is in as that thread tells.
    void addPhase(const Interval& phase);
    void noteOpenPhase(OpenInterval phase, ThreadIndex teller);

    /// What status words tell; `reading` numbers them. Before the records that tell the same at its end.
    void forgetNow();
    void noteNow(std::uint32_t waiters, std::int64_t capacity, bool releasedByOthers);
    void noteOpenWait(const WaitTold& wait, std::uint64_t reading);
    void noteOpenHold(const HoldTold& hold, std::uint64_t reading);
    /// The thread died.
    void abandon(ThreadIndex thread, std::int64_t timeNs);

    /// Everything up to `untilNs` has been told; with `reading` also all that was told before status words were read for
    /// that time: what they did not confirm is over then.
    void advance(std::int64_t untilNs, std::optional<std::uint64_t> reading);
    /// Brings its entry in the table up to date.
    void refresh();

private:
    const Object& shown() const { return m_store.objects[static_cast<std::size_t>(m_index)]; }
    RowData* waitersRow(const LockTimeline& timeline, std::optional<RowIndex> Object::*place);
    LockTimeline& waitsOf(trace::WaitKind kind);
    QueueTimeline& queueTimeline();
    OccurrenceLog& log(OccurrenceLog*& place);
    static OccurrenceView viewOf(OccurrenceLog* log);
    LockFigures& lockFigures();
    QueueFigures& queueFigures();
    bool pending() const;
    bool hasGrown() const;
    void setPlaces();

    Store& m_store;
    const ObjectIndex m_index;
    const trace::ObjectKind m_kind;
    LockTimeline m_lock; // holds, and waits but those to put
    std::unique_ptr<LockTimeline> m_putters;
    std::unique_ptr<QueueTimeline> m_queue;
    std::unique_ptr<ItemCount> m_items; // with m_queue
    std::unique_ptr<LockFigures> m_lockFigures;
    std::unique_ptr<QueueFigures> m_queueFigures;
    std::unique_ptr<WordTrack> m_word;
    OccurrenceLog* m_holds = nullptr; // the store's, as the four below
    OccurrenceLog* m_waits = nullptr;
    OccurrenceLog* m_putWaits = nullptr;
    OccurrenceLog* m_stays = nullptr;
    OccurrenceLog* m_full = nullptr;
    bool m_isUsed = false;  // something was told of it
    bool m_changed = false; // since the figures were published
    std::int64_t m_untilNs = 0;
    std::int64_t m_figuresNs = 0; // until when the published figures are
    std::optional<ThreadIndex> m_ownerNow;
    std::optional<ThreadIndex> m_phaseTeller; // of a request slot
    std::uint32_t m_waitersNow = 0;
    std::int64_t m_capacityNow = 0;
    bool m_releasedByOthers = false;
};

} // namespace lanescope::store
