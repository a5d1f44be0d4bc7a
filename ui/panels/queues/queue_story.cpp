// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/queues/queue_story.h"

#include "core/analysis/queue_age.h"
#include "core/analysis/range_figures.h"
#include "core/store/queue_account.h"
#include "core/store/queue_room.h"
#include "ui/panels/figures.h"
#include "ui/panels/loss_sign.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

using store::Snapshot;
using trace::WaitKind;

constexpr qsizetype kMostNames = 4;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

QString times(const store::Histogram& all)
{
    if (all.count() == 0)
        return text("none");
    return text("p50 %1 · p99 %2 · max %3")
        .arg(timeline::durationText(all.percentileNs(0.50)), timeline::durationText(all.percentileNs(0.99)),
             timeline::durationText(all.maxNs()));
}

class Teller {
public:
    Teller(const Snapshot& snapshot, store::ObjectIndex queue, std::optional<timeline::TimeRange> range)
        : m_snapshot(snapshot)
        , m_index(static_cast<std::uint32_t>(queue))
        , m_object(snapshot.object(queue))
        , m_isPool(m_object.kind == trace::ObjectKind::Pool)
        , m_range{range ? range->fromNs : std::max(snapshot.beginNs, snapshot.endNs - kQueueLatelyNs),
                  range ? std::min(range->toNs, snapshot.endNs) : snapshot.endNs}
        , m_figures(analysis::queueRange(snapshot, m_object, m_range))
        , m_lost(lossFact(snapshot, m_index, m_range.fromNs, m_range.toNs))
    {
    }

    QueueStory story()
    {
        m_out.title =
            text("%1 · %2").arg(timeline::objectName(m_snapshot, m_index), timeline::objectKindName(m_object.kind));
        if (!m_lost.isEmpty())
            add(text("incomplete"), m_lost);
        if (const QString pause = pauseFact(m_snapshot, m_range.fromNs, m_range.toNs); !pause.isEmpty())
            add(text("contains"), pause);
        addDepth();
        if (store::isDepthOnly(*m_object.queue)) {
            add(text("in and out"), text("– (only its depth is known)"));
            m_out.law = {CheckLight::State::Unknown, text("Little’s law: only its depth is known.")};
        } else {
            addFlow();
            addBlocked();
            addLaw();
        }
        if (const QString address = timeline::addressText(m_object); !address.isEmpty())
            add(text("address"), address);
        const auto room = static_cast<double>(store::roomOf(m_object));
        m_out.depth = curveOf(m_snapshot, m_object.row, {m_range.fromNs, m_range.toNs}, room);
        return std::move(m_out);
    }

private:
    void add(const QString& label, const QString& value) { m_out.facts.push_back({label, value}); }
    static QString depth(double value) { return figureText(Unit::Depth, value); }
    static QString rate(double perSecond) { return figureText(Unit::Rate, perSecond); }

    void addDepth()
    {
        const auto now =
            m_object.row ? m_snapshot.row(*m_object.row).sampled(m_snapshot.endNs - 1, m_snapshot.endNs) : std::nullopt;
        const QString inIt = now ? depth(now->last) : text("nothing");
        const auto capacity = static_cast<qlonglong>(m_object.capacity);
        add(text("in it now"), m_isPool       ? text("%1, for %2 workers").arg(inIt).arg(capacity)
                               : capacity > 0 ? text("%1 of %2").arg(inIt).arg(capacity)
                                              : text("%1, without a limit").arg(inIt));
        add(text("depth"), text("%1 on average, from %2 to %3")
                               .arg(depth(m_figures.meanDepth), depth(m_figures.minDepth), depth(m_figures.maxDepth)));
        const QString empty = timeline::percentText(m_figures.emptyShare);
        if (store::roomOf(m_object) > 0)
            add(text("full, empty"),
                text("full for %1 of the time, empty for %2").arg(timeline::percentText(m_figures.fullShare), empty));
        else
            add(text("empty"), text("for %1 of the time").arg(empty));
        if (const auto oldest = analysis::oldestIn(m_snapshot, m_object))
            add(text("the oldest"), (oldest->atLeast ? text("in it for at least %1") : text("in it for %1"))
                                        .arg(timeline::durationText(oldest->ns)));
    }
    void addFlow()
    {
        add(text("rates"), text("in %1 · out %2").arg(rate(m_figures.putsPerS), rate(m_figures.getsPerS)));
        if (!m_object.log)
            return;
        const auto spread = [this](const store::OccurrenceView& log) {
            return log.distribution(m_range.fromNs, m_range.toNs).lengths;
        };
        if (store::knowsStays(*m_object.queue)) {
            m_out.stays = spread(m_object.log->stays);
            add(text("stays"), times(m_out.stays));
        } else if (m_figures.stays.count > 0) {
            add(text("stays"), text("%1 on average; which were long is not known: items overtake one another")
                                   .arg(timeline::durationText(meanStayNs())));
        }
        if (!m_isPool)
            add(text("put waits"), times(spread(m_object.log->putWaits)));
        add(m_isPool ? text("idle") : text("get waits"), times(spread(m_object.log->waits)));
    }
    void addBlocked()
    {
        const auto side = [this](const QString& label, WaitKind kind, double mean) {
            QStringList names;
            for (const store::WaitNow& wait : m_snapshot.present->waits) {
                if (wait.object == m_index && wait.kind == kind)
                    names << text("%1 for %2")
                                 .arg(timeline::threadName(m_snapshot, static_cast<std::uint32_t>(wait.thread)),
                                      sinceText(m_snapshot.endNs - wait.sinceNs));
            }
            QString now = names.isEmpty() ? text("nobody now") : names.mid(0, kMostNames).join(QStringLiteral(", "));
            if (names.size() > kMostNames)
                now = text("%1 and %2 more").arg(now).arg(names.size() - kMostNames);
            add(label, text("%1; %2 on average").arg(now, QLocale().toString(mean, 'f', 2)));
        };
        if (!m_isPool)
            side(text("blocked: put"), WaitKind::QueuePut, m_figures.blockedPutters);
        side(m_isPool ? text("idle now") : text("blocked: get"), WaitKind::QueueGet, m_figures.blockedGetters);
    }

    std::int64_t meanStayNs() const
    {
        return static_cast<std::int64_t>(static_cast<double>(m_figures.stays.totalNs) /
                                         static_cast<double>(m_figures.stays.count));
    }
    void addLaw()
    {
        if (!m_figures.littlesLawError) {
            const bool isOvertaken = m_object.queue->stayAccount == store::StayAccount::EachTold;
            m_out.law = {CheckLight::State::Unknown,
                         isOvertaken ? text("Little’s law: what is overtaken does not leave, so it cannot be checked.")
                                     : text("Little’s law: too few left it to say.")};
            return;
        }
        const double error = *m_figures.littlesLawError;
        add(text("L, λ × W"),
            text("%1 in it, %2 × %3")
                .arg(depth(m_figures.meanDepth), rate(m_figures.getsPerS), timeline::durationText(meanStayNs())));
        const QString percent = timeline::percentText(error);
        if (error <= kLawHolds)
            m_out.law = {CheckLight::State::Good, text("Little’s law holds, ± %1").arg(percent)};
        else
            m_out.law = {CheckLight::State::Doubtful, text("Little’s law is off by %1: %2").arg(percent, reason())};
    }
    QString reason() const
    {
        if (!m_lost.isEmpty())
            return text("records were dropped");
        const double change = m_figures.lastDepth - m_figures.firstDepth;
        if (std::abs(change) > kLawHolds * m_figures.meanDepth)
            return change > 0 ? text("it fills") : text("it empties");
        return text("too short a time");
    }

    const Snapshot& m_snapshot;
    const std::uint32_t m_index;
    const store::Object& m_object;
    const bool m_isPool;
    const analysis::Range m_range;
    const analysis::QueueRange m_figures;
    const QString m_lost;
    QueueStory m_out;
};

} // namespace

QueueStory queueStory(const Snapshot& snapshot, store::ObjectIndex queue, std::optional<timeline::TimeRange> range)
{
    const bool isKnown = static_cast<std::size_t>(queue) < snapshot.objects->size() && snapshot.object(queue).queue;
    return isKnown ? Teller(snapshot, queue, range).story() : QueueStory{};
}

} // namespace lanescope::panels
