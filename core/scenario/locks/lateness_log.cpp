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

// In order: the early ones, the earliest first, then the late ones.
std::int64_t LatenessLog::percentileNs(double share) const
{
    const auto early = static_cast<double>(m_early.count());
    const auto late = static_cast<double>(m_late.count());
    const double rank = share * (early + late - 1);
    if (m_late.count() == 0 || rank < early)
        return -m_early.percentileNs(early > 1 ? std::max(0.0, 1 - rank / (early - 1)) : 0);
    return m_late.percentileNs(late > 1 ? (rank - early) / (late - 1) : 0);
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
