// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/queues/queues_model.h"

#include "core/store/queue_account.h"
#include "core/store/queue_room.h"
#include "ui/panels/loss_sign.h"
#include "ui/panels/trend.h"
#include "ui/timeline/row_facts.h"

#include <algorithm>

namespace lanescope::panels {
namespace {

using store::Histogram;
using store::Object;
using store::QueueFigures;
using store::Snapshot;

const Object& objectAt(const Snapshot& snapshot, std::uint32_t key)
{
    return (*snapshot.objects)[key];
}

std::optional<store::SampleSummary> depthOf(const Snapshot& snapshot, std::uint32_t key)
{
    const Object& object = objectAt(snapshot, key);
    if (!object.row)
        return std::nullopt;
    return snapshot.row(*object.row).sampled(snapshot.beginNs, snapshot.endNs);
}

QVariant depthNow(const Snapshot& snapshot, std::uint32_t key)
{
    const auto depth = depthOf(snapshot, key);
    return depth ? QVariant(depth->last) : QVariant();
}

QVariant depthMean(const Snapshot& snapshot, std::uint32_t key)
{
    const auto depth = depthOf(snapshot, key);
    if (!depth || depth->lastNs <= depth->firstNs)
        return {};
    return depth->area / static_cast<double>(depth->lastNs - depth->firstNs);
}

/// Of a queue of which nothing but the depth is told there is none.
template <class Figure>
QVariant ifTold(const Snapshot& snapshot, std::uint32_t key, Figure figure)
{
    return store::isDepthOnly(*objectAt(snapshot, key).queue) ? QVariant() : QVariant(figure);
}

Column percentile(const QString& title, const QString& tip, Histogram QueueFigures::*histogram, double share)
{
    return {title, tip, Unit::Duration, QStringLiteral("999.9 ms"),
            [histogram, share](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                const QueueFigures& queue = *objectAt(snapshot, key).queue;
                const Histogram& all = queue.*histogram;
                const bool isKnown = histogram != &QueueFigures::sojourn || store::knowsStays(queue);
                return all.count() == 0 || !isKnown ? QVariant()
                                                    : QVariant(static_cast<qlonglong>(all.percentileNs(share)));
            }};
}

} // namespace

std::vector<Column> QueuesModel::identity() const
{
    return {
        {tr("Name"),
         {},
         Unit::Text,
         QStringLiteral("frontier queue depth"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return signedName(s, key); }},
        {tr("Kind"),
         {},
         Unit::Text,
         QStringLiteral("queue between processes"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return timeline::objectKindName(objectAt(s, key).kind);
         }},
    };
}

std::vector<Column> QueuesModel::depths() const
{
    return {
        {tr("Last 10 s"), tr("How full it was: against its capacity, or against the most that was in it meanwhile."),
         Unit::Trend, QStringLiteral("mmmmmmm"), depthMean},
        {tr("Depth"), tr("How much is in it now."), Unit::Depth, QStringLiteral("99,999"), depthNow},
        {tr("Capacity"), tr("The most it may hold; – means no limit."), Unit::Count, QStringLiteral("99,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             const auto room = store::roomOf(objectAt(s, key));
             return room > 0 ? QVariant(static_cast<qulonglong>(room)) : QVariant();
         }},
    };
}

std::vector<Column> QueuesModel::rates() const
{
    const QString recent = tr("Over the last two seconds.");
    return {
        {tr("Put rate"), recent, Unit::Rate, QStringLiteral("99,999/s"),
         [this](const Snapshot& s, std::uint32_t key) -> QVariant {
             return ifTold(s, key, m_rates.at(key).puts.perSecond());
         }},
        {tr("Get rate"), recent, Unit::Rate, QStringLiteral("99,999/s"),
         [this](const Snapshot& s, std::uint32_t key) -> QVariant {
             return ifTold(s, key, m_rates.at(key).gets.perSecond());
         }},
    };
}

std::vector<Column> QueuesModel::times() const
{
    const QString put = tr("Time threads waited for room.");
    const QString get = tr("Time threads waited for something to take.");
    const QString stay = tr("Time from put to get; – where items overtake one another and nobody tells which.");
    return {
        percentile(tr("Sojourn p99"), stay, &QueueFigures::sojourn, 0.99),
        percentile(tr("Put wait p99"), put, &QueueFigures::putWait, 0.99),
        percentile(tr("Get wait p99"), get, &QueueFigures::getWait, 0.99),
        percentile(tr("Sojourn p50"), stay, &QueueFigures::sojourn, 0.50),
        percentile(tr("Put wait p50"), put, &QueueFigures::putWait, 0.50),
        percentile(tr("Get wait p50"), get, &QueueFigures::getWait, 0.50),
    };
}

std::vector<Column> QueuesModel::totals() const
{
    return {
        {tr("Depth mean"), tr("Over the whole run, weighted by time."), Unit::Depth, QStringLiteral("9,999.9"),
         depthMean},
        {tr("Depth max"), tr("The most that was ever in it."), Unit::Depth, QStringLiteral("99,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             const auto depth = depthOf(s, key); // told apart from the figures, a moment sooner or later
             return std::max(static_cast<double>(objectAt(s, key).queue->depthMax), depth ? depth->max : 0.0);
         }},
        {tr("Puts"), tr("Over the whole run."), Unit::Count, QStringLiteral("9,999,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return ifTold(s, key, static_cast<qulonglong>(objectAt(s, key).queue->puts));
         }},
        {tr("Gets"), tr("Over the whole run."), Unit::Count, QStringLiteral("9,999,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return ifTold(s, key, static_cast<qulonglong>(objectAt(s, key).queue->gets));
         }},
    };
}

QueuesModel::QueuesModel(QObject* parent)
    : FigureModel(parent)
{
    std::vector<Column> all;
    for (const auto& part : {identity(), depths(), rates(), times(), totals()})
        all.insert(all.end(), part.begin(), part.end());
    setColumns(std::move(all));
}

std::vector<std::uint32_t> QueuesModel::keysOf(const Snapshot& snapshot) const
{
    std::vector<std::uint32_t> keys;
    for (std::uint32_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = objectAt(snapshot, i);
        if (object.queue && !snapshot.process(object.process).isOurOwn)
            keys.push_back(i);
    }
    return keys;
}

void QueuesModel::prepare(const Snapshot& snapshot, bool newRun)
{
    if (newRun)
        m_rates.clear();
    for (const std::uint32_t key : keysOf(snapshot)) {
        const QueueFigures& figures = *objectAt(snapshot, key).queue;
        Rates& rates = m_rates[key];
        rates.puts.add(snapshot.endNs, figures.puts);
        rates.gets.add(snapshot.endNs, figures.gets);
    }
}

QVariant QueuesModel::trend(std::uint32_t key) const
{
    const auto trend = queueTrend(snapshot(), objectAt(snapshot(), key));
    return trend ? QVariant::fromValue(*trend) : QVariant();
}

QString QueuesModel::toolTip(std::uint32_t key, int) const
{
    return lossText(snapshot(), key);
}

Severity QueuesModel::severity(std::uint32_t key) const
{
    return objectAt(snapshot(), key).destroyed ? Severity::Quiet : Severity::Normal;
}

} // namespace lanescope::panels
