// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_monitor.h"

#include "core/crawl/effective_limits.h"

#include <QJsonArray>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {
constexpr std::size_t kSlotsTold = 64;
} // namespace

CrawlMonitor::CrawlMonitor(const std::string& prefix, QObject* parent)
    : QObject(parent)
    , m_gauges(prefix)
    , m_rows(prefix)
    , m_lag(this)
{
}

void CrawlMonitor::started()
{
    // What is measured of a knob goes on over the rounds of a crawl that is repeated.
    m_gauges.restart();
    m_failures.clear();
    m_recentLimits.clear();
    m_isStopping = false;
    m_lag.start();
}

void CrawlMonitor::stopping(const Settings& settings, const Scheduler& scheduler)
{
    look(settings, scheduler.progress(), scheduler.slotStatus(kSlotsTold));
    m_isStopping = true;
}

void CrawlMonitor::look(const Settings& settings, const Progress& progress, const std::vector<SlotStatus>& slots)
{
    m_limits = limitsToJson(
        EffectiveLimits(settings, progress.waiting, slots, progress.bindingRate, progress.capacity, m_pacedBodies));
    m_recentLimits.look(m_limits);
}

void CrawlMonitor::pageFetched(const Response& response)
{
    m_effect.page(response.finishedNs - response.startedNs);
}

void CrawlMonitor::knobChanged(const KnobChange& change)
{
    m_effect.changed(change, trace::monotonicNs());
}

QJsonObject CrawlMonitor::describe(const Progress& progress, const std::vector<SlotStatus>& slots) const
{
    QJsonObject waitingFor;
    for (std::size_t gate = 0; gate < kGates; ++gate) {
        if (progress.waiting.count[gate] > 0)
            waitingFor.insert(QString::fromLatin1(gateWord(static_cast<RequestGate>(gate))),
                              static_cast<qint64>(progress.waiting.count[gate]));
    }
    QJsonArray slotList;
    for (const SlotStatus& slot : slots)
        slotList.append(slotToJson(slot));
    const Statistics& statistics = progress.statistics;
    return {{u"pages"_s, static_cast<qint64>(statistics.pages())},
            {u"pages_per_s"_s, m_effect.pagesPerS()},
            {u"p95_ms"_s, m_effect.p95Ms()},
            {u"bytes"_s, static_cast<qint64>(statistics.bytes())},
            {u"on_the_wire"_s, progress.onTheWire},
            {u"waiting"_s, static_cast<qint64>(progress.waiting.total())},
            {u"waiting_for"_s, waitingFor},
            {u"errors"_s, static_cast<qint64>(statistics.errors())},
            {u"filtered"_s, static_cast<qint64>(statistics.filtered())},
            {u"retries"_s, static_cast<qint64>(statistics.retries())},
            {u"parsing"_s, static_cast<qint64>(progress.parsing)},
            {u"loop_lag_ms"_s, m_lagMs},
            {u"balanced"_s, statistics.balanced(progress.pending())},
            {u"limits"_s, m_isStopping ? m_recentLimits.told() : m_limits},
            {u"slots"_s, slotList},
            {u"effect"_s, m_effect.latest()},
            {u"trouble"_s, statistics.pages() == 0 ? m_failures.told() : QString()}};
}

void CrawlMonitor::sample(const Settings& settings, Scheduler& scheduler)
{
    scheduler.stepMeters();
    const Progress progress = scheduler.progress();
    const std::vector<SlotStatus> slots = scheduler.slotStatus(kSlotsTold);
    m_lagMs = static_cast<double>(m_lag.take()) * 1e-6;
    const auto told = m_effect.step(trace::monotonicNs());
    m_gauges.sample(progress, m_effect.p95Ms(), m_lagMs);
    m_rows.sample(slots);
    if (!m_isStopping)
        look(settings, progress, slots);
    Q_EMIT sampled(describe(progress, slots));
    if (told)
        Q_EMIT noted(*told);
}

} // namespace lanescope::crawl
