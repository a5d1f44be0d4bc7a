// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/async/race.h"

#include "core/scenario/context.h"
#include "core/scenario/measured.h"
#include "core/sync/wait_condition.h"

#include <algorithm>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenHeats = 200ms;

} // namespace

Race::Race(Context& context, std::function<std::vector<crawl::Url>(int)> urls)
    : m_context(context)
    , m_urls(std::move(urls))
{
    prepare();
}

void Race::prepare()
{
    m_heat.changes = m_context.changes();
    m_heat.urls = m_urls(m_context.integer("urls"));
    const auto limit = static_cast<std::size_t>(m_context.integer("concurrency"));
    const std::size_t waves = (m_heat.urls.size() + limit - 1) / limit;
    m_heat.idealS = m_context.number("latency_ms") / 1000 * static_cast<double>(waves);
}

std::optional<std::vector<crawl::Url>> Race::lineUp(Racer racer)
{
    if (!m_start.wait())
        return std::nullopt;
    m_lanes[static_cast<std::size_t>(racer)].clock.start();
    return m_heat.urls;
}

void Race::finish(Racer racer, int ok)
{
    Lane& lane = m_lanes[static_cast<std::size_t>(racer)];
    lane.elapsedS = static_cast<double>(lane.clock.nsecsElapsed()) * 1e-9;
    lane.ok = ok;
    const std::optional<int> place = m_end.wait();
    if (!place || *place + 1 != static_cast<int>(kRacers))
        return;
    account();
    sync::sleepFor(kBetweenHeats);
    prepare();
}

void Race::account()
{
    if (m_context.stopRequested())
        return; // cut short
    const std::lock_guard guard(m_mutex);
    ++m_heats;
    m_idealS = m_heat.idealS;
    for (std::size_t i = 0; i < kRacers; ++i) {
        m_elapsedS[i] = m_lanes[i].elapsedS;
        m_failed += static_cast<qint64>(m_heat.urls.size()) - m_lanes[i].ok;
    }
    if (m_heat.changes == m_context.changes() && m_heat.idealS > 0) {
        const double overIdeal = m_lanes[static_cast<std::size_t>(Racer::Async)].elapsedS / m_heat.idealS;
        m_overIdeal = m_overIdeal ? std::min(*m_overIdeal, overIdeal) : overIdeal;
    }
}

void Race::stop()
{
    m_start.abort();
    m_end.abort();
}

bool Race::hasHeat() const
{
    const std::lock_guard guard(m_mutex);
    return m_heats > 0;
}

void Race::report() const
{
    const std::lock_guard guard(m_mutex);
    m_context.setResult(QStringLiteral("heats"), m_heats);
    m_context.setResult(QStringLiteral("failed"), m_failed);
    m_context.setResult(QStringLiteral("elapsed_s"),
                        QJsonObject{{QStringLiteral("one_by_one"), measured(m_elapsedS[0])},
                                    {QStringLiteral("thread_pool"), measured(m_elapsedS[1])},
                                    {QStringLiteral("async"), measured(m_elapsedS[2])}});
    m_context.setResult(QStringLiteral("async_ideal_s"), measured(m_idealS));
    m_context.setResult(QStringLiteral("async_over_ideal"), measured(m_overIdeal));
}

} // namespace lanescope::scenario
