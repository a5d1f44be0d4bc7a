// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/object_report.h"

#include "core/analysis/fairness.h"
#include "core/analysis/losses.h"
#include "core/analysis/queue_age.h"
#include "core/analysis/top_users.h"
#include "core/store/queue_account.h"
#include "core/store/queue_room.h"

namespace lanescope::control {
namespace {

using analysis::Losses;
using analysis::Range;
using store::Histogram;
using store::Object;
using store::Snapshot;
using trace::ObjectKind;

double seconds(std::int64_t ns)
{
    return static_cast<double>(ns) / 1e9;
}

double microseconds(double ns)
{
    return ns / 1e3;
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonValue number(std::uint64_t count)
{
    return static_cast<qint64>(count);
}

QJsonValue orNull(const std::optional<double>& value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

// Of those that were measured, one in so many.
QJsonValue acquireCost(const Histogram& cost)
{
    if (cost.count() == 0)
        return {};
    return QJsonObject{{QStringLiteral("measured"), number(cost.count())},
                       {QStringLiteral("mean"), cost.meanNs()},
                       {QStringLiteral("p50"), static_cast<qint64>(cost.percentileNs(0.5))},
                       {QStringLiteral("p99"), static_cast<qint64>(cost.percentileNs(0.99))},
                       {QStringLiteral("max"), static_cast<qint64>(cost.maxNs())}};
}

QJsonValue addressOf(const Object& object)
{
    return object.address == 0 ? QJsonValue() : QJsonValue(QStringLiteral("0x%1").arg(object.address, 0, 16));
}

Range wholeRun(const Snapshot& snapshot)
{
    return {snapshot.beginNs, snapshot.endNs};
}

QString kindWord(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Mutex:
        return QStringLiteral("mutex");
    case ObjectKind::RecursiveMutex:
        return QStringLiteral("recursive mutex");
    case ObjectKind::ReadWriteLock:
        return QStringLiteral("read-write lock");
    case ObjectKind::SpinLock:
        return QStringLiteral("spin lock");
    case ObjectKind::TicketLock:
        return QStringLiteral("ticket lock");
    case ObjectKind::ProcessLock:
        return QStringLiteral("process lock");
    case ObjectKind::Semaphore:
        return QStringLiteral("semaphore");
    case ObjectKind::Condition:
        return QStringLiteral("condition");
    case ObjectKind::Event:
        return QStringLiteral("event");
    case ObjectKind::Barrier:
        return QStringLiteral("barrier");
    case ObjectKind::Queue:
        return QStringLiteral("queue");
    case ObjectKind::ProcessQueue:
        return QStringLiteral("process queue");
    case ObjectKind::Pool:
        return QStringLiteral("pool");
    default:
        return QStringLiteral("other");
    }
}

QJsonArray shares(const std::vector<analysis::UserShare>& top, const QString& key)
{
    QJsonArray list;
    for (const analysis::UserShare& share : top)
        list.append(QJsonObject{{key, text(share.name)},
                                {QStringLiteral("count"), number(share.count)},
                                {QStringLiteral("total_s"), seconds(share.totalNs)}});
    return list;
}

// Who took most of it; a span only where there are some.
QJsonObject topOf(const Snapshot& snapshot, const store::OccurrenceView& log,
                  const std::vector<analysis::OpenUse>& open)
{
    constexpr std::size_t kMost = 3;
    return {{QStringLiteral("threads"),
             shares(analysis::topThreads(snapshot, log, wholeRun(snapshot), kMost, open), QStringLiteral("thread"))},
            {QStringLiteral("spans"),
             shares(analysis::topSpans(snapshot, log, wholeRun(snapshot), kMost, open), QStringLiteral("span"))}};
}

// What goes on at the end, or went on when the process ended: it counts in the figures for as long as it was known to last.
QJsonObject soFar(const Object& object)
{
    return {{QStringLiteral("waits"), number(object.waiters)}, {QStringLiteral("held"), object.owner.has_value()}};
}

QJsonObject reportOf(const Snapshot& snapshot, store::ObjectIndex index, const Losses& losses)
{
    const Object& object = snapshot.object(index);
    const store::LockFigures& lock = *object.lock;
    const analysis::LockRange whole = analysis::lockRange(snapshot, object, wholeRun(snapshot));
    return {{QStringLiteral("name"), text(object.name)},
            {QStringLiteral("kind"), kindWord(object.kind)},
            {QStringLiteral("acquisitions"), number(lock.acquisitions)},
            {QStringLiteral("contended"), number(lock.contended)},
            {QStringLiteral("contended_share"), orNull(analysis::contendedShare(object))},
            {QStringLiteral("so_far"), soFar(object)},
            {QStringLiteral("owner_changes"), number(lock.ownerChanges)},
            {QStringLiteral("max_waiters"), number(lock.maxWaiters)},
            {QStringLiteral("mean_waiters"), whole.meanWaiters},
            {QStringLiteral("waited_share"), whole.waitedShare},
            {QStringLiteral("held_share"), whole.heldShare},
            {QStringLiteral("longest_handover_chain"), number(whole.holds.longestRun)},
            {QStringLiteral("fairness"), orNull(analysis::fairness(snapshot, index, wholeRun(snapshot)))},
            {QStringLiteral("futile"), number(lock.futile)},
            {QStringLiteral("wait"), durationReport(lock.wait)},
            {QStringLiteral("hold"), durationReport(lock.hold)},
            {QStringLiteral("acquire_ns"), acquireCost(lock.acquire)},
            {QStringLiteral("address"), addressOf(object)},
            {QStringLiteral("top_waiting"),
             object.log ? topOf(snapshot, object.log->waits, analysis::openWaits(snapshot, index)) : QJsonObject()},
            {QStringLiteral("top_holding"),
             object.log ? topOf(snapshot, object.log->holds, analysis::openHolds(snapshot, index)) : QJsonObject()},
            {QStringLiteral("dropped"), number(losses.of(object))}};
}

// Little's law, L = λW: the depth that arrivals and stays imply, against the depth that was seen. The stay of
// what is still inside at the end counts up to then, so the law holds to within what was lost or misread.
std::optional<double> littlesLawError(const Object& object, const store::SampleSummary& depth)
{
    const double spanNs = static_cast<double>(depth.lastNs - depth.firstNs);
    const bool isOvertaken = object.queue->stayAccount == store::StayAccount::EachTold; // some never leave
    if (object.queue->sojourn.count() == 0 || spanNs <= 0 || depth.area <= 0 || isOvertaken)
        return std::nullopt;
    const double mean = depth.area / spanNs;
    const double implied = static_cast<double>(object.queue->sojourn.totalNs()) / spanNs;
    return std::abs(implied - mean) / mean;
}

// By Little's law the mean is right whatever the order.
QJsonObject sojournReport(const store::QueueFigures& queue)
{
    QJsonObject report = durationReport(queue.sojourn);
    if (store::knowsStays(queue))
        return report;
    for (const char* figure : {"p50_us", "p99_us", "max_us"})
        report[QLatin1String(figure)] = QJsonValue();
    return report;
}

// Why figures are null.
QJsonValue queueNote(const store::QueueFigures& queue)
{
    if (store::isDepthOnly(queue))
        return QStringLiteral("only its depth is known");
    if (!store::knowsStays(queue))
        return QStringLiteral("items overtake one another: of how long they were in it only the mean is known");
    return {};
}

QJsonObject reportOf(const Snapshot& snapshot, const Object& object, const store::SampleSummary& depth,
                     const Losses& losses)
{
    const store::QueueFigures& queue = *object.queue;
    const analysis::QueueRange whole = analysis::queueRange(snapshot, object, wholeRun(snapshot));
    const std::optional<analysis::QueueAge> oldest = analysis::oldestIn(snapshot, object);
    const double spanNs = static_cast<double>(depth.lastNs - depth.firstNs);
    const auto ifTold = [&](const QJsonValue& figure) { return store::isDepthOnly(queue) ? QJsonValue() : figure; };
    return {{QStringLiteral("name"), text(object.name)},
            {QStringLiteral("kind"), kindWord(object.kind)},
            {QStringLiteral("capacity"), static_cast<qint64>(store::roomOf(object))},
            {QStringLiteral("workers"),
             object.kind == ObjectKind::Pool ? QJsonValue(static_cast<qint64>(object.capacity)) : QJsonValue()},
            {QStringLiteral("puts"), ifTold(number(queue.puts))},
            {QStringLiteral("gets"), ifTold(number(queue.gets))},
            {QStringLiteral("puts_per_s"), ifTold(whole.putsPerS)},
            {QStringLiteral("gets_per_s"), ifTold(whole.getsPerS)},
            {QStringLiteral("depth_now"), depth.last},
            {QStringLiteral("depth_mean"), spanNs > 0 ? depth.area / spanNs : depth.last},
            {QStringLiteral("depth_max"), queue.depthMax},
            {QStringLiteral("full_share"), whole.fullShare},
            {QStringLiteral("empty_share"), whole.emptyShare},
            {QStringLiteral("blocked_putters"), ifTold(whole.blockedPutters)},
            {QStringLiteral("blocked_getters"), ifTold(whole.blockedGetters)},
            {QStringLiteral("oldest_s"), oldest ? QJsonValue(seconds(oldest->ns)) : QJsonValue()},
            {QStringLiteral("oldest_is_at_least"), oldest && oldest->atLeast},
            {QStringLiteral("futile"), ifTold(number(queue.futile))},
            {QStringLiteral("so_far"), QJsonObject{{QStringLiteral("waits"), number(object.waiters)}}},
            {QStringLiteral("put_wait"), ifTold(durationReport(queue.putWait))},
            {QStringLiteral("get_wait"), ifTold(durationReport(queue.getWait))},
            {QStringLiteral("sojourn"), ifTold(sojournReport(queue))},
            {QStringLiteral("note"), queueNote(queue)},
            {QStringLiteral("littles_law_error"), orNull(littlesLawError(object, depth))},
            {QStringLiteral("dropped"), number(losses.of(object))}};
}

} // namespace

QJsonArray lockReport(const Snapshot& snapshot)
{
    const Losses losses(snapshot);
    QJsonArray list;
    for (std::uint32_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (object.lock && !object.queue)
            list.append(reportOf(snapshot, store::ObjectIndex{i}, losses));
    }
    return list;
}

QJsonArray queueReport(const Snapshot& snapshot)
{
    const Losses losses(snapshot);
    QJsonArray list;
    for (const Object& object : *snapshot.objects) {
        if (!object.queue || !object.row)
            continue;
        if (const auto depth = snapshot.row(*object.row).sampled(snapshot.beginNs, snapshot.endNs))
            list.append(reportOf(snapshot, object, *depth, losses));
    }
    return list;
}

QJsonObject durationReport(const Histogram& histogram)
{
    return {{QStringLiteral("total_s"), seconds(histogram.totalNs())},
            {QStringLiteral("mean_us"), microseconds(histogram.meanNs())},
            {QStringLiteral("p50_us"), microseconds(static_cast<double>(histogram.percentileNs(0.5)))},
            {QStringLiteral("p99_us"), microseconds(static_cast<double>(histogram.percentileNs(0.99)))},
            {QStringLiteral("max_us"), microseconds(static_cast<double>(histogram.maxNs()))}};
}

} // namespace lanescope::control
