// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/duration_log.h"

namespace lanescope::scenario {

void DurationLog::add(std::chrono::nanoseconds duration)
{
    const std::lock_guard guard(m_mutex);
    m_durations.add(duration.count());
}

std::uint64_t DurationLog::count() const
{
    const std::lock_guard guard(m_mutex);
    return m_durations.count();
}

QJsonValue DurationLog::least(std::chrono::nanoseconds unit) const
{
    const std::lock_guard guard(m_mutex);
    if (m_durations.count() == 0)
        return {};
    return static_cast<double>(m_durations.percentileNs(0)) / static_cast<double>(unit.count());
}

QJsonObject DurationLog::figures(std::chrono::nanoseconds unit) const
{
    const std::lock_guard guard(m_mutex);
    const auto inUnits = [&](std::int64_t ns) {
        return m_durations.count() == 0 ? QJsonValue() : static_cast<double>(ns) / static_cast<double>(unit.count());
    };
    return {{QStringLiteral("p50"), inUnits(m_durations.percentileNs(0.5))},
            {QStringLiteral("p99"), inUnits(m_durations.percentileNs(0.99))},
            {QStringLiteral("max"), inUnits(m_durations.maxNs())}};
}

} // namespace lanescope::scenario
