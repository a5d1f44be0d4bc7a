// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/locks/locks_model.h"

#include "ui/panels/locks/lock_story.h"

#include "core/analysis/fairness.h"
#include "core/analysis/range_figures.h"
#include "ui/panels/loss_sign.h"
#include "ui/panels/trend.h"
#include "ui/timeline/row_facts.h"

#include <cmath>

namespace lanescope::panels {
namespace {

using store::Histogram;
using store::LockFigures;
using store::Object;
using store::Snapshot;

const Object& objectAt(const Snapshot& snapshot, std::uint32_t key)
{
    return (*snapshot.objects)[key];
}

QVariant nanoseconds(std::int64_t ns)
{
    return QVariant(static_cast<qlonglong>(ns));
}
QVariant count(std::uint64_t number)
{
    return QVariant(static_cast<qulonglong>(number));
}

/// A column read from the figures of a lock.
template <class Read>
Column figure(const QString& title, const QString& tip, Unit unit, const QString& sample, Read read)
{
    return {title, tip, unit, sample, [read](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                return read(*objectAt(snapshot, key).lock);
            }};
}

/// A count of acquisitions, or of what comes of them; a condition is only waited at.
template <class Read>
Column acquired(const QString& title, const QString& tip, Read read)
{
    return {title, tip, Unit::Count, QStringLiteral("9,999,999"), [read](const Snapshot& s, std::uint32_t key) {
                const Object& object = objectAt(s, key);
                return isOnlyWaitedAt(object.kind) ? QVariant() : count(read(*object.lock));
            }};
}

QString owner(const Snapshot& snapshot, const Object& object)
{
    return object.owner ? timeline::threadName(snapshot, static_cast<std::uint32_t>(*object.owner)) : QString();
}

std::vector<Column> identity()
{
    return {
        {LocksModel::tr("Name"),
         {},
         Unit::Text,
         QStringLiteral("results mutex lock"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return signedName(s, key); }},
        {LocksModel::tr("Kind"),
         {},
         Unit::Text,
         QStringLiteral("recursive mutex"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return timeline::objectKindName(objectAt(s, key).kind);
         }},
    };
}

double busyShare(const Trend& trend)
{
    float sum = 0;
    for (std::size_t i = 0; i < Trend::kBuckets; ++i)
        sum += trend.lower[i] + trend.upper[i];
    return static_cast<double>(sum) / Trend::kBuckets;
}

Column lately()
{
    return {LocksModel::tr("Last 10 s"),
            LocksModel::tr("The share of time it was held (blue), and held while others waited (red)."), Unit::Trend,
            QStringLiteral("mmmmmmm"), [](const Snapshot& s, std::uint32_t key) -> QVariant {
                const auto trend = lockTrend(s, objectAt(s, key));
                return trend ? QVariant(busyShare(*trend)) : QVariant();
            }};
}

std::vector<Column> usage()
{
    return {
        lately(),
        {LocksModel::tr("Contended"), LocksModel::tr("The share of attempts to acquire it that had to wait."),
         Unit::Share, QStringLiteral("99.9 %"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             const Object& object = objectAt(s, key);
             const auto share = analysis::contendedShare(object);
             return share && !isOnlyWaitedAt(object.kind) ? QVariant(*share) : QVariant();
         }},
        acquired(LocksModel::tr("Acquired"), LocksModel::tr("How often it was acquired."),
                 [](const LockFigures& f) { return f.acquisitions; }),
    };
}

analysis::LockRange wholeRun(const Snapshot& snapshot, std::uint32_t key)
{
    return analysis::lockRange(snapshot, objectAt(snapshot, key), {snapshot.beginNs, snapshot.endNs});
}

QVariant fairnessOf(const Snapshot& snapshot, std::uint32_t key)
{
    const auto index = analysis::fairness(snapshot, store::ObjectIndex{key}, {snapshot.beginNs, snapshot.endNs});
    return index ? QVariant(*index) : QVariant();
}

// What there is room for when somebody asks for it.
std::vector<Column> sharing()
{
    return {
        {LocksModel::tr("Waited for"), LocksModel::tr("The share of the run during which somebody waited."),
         Unit::Share, QStringLiteral("99.9 %"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return wholeRun(s, key).waitedShare; }, true},
        {LocksModel::tr("Mean waiters"), LocksModel::tr("How many waited at once, on average over the run."),
         Unit::Depth, QStringLiteral("99.9"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return wholeRun(s, key).meanWaiters; }, true},
        {LocksModel::tr("Held"), LocksModel::tr("The share of the run during which somebody had it."), Unit::Share,
         QStringLiteral("99.9 %"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return wholeRun(s, key).heldShare; }, true},
        {LocksModel::tr("Handed over"),
         LocksModel::tr(
             "How many times in a row it went straight from one thread to the next, which had waited, at most."),
         Unit::Count, QStringLiteral("99,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return count(wholeRun(s, key).holds.longestRun); },
         true},
        {LocksModel::tr("Fairness"),
         LocksModel::tr(
             "How evenly threads got it: 100 % is all equally often; with n threads, 1/n is one of them always "
             "(Jain’s index)."),
         Unit::Share, QStringLiteral("99.9 %"), fairnessOf, true},
        figure(LocksModel::tr("In vain"), LocksModel::tr("Wake-ups that found nothing for the one woken."), Unit::Count,
               QStringLiteral("9,999,999"), [](const LockFigures& f) { return count(f.futile); }),
    };
}

// What there is of it is a sample, so its total says nothing.
std::vector<Column> acquireCost()
{
    const auto column = [](const QString& title, auto read, bool isExtra) {
        Column made = figure(title,
                             LocksModel::tr("What it costs to acquire it when nobody has it; measured at one acquire "
                                            "in %1.")
                                 .arg(trace::kAcquiresPerMeasure),
                             Unit::Duration, QStringLiteral("999.9 µs"), [read](const LockFigures& f) -> QVariant {
                                 return f.acquire.count() == 0 ? QVariant() : nanoseconds(read(f.acquire));
                             });
        made.isExtra = isExtra;
        return made;
    };
    return {
        column(
            LocksModel::tr("Acquire p50"), [](const Histogram& h) { return h.percentileNs(0.50); }, false),
        column(
            LocksModel::tr("Acquire p99"), [](const Histogram& h) { return h.percentileNs(0.99); }, true),
        column(
            LocksModel::tr("Acquire mean"), [](const Histogram& h) { return std::llround(h.meanNs()); }, true),
    };
}

template <class Read>
Column duration(const QString& title, const QString& tip, Histogram LockFigures::*histogram, Read read)
{
    return figure(title, tip, Unit::Duration, QStringLiteral("999.9 ms"),
                  [histogram, read](const LockFigures& f) -> QVariant {
                      const Histogram& all = f.*histogram;
                      return all.count() == 0 ? QVariant() : nanoseconds(read(all));
                  });
}
template <class Read>
Column wait(const QString& title, Read read)
{
    return duration(title, LocksModel::tr("Time threads waited for it; waits that go on count so far."),
                    &LockFigures::wait, read);
}
template <class Read>
Column hold(const QString& title, Read read)
{
    return duration(title, LocksModel::tr("Time threads held it; a hold that goes on counts so far."),
                    &LockFigures::hold, read);
}

constexpr auto kTotal = [](const Histogram& h) { return h.totalNs(); };
constexpr auto kMean = [](const Histogram& h) { return static_cast<std::int64_t>(h.meanNs()); };
constexpr auto kMedian = [](const Histogram& h) { return h.percentileNs(0.50); };
constexpr auto kP99 = [](const Histogram& h) { return h.percentileNs(0.99); };
constexpr auto kMax = [](const Histogram& h) { return h.maxNs(); };

std::vector<Column> durations()
{
    return {
        wait(LocksModel::tr("Wait total"), kTotal),
        wait(LocksModel::tr("Wait p99"), kP99),
        hold(LocksModel::tr("Hold p99"), kP99),
    };
}

std::vector<Column> moreDurations()
{
    return {
        wait(LocksModel::tr("Wait p50"), kMedian), wait(LocksModel::tr("Wait mean"), kMean),
        wait(LocksModel::tr("Wait max"), kMax),    hold(LocksModel::tr("Hold total"), kTotal),
        hold(LocksModel::tr("Hold p50"), kMedian), hold(LocksModel::tr("Hold mean"), kMean),
        hold(LocksModel::tr("Hold max"), kMax),
    };
}

std::vector<Column> turns()
{
    return {
        figure(LocksModel::tr("Max waiters"), LocksModel::tr("The most threads that waited at once."), Unit::Count,
               QStringLiteral("999"), [](const LockFigures& f) { return count(f.maxWaiters); }),
        acquired(LocksModel::tr("Owner changes"), LocksModel::tr("How often it went from one thread to another."),
                 [](const LockFigures& f) { return f.ownerChanges; }),
    };
}

std::vector<Column> now()
{
    return {
        {LocksModel::tr("Waiting now"), LocksModel::tr("How many threads wait for it now."), Unit::Count,
         QStringLiteral("999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return count(objectAt(s, key).waiters); }},
        {LocksModel::tr("Owner now"), LocksModel::tr("The thread that holds it now."), Unit::Text,
         QStringLiteral("worker thread-12"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return owner(s, objectAt(s, key)); }},
    };
}

} // namespace

LocksModel::LocksModel(QObject* parent)
    : FigureModel(parent)
{
    std::vector<Column> all;
    for (const auto& part :
         {identity(), usage(), durations(), now(), moreDurations(), turns(), acquireCost(), sharing()})
        all.insert(all.end(), part.begin(), part.end());
    setColumns(std::move(all));
}

std::vector<std::uint32_t> LocksModel::keysOf(const Snapshot& snapshot) const
{
    std::vector<std::uint32_t> keys;
    for (std::uint32_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = objectAt(snapshot, i);
        if (object.lock && !snapshot.process(object.process).isOurOwn)
            keys.push_back(i);
    }
    return keys;
}

QVariant LocksModel::trend(std::uint32_t key) const
{
    const auto trend = lockTrend(snapshot(), objectAt(snapshot(), key));
    return trend ? QVariant::fromValue(*trend) : QVariant();
}

QString LocksModel::toolTip(std::uint32_t key, int) const
{
    const Object& object = objectAt(snapshot(), key);
    QString text = lossText(snapshot(), key);
    if (object.waiters > 0 || object.owner) {
        text += text.isEmpty() ? QString() : QStringLiteral("\n");
        text += tr("Waits and holds that have not ended count so far.");
    }
    return text;
}

Severity LocksModel::severity(std::uint32_t key) const
{
    return objectAt(snapshot(), key).destroyed ? Severity::Quiet : Severity::Normal;
}

} // namespace lanescope::panels
