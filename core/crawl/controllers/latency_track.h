// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace lanescope::crawl {

/// The latency of a slot now, smoothed, beside the best it has shown: their ratio says whether its server
/// queues. The best is forgotten very slowly (a millionth an answer), so that a site that became slower for good
/// is not taken for a crowded one for ever. A thousandth is too much: while a controller keeps a site at twice its
/// best, the best then doubles within a thousand answers, and the controller runs away. Units: seconds.
/// Threads: none of its own.
class LatencyTrack {
public:
    void add(double latencyS)
    {
        const double latency = std::max(latencyS, 1e-6);
        m_smoothS = m_smoothS == 0 ? latency : m_smoothS + kWeight * (latency - m_smoothS);
        m_bestS = m_bestS == 0 ? m_smoothS : std::min(m_bestS * 1.000001, m_smoothS);
    }
    /// 1: as good as ever; 2: twice as slow. 1 before the first answer.
    double ratio() const { return m_bestS == 0 ? 1.0 : m_smoothS / m_bestS; }
    double smoothS() const { return m_smoothS; }
    double bestS() const { return m_bestS; }

private:
    static constexpr double kWeight = 0.2;
    double m_smoothS = 0;
    double m_bestS = 0;
};

} // namespace lanescope::crawl
