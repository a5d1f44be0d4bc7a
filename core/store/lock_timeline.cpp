// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/lock_timeline.h"

#include <algorithm>

namespace lanescope::store {
namespace {

// When the record began as a status word told it earlier, which is forgotten; nothing if none did.
std::optional<std::int64_t> takeOpen(LockTimeline::OpenMap& open, ThreadIndex thread, std::uint64_t startUnits)
{
    const auto known = open.extract({thread, startUnits});
    return known ? std::optional(known.mapped().startNs) : std::nullopt;
}

// Ends sort before starts, and a status word tells a start less precisely than a record tells an end: of one that was told
// of already the end takes effect after it, however short it was, or it would go on for ever.
std::int64_t endOf(std::int64_t toldStartNs, std::int64_t endNs)
{
    return std::max(endNs, toldStartNs + 1);
}

} // namespace

void LockTimeline::push(std::int64_t timeNs, What what, ThreadIndex thread, bool shared)
{
    m_pending.push_back({timeNs, thread, what, shared});
    m_wasWaitedFor = m_wasWaitedFor || what == What::WaitStart;
}

// What is shorter than the clock can tell is counted elsewhere and not drawn: ends sort before starts, so that
// one owner's end and the next one's start at the same moment do not overlap.
void LockTimeline::pushBoth(Moment start, Moment end, std::optional<std::int64_t> toldStartNs, ThreadIndex thread,
                            bool shared)
{
    if (toldStartNs)
        return push(endOf(*toldStartNs, end.timeNs), end.what, thread, shared);
    if (end.timeNs <= start.timeNs)
        return;
    push(start.timeNs, start.what, thread, shared);
    push(end.timeNs, end.what, thread, shared);
}

void LockTimeline::addHold(std::int64_t startNs, std::int64_t endNs, std::uint64_t startUnits, ThreadIndex owner,
                           bool shared)
{
    m_leftHolds.erase({owner, startUnits});
    pushBoth({startNs, What::HoldStart}, {endNs, What::HoldEnd}, takeOpen(m_openHolds, owner, startUnits), owner,
             shared);
}

void LockTimeline::addWait(std::int64_t startNs, std::int64_t endNs, std::uint64_t startUnits, ThreadIndex waiter)
{
    m_leftWaits.erase({waiter, startUnits});
    pushBoth({startNs, What::WaitStart}, {endNs, What::WaitEnd}, takeOpen(m_openWaits, waiter, startUnits), waiter);
}

void LockTimeline::noteOpenHold(std::int64_t sinceNs, std::uint64_t sinceUnits, ThreadIndex owner, bool shared,
                                std::uint64_t poll)
{
    noteOpen(m_openHolds, {sinceNs, What::HoldStart}, sinceUnits, owner, shared, poll);
}

void LockTimeline::noteOpenWait(std::int64_t sinceNs, std::uint64_t sinceUnits, ThreadIndex waiter, std::uint64_t poll)
{
    noteOpen(m_openWaits, {sinceNs, What::WaitStart}, sinceUnits, waiter, false, poll);
}

void LockTimeline::noteOpen(OpenMap& open, Moment start, std::uint64_t sinceUnits, ThreadIndex thread, bool shared,
                            std::uint64_t poll)
{
    const auto [entry, isNew] = open.try_emplace({thread, sinceUnits}, Unfinished{start.timeNs, {}, poll});
    entry->second.poll = poll;
    if (isNew)
        push(start.timeNs, start.what, thread, shared);
}

void LockTimeline::expireUnconfirmed(std::uint64_t poll, std::int64_t timeNs)
{
    expire(m_openHolds, What::HoldEnd, poll, timeNs);
    expire(m_openWaits, What::WaitEnd, poll, timeNs);
}

void LockTimeline::expire(OpenMap& open, What end, std::uint64_t poll, std::int64_t timeNs)
{
    std::erase_if(open, [&](const auto& entry) {
        if (entry.second.poll == poll)
            return false;
        push(endOf(entry.second.startNs, timeNs), end, entry.first.first);
        return true;
    });
}

void LockTimeline::abandon(ThreadIndex thread, std::int64_t timeNs)
{
    endAll(m_openHolds, m_leftHolds, {timeNs, What::HoldEnd}, thread);
    endAll(m_openWaits, m_leftWaits, {timeNs, What::WaitEnd}, thread);
}

void LockTimeline::endAll(OpenMap& open, OpenMap& left, Moment end, ThreadIndex thread)
{
    std::erase_if(open, [&](const auto& entry) {
        if (entry.first.first != thread)
            return false;
        push(endOf(entry.second.startNs, end.timeNs), end.what, thread);
        left.emplace(entry.first, Unfinished{entry.second.startNs, std::max(end.timeNs, entry.second.startNs), 0});
        return true;
    });
}

void LockTimeline::advance(std::int64_t untilNs, RowData* row, RowData* waiters)
{
    // Events that the writer stamped before what is already drawn take effect now; nothing goes back in time.
    const auto order = [](const Event& a, const Event& b) {
        return a.timeNs != b.timeNs ? a.timeNs < b.timeNs : a.what < b.what;
    };
    std::sort(m_pending.begin(), m_pending.end(), order);
    std::size_t done = 0;
    for (; done < m_pending.size() && m_pending[done].timeNs <= untilNs; ++done) {
        const Event& event = m_pending[done];
        emit(event.timeNs, row);
        apply(event);
        const bool more = done + 1 < m_pending.size() && m_pending[done + 1].timeNs == event.timeNs;
        if (!more)
            emitWaiters(std::max(event.timeNs, waiters != nullptr ? waiters->knownUntilNs : 0), waiters);
    }
    m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(done));
    emit(untilNs, row);
    if (waiters != nullptr)
        waiters->knownUntilNs = std::max(waiters->knownUntilNs, untilNs);
    if (row == nullptr)
        return;
    row->knownUntilNs = std::max(row->knownUntilNs, untilNs);
    row->open.reset();
    if (m_current && m_holders > 0)
        row->open = OpenInterval{m_current->startNs, m_current->state(), m_current->subject};
}

void LockTimeline::emitWaiters(std::int64_t timeNs, RowData* row)
{
    m_maxWaiters = std::max(m_maxWaiters, m_waiters);
    if (row == nullptr || m_waiters == m_waitersWritten)
        return;
    row->samples.append({timeNs, static_cast<double>(m_waiters)});
    m_waitersWritten = m_waiters;
}

void LockTimeline::apply(const Event& event)
{
    switch (event.what) {
    case What::HoldStart:
        ++m_holders;
        if (event.thread != m_owner && m_owner != ThreadIndex{kNone})
            ++m_ownerChanges;
        m_owner = event.thread;
        m_shared = event.shared;
        break;
    case What::HoldEnd:
        m_holders -= m_holders > 0 ? 1 : 0;
        break;
    case What::WaitStart:
        ++m_waiters;
        break;
    case What::WaitEnd:
        m_waiters -= m_waiters > 0 ? 1 : 0;
        break;
    }
}

// The lock was as it is now from m_knownUntilNs to `endNs`.
void LockTimeline::emit(std::int64_t endNs, RowData* row)
{
    if (endNs <= m_knownUntilNs)
        return;
    const State state = m_waiters > 0 ? State::HeldContended : m_shared ? State::HeldShared : State::Held;
    const auto owner = static_cast<std::uint32_t>(m_owner);
    const bool continues = m_holders > 0 && m_current && m_current->state() == state && m_current->subject == owner &&
                           m_current->endNs() == m_knownUntilNs;
    if (continues) {
        *m_current = Interval::make(m_current->startNs, endNs, state, owner);
    } else {
        if (m_current && row != nullptr)
            row->append(*m_current);
        m_current.reset();
        if (m_holders > 0)
            m_current = Interval::make(m_knownUntilNs, endNs, state, owner);
    }
    m_knownUntilNs = endNs;
}

} // namespace lanescope::store
