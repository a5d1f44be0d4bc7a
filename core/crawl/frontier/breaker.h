// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lanescope::crawl {

/// Leaves a host alone that failed too often in a row: after a pause one request may try, and if that fails
/// too the pause begins again. A host that kMostTrips pauses did not cure is given up.
/// Times are nanoseconds. Threads: none of its own; the owner locks.
class Breaker {
public:
    static constexpr int kMostTrips = 3;

    /// What follows from the end of a request.
    enum class Step { Nothing, Open, GiveUp };

    /// A page came. What else answers, as a robots.txt does, ends no pause: see answered().
    void succeeded()
    {
        m_failures = 0;
        m_trips = 0;
    }
    void answered() { m_failures = 0; }
    /// `threshold` 0: never opens. A request that was under way when it opened changes nothing any more.
    Step failed(std::int64_t startedNs, std::int64_t nowNs, int threshold)
    {
        if (threshold <= 0 || startedNs < m_openedNs)
            return Step::Nothing;
        ++m_failures;
        // Once open, the first try decides.
        if (m_failures < threshold && m_trips == 0)
            return Step::Nothing;
        m_openedNs = nowNs;
        return ++m_trips > kMostTrips ? Step::GiveUp : Step::Open;
    }
    int failuresInARow() const { return m_failures; }
    /// True while one request at a time may try.
    bool isTrying() const { return m_trips > 0; }

private:
    int m_failures = 0;
    int m_trips = 0;
    std::int64_t m_openedNs = 0;
};

} // namespace lanescope::crawl
