// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/cpu_shares.h"

#include <algorithm>

namespace lanescope::store {

void CpuShares::enter(const CpuShare& share)
{
    const bool hadNoWait = m_drawnNs >= m_now.untilNs - m_sinceNs;
    const std::int64_t leftNs = hadNoWait ? m_readyNs : 0; // else it was woken, and ready, inside a wait
    m_wasRunnable = m_now.isRunnable;
    m_sinceNs = m_now.untilNs;
    m_drawnNs = 0;
    m_now = share;
    m_entered = true;
    // What did not fit into the share before was told late. More than a tick of it ran inside waits, as at a spin lock.
    m_ranNs = std::min(m_ranNs, kTickNs) + share.ranNs;
    m_readyNs = leftNs + share.readyNs;
    const std::int64_t aheadNs = std::min(m_readyAheadNs, m_readyNs);
    m_readyAheadNs -= aheadNs;
    m_readyNs -= aheadNs;
    const std::int64_t untoldNs = share.untilNs - m_sinceNs - std::max<std::int64_t>(m_ranNs, 0) - m_readyNs;
    m_runsOn = share.isRunnable && m_ranNs > 0 && untoldNs <= kTickNs;
}

void CpuShares::skipTo(std::int64_t timeNs)
{
    while (!m_shares.empty() && m_shares.front().untilNs <= timeNs) {
        if (!m_entered)
            enter(m_shares.front());
        m_entered = false;
        m_shares.erase(m_shares.begin());
    }
    if (!m_shares.empty() && !m_entered)
        enter(m_shares.front());
}

CpuShares::Piece CpuShares::next(std::int64_t fromNs, std::int64_t untilNs)
{
    skipTo(fromNs);
    const bool isTold = m_entered;
    if (isTold)
        untilNs = std::min(untilNs, m_now.untilNs);
    if (isTold && m_ranNs > 0)
        return {CpuState::OnCpu, std::min(untilNs, fromNs + m_ranNs)};
    if (isTold && m_readyNs > 0)
        return {CpuState::Preempted, std::min(untilNs, fromNs + m_readyNs)};
    if (!m_now.isRunnable)
        return {CpuState::Off, untilNs};
    if (m_runsOn)
        return {CpuState::OnCpu, untilNs};
    // Who slept before woke at some moment: how long it was ready comes with what is told next.
    return {m_wasRunnable || !isTold ? CpuState::Preempted : CpuState::Off, untilNs};
}

void CpuShares::drawn(CpuState state, std::int64_t lengthNs)
{
    m_drawnNs += lengthNs;
    if (state == CpuState::OnCpu)
        m_ranNs -= lengthNs;
    else if (state == CpuState::Preempted && m_readyNs > 0)
        m_readyNs -= lengthNs;
    else if (state == CpuState::Preempted)
        m_readyAheadNs += lengthNs;
}

} // namespace lanescope::store
