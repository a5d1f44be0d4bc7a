// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/lateness_log.h"

namespace lanescope::scenario {

void LatenessLog::add(std::chrono::nanoseconds lateness)
{
    if (lateness.count() < 0)
        m_early.add(-lateness.count());
    else
        m_late.add(lateness.count());
}

// In order: the early ones, the earliest first, then the late ones. The nearest rank of all is one of either.
std::int64_t LatenessLog::percentileNs(double share) const
{
    const std::uint64_t early = m_early.count();
    const std::uint64_t late = m_late.count();
    const auto ranked = [](std::uint64_t rank, std::uint64_t of) {
        return static_cast<double>(rank) / static_cast<double>(of);
    };
    const std::uint64_t rank = store::Histogram::nearestRank(share, early + late);
    return rank <= early ? -m_early.percentileNs(ranked(early - rank + 1, early))
                         : m_late.percentileNs(ranked(rank - early, late));
}

QJsonObject LatenessLog::figures(std::chrono::nanoseconds unit) const
{
    const auto at = [&](double share) {
        return count() == 0 ? QJsonValue()
                            : static_cast<double>(percentileNs(share)) / static_cast<double>(unit.count());
    };
    return {{QStringLiteral("min"), at(0)},
            {QStringLiteral("p50"), at(0.5)},
            {QStringLiteral("p99"), at(0.99)},
            {QStringLiteral("max"), at(1)}};
}

} // namespace lanescope::scenario
