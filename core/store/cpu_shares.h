// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/cpu_state.h"

#include <cstdint>
#include <vector>

namespace lanescope::store {

/// What /proc tells of a thread from one reading to the next: how long it ran and was ready, and what it is at the end, but
/// not when.
struct CpuShare {
    std::int64_t untilNs = 0;
    std::int64_t ranNs = 0;
    std::int64_t readyNs = 0; ///< told when it gets a CPU: for all the time that it had stood there
    bool isRunnable = false;  ///< at the end: on a CPU or ready
};

/// Lays such shares out in time, so that their sums are right and their order within a share is made up: first it runs, then it
/// is ready, then it is off. Who is runnable all the time and has not been told of is ready, or runs if it did a moment
/// ago; what is drawn ahead like this is taken off what is told later. Units: ns. Threads: the collector's. Complexity: amortised O(1).
class CpuShares {
public:
    /// In order; each begins where the one before ended.
    void add(const CpuShare& share)
    {
        m_shares.push_back(share);
        m_any = true;
    }
    bool any() const { return m_any; }

    struct Piece {
        CpuState state = CpuState::Off;
        std::int64_t untilNs = 0;
    };
    /// What a thread that is in no wait does from `fromNs` on, and until when, at most to `untilNs`.
    Piece next(std::int64_t fromNs, std::int64_t untilNs);
    /// So much of such a piece was drawn.
    void drawn(CpuState state, std::int64_t lengthNs);

    /// What lies before `timeNs` and was not asked for was spent in waits; its times count. A wait may last for hours.
    void skipTo(std::int64_t timeNs);

private:
    void enter(const CpuShare& share);

    /// A running thread's time is told up to the last tick of the kernel's timer.
    static constexpr std::int64_t kTickNs = 10'000'000;

    std::vector<CpuShare> m_shares; // a few: each poll goes on
    CpuShare m_now{0, 0, 0, true};  // who is born is runnable
    bool m_entered = false;         // m_shares.front() is m_now
    bool m_wasRunnable = true;      // when m_now began
    bool m_runsOn = false;          // what is not told of m_now is less than a tick: it was on its CPU still
    std::int64_t m_sinceNs = 0;
    std::int64_t m_drawnNs = 0; // of m_now: the rest was spent in waits
    bool m_any = false;
    std::int64_t m_ranNs = 0;        // still to be drawn; below 0: drawn ahead
    std::int64_t m_readyNs = 0;      // still to be drawn
    std::int64_t m_readyAheadNs = 0; // drawn before it was told
};

} // namespace lanescope::store
