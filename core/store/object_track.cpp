// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/object_track.h"

#include "core/store/figures_so_far.h"
#include "core/store/held_kinds.h"

#include <algorithm>

namespace lanescope::store {
namespace {

using trace::ObjectKind;
using trace::WaitKind;

// A pool is the queue of the tasks that wait for one of its threads.
bool isQueue(ObjectKind kind)
{
    return kind == ObjectKind::Queue || kind == ObjectKind::ProcessQueue || kind == ObjectKind::Pool;
}

std::vector<LeftUse> leftOf(const LockTimeline::OpenMap& left)
{
    std::vector<LeftUse> all;
    for (const auto& [key, one] : left)
        all.push_back({key.first, one.startNs, one.endNs.value_or(one.startNs)});
    return all;
}

bool isOfQueue(WaitKind kind)
{
    return kind == WaitKind::QueuePut || kind == WaitKind::QueueGet;
}

} // namespace

ObjectTrack::ObjectTrack(Store& store, ObjectIndex index, const Object& object)
    : m_store(store)
    , m_index(index)
    , m_kind(object.kind)
    , m_capacityNow(object.capacity)
{
}

void ObjectTrack::setPlaces()
{
    if (m_queue)
        m_queue->setCapacity(m_kind == ObjectKind::Pool ? 0 : m_capacityNow);
}

RowData& ObjectTrack::rowOf(RowKind kind)
{
    m_isUsed = true;
    if (const auto& row = shown().row)
        return m_store.row(*row);
    const RowIndex made = m_store.addRow(kind);
    m_store.object(m_index).row = made;
    return m_store.row(made);
}

LockTimeline& ObjectTrack::waitsOf(WaitKind kind)
{
    if (kind != WaitKind::QueuePut)
        return m_lock;
    if (!m_putters)
        m_putters = std::make_unique<LockTimeline>();
    return *m_putters;
}

OccurrenceLog& ObjectTrack::log(OccurrenceLog*& place)
{
    if (place == nullptr)
        place = &m_store.addLog();
    return *place;
}

LockFigures& ObjectTrack::lockFigures()
{
    m_isUsed = m_changed = true;
    if (!m_lockFigures)
        m_lockFigures = std::make_unique<LockFigures>();
    return *m_lockFigures;
}

QueueTimeline& ObjectTrack::queueTimeline()
{
    queueFigures();
    if (!m_queue) {
        m_queue = std::make_unique<QueueTimeline>();
        m_items = std::make_unique<ItemCount>(m_store, m_index);
        setPlaces();
    }
    return *m_queue;
}

QueueFigures& ObjectTrack::queueFigures()
{
    m_isUsed = m_changed = true;
    if (!m_queueFigures)
        m_queueFigures = std::make_unique<QueueFigures>();
    return *m_queueFigures;
}

void ObjectTrack::addWait(const WaitTold& wait)
{
    if (isQueue(m_kind) && !isOfQueue(wait.kind))
        return; // a pool's thread that waits for a task of the pool, a join: no wait for an item or for room
    const std::int64_t lengthNs = wait.endNs - wait.startNs;
    if (isOfQueue(wait.kind)) {
        QueueFigures& figures = queueFigures();
        (wait.kind == WaitKind::QueuePut ? figures.putWait : figures.getWait).add(lengthNs);
        figures.futile += wait.again ? 1 : 0;
    } else {
        lockFigures().wait.add(lengthNs);
        lockFigures().futile += wait.again ? 1 : 0;
    }
    Occurrence occurrence = Occurrence::make(wait.endNs, lengthNs, static_cast<std::uint32_t>(wait.thread));
    occurrence.marked = wait.again;
    log(wait.kind == WaitKind::QueuePut ? m_putWaits : m_waits).add(occurrence);
    waitsOf(wait.kind).addWait(wait.startNs, wait.endNs, wait.startUnits, wait.thread);
}

void ObjectTrack::addHold(const HoldTold& hold)
{
    rowOf(RowKind::LockOwner);
    LockFigures& figures = lockFigures();
    ++figures.acquisitions;
    figures.contended += hold.contended ? 1 : 0;
    figures.hold.add(hold.endNs - hold.startNs);
    Occurrence occurrence =
        Occurrence::make(hold.endNs, hold.endNs - hold.startNs, static_cast<std::uint32_t>(hold.thread));
    occurrence.marked = hold.contended;
    occurrence.shared = hold.shared;
    log(m_holds).add(occurrence);
    m_lock.addHold(hold.startNs, hold.endNs, hold.startUnits, hold.thread, hold.shared);
}

void ObjectTrack::addAcquire(std::int64_t durationNs)
{
    lockFigures().acquire.add(durationNs);
}

void ObjectTrack::addWrites(const WritesTold& writes)
{
    m_isUsed = m_changed = true;
    if (!m_word)
        m_word = std::make_unique<WordTrack>(m_store);
    m_word->add(writes);
}

void ObjectTrack::addDepth(const QueueChange& change)
{
    rowOf(RowKind::QueueDepth);
    queueTimeline().add(change);
}

void ObjectTrack::addCounter(std::int64_t timeNs, double value)
{
    rowOf(RowKind::Counter);
    queueTimeline().add({timeNs, value, trace::DepthChange::None, ThreadIndex{kNone}});
}

void ObjectTrack::addPhase(const Interval& phase)
{
    RowData& row = rowOf(RowKind::RequestSlot);
    row.append(phase);
    row.open.reset();
}

void ObjectTrack::noteOpenPhase(OpenInterval phase, ThreadIndex teller)
{
    RowData& row = rowOf(RowKind::RequestSlot);
    if (!row.intervals.empty())
        phase.startNs = std::max(phase.startNs, row.intervals.last().endNs());
    row.open = phase;
    m_phaseTeller = teller;
}

void ObjectTrack::forgetNow()
{
    m_ownerNow.reset();
    m_waitersNow = 0;
}

void ObjectTrack::noteNow(std::uint32_t waiters, std::int64_t capacity, bool releasedByOthers)
{
    m_waitersNow += waiters;
    m_releasedByOthers = m_releasedByOthers || releasedByOthers;
    if (capacity == m_capacityNow)
        return;
    m_capacityNow = capacity;
    setPlaces();
}

void ObjectTrack::noteOpenWait(const WaitTold& wait, std::uint64_t reading)
{
    m_isUsed = true;
    if (!isQueue(m_kind) && !isOfQueue(wait.kind) && !m_lockFigures)
        lockFigures(); // who waits for good never writes a record
    if (!isQueue(m_kind) || isOfQueue(wait.kind))
        waitsOf(wait.kind).noteOpenWait(wait.startNs, wait.startUnits, wait.thread, reading);
}

void ObjectTrack::noteOpenHold(const HoldTold& hold, std::uint64_t reading)
{
    if (!hold.shared || !m_ownerNow)
        m_ownerNow = hold.thread;
    if (hold.startNs >= hold.endNs)
        return;
    rowOf(RowKind::LockOwner);
    if (!m_lockFigures)
        lockFigures(); // nor does who holds for good
    m_lock.noteOpenHold(hold.startNs, hold.startUnits, hold.thread, hold.shared, reading);
}

void ObjectTrack::abandon(ThreadIndex thread, std::int64_t timeNs)
{
    m_changed = m_changed || m_lock.hasOpen() || (m_putters && m_putters->hasOpen());
    m_lock.abandon(thread, timeNs);
    if (m_putters)
        m_putters->abandon(thread, timeNs);
    if (m_phaseTeller == thread) {
        if (RowData& row = rowOf(RowKind::RequestSlot); row.open)
            addPhase(row.open->until(std::max(timeNs, row.open->startNs)));
    }
}

bool ObjectTrack::pending() const
{
    const auto waits = [](const OccurrenceLog* log) { return log != nullptr && log->pending(); };
    return m_lock.pending() || (m_putters && m_putters->pending()) || (m_queue && m_queue->pending()) ||
           waits(m_holds) || waits(m_waits) || waits(m_putWaits);
}

RowData* ObjectTrack::waitersRow(const LockTimeline& timeline, std::optional<RowIndex> Object::*place)
{
    if (!timeline.wasWaitedFor())
        return nullptr;
    if (!(shown().*place)) {
        const RowIndex made = m_store.addRow(RowKind::Waiters);
        m_store.object(m_index).*place = made;
    }
    return &m_store.row(*(shown().*place));
}

void ObjectTrack::advance(std::int64_t untilNs, std::optional<std::uint64_t> reading)
{
    if (!m_isUsed)
        return;
    m_untilNs = untilNs;
    m_changed = m_changed || pending(); // what was taken in during an earlier poll may count only now
    if (reading)
        m_lock.expireUnconfirmed(*reading, untilNs);
    RowData* const waiters = waitersRow(m_lock, &Object::waitersRow);
    RowData* const data = shown().row ? &m_store.row(*shown().row) : nullptr;
    const bool isLockRow = data != nullptr && data->kind == RowKind::LockOwner;
    if (isLockRow || waiters != nullptr || m_lock.pending())
        m_lock.advance(untilNs, isLockRow ? data : nullptr, waiters);
    if (m_putters) {
        if (reading)
            m_putters->expireUnconfirmed(*reading, untilNs);
        m_putters->advance(untilNs, nullptr, waitersRow(*m_putters, &Object::puttersRow));
    }
    if (data != nullptr && m_queue)
        m_queue->advance(untilNs, {*data, *m_queueFigures, log(m_stays), log(m_full), *m_items});
    else if (data != nullptr && !isLockRow)
        data->knownUntilNs = untilNs;
    for (OccurrenceLog* log : {m_holds, m_waits, m_putWaits, m_stays, m_full}) {
        if (log != nullptr)
            log->advance(untilNs);
    }
}

OccurrenceView ObjectTrack::viewOf(OccurrenceLog* log)
{
    return log != nullptr ? log->view() : OccurrenceView();
}

bool ObjectTrack::hasGrown() const
{
    return lanescope::store::hasGrown(m_lock, m_figuresNs, m_untilNs) ||
           (m_putters && lanescope::store::hasGrown(*m_putters, m_figuresNs, m_untilNs));
}

void ObjectTrack::refresh()
{
    const Object& before = shown();
    m_changed = m_changed || hasGrown();
    if (!m_changed && before.owner == m_ownerNow && before.waiters == m_waitersNow &&
        before.capacity == m_capacityNow && before.releasedByOthers == m_releasedByOthers)
        return;
    Object& object = m_store.object(m_index);
    object.owner = m_ownerNow;
    object.waiters = m_waitersNow;
    object.capacity = m_capacityNow;
    object.releasedByOthers = m_releasedByOthers;
    if (!m_changed)
        return;
    m_figuresNs = m_untilNs;
    if (m_queueFigures && isQueue(m_kind))
        object.queue = std::make_shared<QueueFigures>(soFar(*m_queueFigures, m_lock, m_putters.get(), m_untilNs));
    if (m_lockFigures)
        object.lock = std::make_shared<LockFigures>(soFar(*m_lockFigures, m_lock, m_kind, m_untilNs));
    if (m_word)
        object.word = std::make_shared<WordFigures>(m_word->figures());
    object.log = std::make_shared<ObjectLog>(
        ObjectLog{viewOf(m_holds), viewOf(m_waits), viewOf(m_putWaits), viewOf(m_stays), viewOf(m_full),
                  m_kind == ObjectKind::Semaphore ? std::vector<LeftUse>() : leftOf(m_lock.leftHolds()),
                  leftOf(m_lock.leftWaits())});
    m_changed = false;
}

} // namespace lanescope::store
