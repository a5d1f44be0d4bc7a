// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/thread_timeline.h"

#include <cstdlib>

namespace lanescope::store {
namespace {

// A status word knows its start to 256 ticks; a wait that begins this near to it is the same wait.
constexpr std::int64_t kSnapNs = 1'000;

State outsideWait(CpuState cpu)
{
    switch (cpu) {
    case CpuState::Preempted:
        return State::Ready;
    case CpuState::Off:
        return State::OtherWait;
    case CpuState::Unknown:
    case CpuState::OnCpu:
        break;
    }
    return State::Running;
}

} // namespace

State stateOf(trace::WaitKind kind)
{
    switch (kind) {
    case trace::WaitKind::Lock:
        return State::LockWait;
    case trace::WaitKind::Condition:
        return State::ConditionWait;
    case trace::WaitKind::Semaphore:
    case trace::WaitKind::Event:
    case trace::WaitKind::Barrier:
        return State::SemaphoreWait;
    case trace::WaitKind::QueuePut:
        return State::QueuePutWait;
    case trace::WaitKind::QueueGet:
        return State::QueueGetWait;
    case trace::WaitKind::Join:
    case trace::WaitKind::Future:
        return State::JoinWait;
    case trace::WaitKind::Sleep:
        return State::Sleep;
    case trace::WaitKind::Io:
        return State::Io;
    case trace::WaitKind::None:
        break;
    }
    return State::OtherWait;
}

void ThreadTimeline::addWait(const ThreadWait& wait)
{
    ThreadWait added = wait;
    if (m_snappedNs >= 0 && added.startNs >= m_snappedNs && added.startNs - m_snappedNs < kSnapNs)
        added.startNs = m_snappedNs;
    while (!m_waits.empty() && m_waits.back().startNs >= added.startNs)
        m_waits.pop_back();
    m_waits.push_back(added);
    takeBack(added.startNs);
}

void ThreadTimeline::addSwitch(std::int64_t timeNs, CpuState state)
{
    if (!m_switches.empty())
        timeNs = std::max(timeNs, m_switches.back().timeNs);
    m_switches.push_back({timeNs, state});
}

void ThreadTimeline::finish(std::int64_t endNs)
{
    m_endNs = m_endNs ? std::min(*m_endNs, endNs) : endNs;
}

void ThreadTimeline::advance(std::int64_t untilNs, const std::optional<ThreadWait>& openWait, RowData& row)
{
    if (finished())
        return;
    if (m_endNs)
        untilNs = std::min(untilNs, *m_endNs);
    bool waits = openWait && !m_endNs && openWait->startNs < untilNs;
    if (waits)
        takeBack(beginOf(*openWait));
    // What an event loop does before it tells that its wait is over, the kernel tells.
    if (waits && openWait->state == State::Io && knowsCpu()) {
        const std::int64_t beginNs = beginOf(*openWait);
        addWait({beginNs, untilNs, openWait->state, openWait->object, openWait->peer});
        m_snappedNs = beginNs;
        waits = false;
    }
    const std::int64_t settledNs = waits ? std::max(beginOf(*openWait), m_knownUntilNs) : untilNs;
    while (m_knownUntilNs < settledNs)
        step(settledNs, row);
    row.knownUntilNs = std::max(row.knownUntilNs, untilNs);
    row.open.reset();
    if (waits) {
        m_shares.skipTo(untilNs);
        flush(row);
        m_snappedNs = settledNs;
        row.open = OpenInterval{settledNs, openWait->state, openWait->object};
    } else if (m_endNs && m_knownUntilNs >= *m_endNs) {
        flush(row);
    } else if (m_current) {
        row.open = OpenInterval{m_current->startNs, m_current->state(), m_current->subject};
    }
}

// The kernel tells at once that a thread is off its CPU, the program perhaps later why. What is not in the row yet is drawn
// anew from where the wait began.
void ThreadTimeline::takeBack(std::int64_t waitStartNs)
{
    const bool isUnexplained =
        m_current && m_current->state() == State::OtherWait && m_current->endNs() == m_knownUntilNs;
    if (!isUnexplained || waitStartNs >= m_knownUntilNs)
        return;
    m_knownUntilNs = std::max(waitStartNs, m_current->startNs);
    if (m_knownUntilNs > m_current->startNs)
        m_current->setEnd(m_knownUntilNs);
    else
        m_current.reset();
}

// A better reading of the clock moves the start of a wait that goes on by some nanoseconds: it stays where it was first
// seen, or a picked wait would be another one.
std::int64_t ThreadTimeline::beginOf(const ThreadWait& openWait) const
{
    const bool isSame = m_snappedNs >= 0 && std::abs(openWait.startNs - m_snappedNs) < kSnapNs;
    return isSame ? m_snappedNs : openWait.startNs;
}

// Goes on to the next moment at which anything changes, at most to `untilNs`.
void ThreadTimeline::step(std::int64_t untilNs, RowData& row)
{
    while (!m_switches.empty() && m_switches.front().timeNs <= m_knownUntilNs) {
        m_cpu = m_switches.front().state;
        m_switches.pop_front();
    }
    while (!m_waits.empty() && m_waits.front().endNs <= m_knownUntilNs)
        m_waits.pop_front();

    std::int64_t next = untilNs;
    if (!m_switches.empty())
        next = std::min(next, m_switches.front().timeNs);
    const ThreadWait* wait = m_waits.empty() ? nullptr : &m_waits.front();
    if (wait != nullptr && wait->startNs > m_knownUntilNs) {
        next = std::min(next, wait->startNs);
        wait = nullptr;
    }
    if (wait == nullptr && lacksShares())
        return leaveGap(next, row);
    if (wait == nullptr) {
        next = nextOfShares(next);
        emit(next, outsideWait(m_cpu), kNone, kNone, row);
        return;
    }
    next = std::min(next, wait->endNs);
    if (wait->state == State::Io)
        next = nextOfShares(next);
    else if (m_shares.any())
        m_cpu = CpuState::Off;
    // An event loop's wait is told as over when the loop comes round, after it has handled what woke it.
    const bool worksInLoop = m_cpu == CpuState::OnCpu && wait->state == State::Io;
    if (worksInLoop)
        emit(next, State::Running, kNone, kNone, row);
    else if (m_cpu == CpuState::Preempted)
        emit(next, State::Ready, wait->object, kNone, row);
    else
        emit(next, wait->state, wait->object, wait->peer, row, wait->startNs);
}

// Where shares are known, they decide what the thread does now, and until when.
std::int64_t ThreadTimeline::nextOfShares(std::int64_t untilNs)
{
    if (!m_shares.any())
        return untilNs;
    const CpuShares::Piece piece = m_shares.next(m_knownUntilNs, untilNs);
    m_cpu = piece.state;
    m_shares.drawn(piece.state, piece.untilNs - m_knownUntilNs);
    return piece.untilNs;
}

// A wait is one interval, also where its thread was on a CPU for its first microseconds; two waits are two.
void ThreadTimeline::emit(std::int64_t endNs, State state, std::uint32_t object, std::uint32_t peer, RowData& row,
                          std::int64_t waitNs)
{
    const bool continues =
        m_current && m_current->state() == state && m_current->subject == object && m_current->peer == peer &&
        m_current->endNs() == m_knownUntilNs && m_currentWaitNs == waitNs &&
        (waitNs != kNoWait || state == State::Running || state == State::Ready || state == State::OtherWait);
    if (continues) {
        *m_current = Interval::make(m_current->startNs, endNs, state, object, peer);
    } else {
        flush(row);
        m_current = Interval::make(m_knownUntilNs, endNs, state, object, peer);
        m_currentWaitNs = waitNs;
    }
    if (state == State::Running)
        m_runningNs += endNs - m_knownUntilNs;
    m_knownUntilNs = endNs;
}

void ThreadTimeline::leaveGap(std::int64_t untilNs, RowData& row)
{
    flush(row);
    m_knownUntilNs = untilNs;
}

void ThreadTimeline::flush(RowData& row)
{
    if (m_current)
        row.append(*m_current);
    m_current.reset();
}

} // namespace lanescope::store
