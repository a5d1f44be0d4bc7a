// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

namespace lanescope::crawl {

/// So much per second over everything, without bursts: what was spent has to be over before the next is due.
/// What is spent may be known only afterwards, as the bytes of a page are. Times are nanoseconds.
/// Threads: none of its own; the owner locks.
class RateCap {
public:
    /// 0 = no limit. What is left of what was spent is over at the new rate.
    void setRate(double perSecond, std::int64_t nowNs)
    {
        const double leftNs = isOn() && m_dueNs > nowNs ? static_cast<double>(m_dueNs - nowNs) : 0;
        const double old = std::exchange(m_perSecond, perSecond);
        if (old != perSecond)
            m_dueNs = isOn() ? nowNs + std::llround(leftNs * old / perSecond) : 0;
    }
    bool isOn() const { return m_perSecond > 0; }
    /// When the next may start; in the past if at once.
    std::int64_t dueNs() const { return isOn() ? m_dueNs : 0; }
    void spend(double amount, std::int64_t nowNs)
    {
        if (isOn())
            m_dueNs = (m_dueNs > nowNs ? m_dueNs : nowNs) + static_cast<std::int64_t>(amount / m_perSecond * 1e9);
    }

private:
    double m_perSecond = 0;
    std::int64_t m_dueNs = 0;
};

} // namespace lanescope::crawl
