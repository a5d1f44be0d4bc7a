// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/lock_patterns/mode_rates.h"

#include "core/trace/probes.h"

namespace lanescope::scenario {
namespace {

double perSecondOf(qint64 count, std::chrono::nanoseconds time)
{
    return static_cast<double>(count) / std::chrono::duration<double>(time).count();
}

} // namespace

ModeRates::ModeRates(const QStringList& modes, const char* row)
    : m_row(trace::Recorder::intern(row))
{
    for (const QString& name : modes)
        m_modes.push_back({name});
}

void ModeRates::note(int mode, qint64 count, std::chrono::nanoseconds time)
{
    if (time <= m_time)
        return;
    trace::counter(m_row, perSecondOf(count - m_count, time - m_time));
    Mode& current = m_modes[static_cast<std::size_t>(mode)];
    current.count += count - m_count;
    current.time += time - m_time;
    m_count = count;
    m_time = time;
}

QJsonObject ModeRates::perSecond() const
{
    QJsonObject rates;
    for (const Mode& mode : m_modes)
        rates.insert(mode.name, mode.time.count() > 0 ? perSecondOf(mode.count, mode.time) : QJsonValue());
    return rates;
}

} // namespace lanescope::scenario
