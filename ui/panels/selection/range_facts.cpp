// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/selection/range_facts.h"

#include "core/analysis/allowed_cpus.h"
#include "core/analysis/losses.h"
#include "core/analysis/range_figures.h"
#include "core/analysis/utilisation.h"
#include "core/session/measures.h"
#include "core/store/queue_account.h"
#include "ui/panels/figures.h"
#include "ui/panels/loss_sign.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::panels {
namespace {

using store::Snapshot;
using store::State;

constexpr std::size_t kMostLocks = 5;
constexpr std::size_t kMostQueues = 4;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

/// One stretch of a run, asked piece by piece.
class Range {
public:
    Range(const Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs)
        : m_snapshot(snapshot)
        , m_from(std::max(fromNs, snapshot.beginNs))
        , m_to(std::min(toNs, snapshot.endNs))
    {
    }

    RangeFacts facts()
    {
        m_out.fromNs = m_from;
        m_out.toNs = m_to;
        if (m_to <= m_from)
            return std::move(m_out);
        addLosses();
        addThreads();
        addLocks();
        addQueues();
        addRequests();
        return std::move(m_out);
    }

private:
    double lengthNs() const { return static_cast<double>(m_to - m_from); }
    void add(const QString& label, const QString& value) { m_out.facts.push_back({label, value}); }
    static QString number(double value, int digits) { return QLocale().toString(value, 'f', digits); }

    void addLosses()
    {
        const QString lost = lossFact(analysis::Losses(m_snapshot).in({m_from, m_to}));
        if (!lost.isEmpty())
            add(text("incomplete"), lost);
        if (const QString pause = pauseFact(m_snapshot, m_from, m_to); !pause.isEmpty())
            add(text("contains"), pause);
    }
    void addThreads()
    {
        const auto times = session::stateTimes(m_snapshot, m_from, m_to);
        double total = 0;
        for (const double ns : times)
            total += ns;
        for (std::size_t i = 0; i < times.size(); ++i)
            m_out.shares[i] = total > 0 ? times[i] / total : 0;
        const double busy = times[static_cast<std::size_t>(State::Running)] / lengthNs();
        const auto cpus = static_cast<int>(analysis::AllowedCpus(m_snapshot, {m_from, m_to}).count());
        add(text("CPU"), !m_snapshot.cpus->empty() ? text("%1 of %2 busy").arg(number(busy, 2)).arg(cpus)
                                                   : text("%1 busy").arg(number(busy, 2)));
        const analysis::Utilisation use = analysis::utilisation(m_snapshot, {m_from, m_to});
        if (use.migrationsPerS)
            add(text("migrations"), text("%1/s from one CPU to another").arg(number(*use.migrationsPerS, 0)));
        if (use.switchesLost > 0)
            add(text("CPU times"), switchLossFact(use.switchesLost));
        add(text("threads"), text("%1 on average").arg(number(total / lengthNs(), 1)));
    }
    void addLocks()
    {
        for (std::uint32_t i = 0; i < m_snapshot.objects->size(); ++i) {
            const store::Object& object = (*m_snapshot.objects)[i];
            if (!object.lock || m_snapshot.process(object.process).isOurOwn)
                continue;
            const analysis::LockRange range = analysis::lockRange(m_snapshot, object, {m_from, m_to});
            // What is held while others wait is the least: who waits is known apart, and also when nobody holds it.
            const double share = std::max(range.waitedShare, range.contendedShare);
            if (share <= 0)
                continue;
            const bool hasOwner = object.row && m_snapshot.row(*object.row).kind == store::RowKind::LockOwner;
            const QString waited = timeline::percentText(share);
            m_out.locks.push_back(
                {timeline::objectName(m_snapshot, i), share,
                 hasOwner ? text("held %1, others waited %2").arg(timeline::percentText(range.heldShare), waited)
                          : text("somebody waited %1").arg(waited),
                 i});
        }
        std::stable_sort(m_out.locks.begin(), m_out.locks.end(),
                         [](const ShareLine& a, const ShareLine& b) { return a.share > b.share; });
        if (m_out.locks.size() > kMostLocks)
            m_out.locks.resize(kMostLocks);
    }
    void addQueues()
    {
        std::size_t told = 0;
        for (std::uint32_t i = 0; i < m_snapshot.objects->size() && told < kMostQueues; ++i) {
            const store::Object& object = (*m_snapshot.objects)[i];
            if (!object.queue || !object.row || m_snapshot.process(object.process).isOurOwn)
                continue;
            const auto depth = m_snapshot.row(*object.row).sampled(m_from, m_to);
            if (!depth)
                continue;
            const double span = static_cast<double>(depth->lastNs - depth->firstNs);
            const double mean = span > 0 ? depth->area / span : depth->last;
            const QString inIt = text("%1 in it on average, at most %2").arg(number(mean, 1), number(depth->max, 0));
            add(timeline::objectName(m_snapshot, i),
                store::isDepthOnly(*object.queue) ? inIt
                                                  : text("%1 in, %2 out; %3")
                                                        .arg(count(session::RateSource::Kind::QueuePuts, i),
                                                             count(session::RateSource::Kind::QueueGets, i), inIt));
            ++told;
        }
    }
    QString count(session::RateSource::Kind kind, std::uint32_t object) const
    {
        const session::RateSource source{kind, store::ObjectIndex{object}};
        return number(session::countOf(m_snapshot, source, m_from, m_to), 0);
    }
    void addRequests()
    {
        store::Histogram latency;
        std::size_t failed = 0;
        for (const store::Request& request : m_snapshot.requests->recent) {
            if (request.endNs < m_from || request.endNs >= m_to)
                continue;
            latency.add(request.endNs - request.startNs);
            failed +=
                request.outcome != trace::RequestOutcome::Ok && request.outcome != trace::RequestOutcome::Redirected;
        }
        if (latency.count() == 0)
            return;
        const bool isWhole = m_snapshot.requests->recent.size() < store::kRecentRequests ||
                             m_snapshot.requests->recent.front().endNs < m_from;
        const QString most = isWhole ? text("%1 ended, %2 failed, %3/s") : text("at least %1 ended, %2 failed, %3/s");
        const auto ended = static_cast<double>(latency.count());
        add(text("requests"), most.arg(number(ended, 0), number(static_cast<double>(failed), 0),
                                       number(ended * 1e9 / lengthNs(), ended * 1e9 / lengthNs() < 100 ? 1 : 0)));
        add(text("latency"),
            text("p50 %1 · p95 %2 · max %3")
                .arg(timeline::durationText(latency.percentileNs(0.50)),
                     timeline::durationText(latency.percentileNs(0.95)), timeline::durationText(latency.maxNs())));
    }

    const Snapshot& m_snapshot;
    const std::int64_t m_from;
    const std::int64_t m_to;
    RangeFacts m_out;
};

} // namespace

RangeFacts rangeFacts(const Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs)
{
    return Range(snapshot, fromNs, toNs).facts();
}

} // namespace lanescope::panels
