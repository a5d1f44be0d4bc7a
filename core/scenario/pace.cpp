// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pace.h"

#include "core/scenario/knob_bell.h"
#include "core/trace/probes.h"

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

// What is later than this is not made up for.
constexpr std::chrono::nanoseconds kForgotten = 20ms;

} // namespace

Pace::Pace(const WorkerGroup::Worker& worker, const std::atomic<double>& perSecond)
    : m_worker(worker)
    , m_perSecond(perSecond)
    , m_latest(Clock::now())
{
}

Pace::Clock::duration Pace::interval() const
{
    const double perSecond = m_perSecond.load(std::memory_order_relaxed);
    return perSecond > 0 ? std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / perSecond))
                         : std::chrono::hours(24);
}

bool Pace::isDue(Clock::time_point now) const
{
    return now - m_latest >= interval();
}

bool Pace::takeTurn()
{
    const auto now = Clock::now();
    if (!isDue(now))
        return false;
    m_latest = std::max(m_latest + interval(), now - kForgotten);
    return true;
}

std::chrono::nanoseconds Pace::untilTurn() const
{
    return std::max<std::chrono::nanoseconds>(m_latest + interval() - Clock::now(), 0ns);
}

bool Pace::waitForTurn()
{
    if (takeTurn())
        return !m_worker.shouldEnd();
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    while (!m_worker.shouldEnd()) {
        const std::uint64_t seen = KnobBell::rings();
        KnobBell::sleepUntil(Clock::now() + untilTurn(), m_worker.endToken(), seen);
        if (takeTurn())
            return !m_worker.shouldEnd();
    }
    return false;
}

} // namespace lanescope::scenario
