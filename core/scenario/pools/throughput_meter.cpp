// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/throughput_meter.h"

#include <QJsonObject>

namespace lanescope::scenario {

ThroughputMeter::ThroughputMeter()
    : m_name(trace::Recorder::intern("tasks/s"))
{
    m_clock.start();
}

void ThroughputMeter::measure(qint64 done, const Setting& setting)
{
    const double seconds = static_cast<double>(m_clock.nsecsElapsed()) * 1e-9;
    m_clock.restart();
    const qint64 tasks = done - std::exchange(m_doneBefore, done);
    if (seconds <= 0)
        return;
    trace::counter(m_name, static_cast<double>(tasks) / seconds);
    if (m_skips > 0) {
        --m_skips;
        return;
    }
    m_current = setting;
    Sum& sum = m_sums[setting];
    sum.tasks += tasks;
    sum.seconds += seconds;
}

std::optional<double> ThroughputMeter::last() const
{
    const auto found = m_sums.find(m_current);
    return found == m_sums.end() ? std::nullopt : std::optional(found->second.perSecond());
}

QJsonArray ThroughputMeter::all() const
{
    QJsonArray list;
    for (const auto& [setting, sum] : m_sums) {
        list.append(QJsonObject{{QStringLiteral("size"), setting.size},
                                {QStringLiteral("io_fraction"), setting.ioFraction},
                                {QStringLiteral("task_ms"), setting.taskMs},
                                {QStringLiteral("tasks_per_s"), sum.perSecond()}});
    }
    return list;
}

} // namespace lanescope::scenario
