// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/locks/lock_story.h"

#include "core/analysis/fairness.h"
#include "core/analysis/range_figures.h"
#include "core/analysis/top_users.h"
#include "ui/panels/figures.h"
#include "ui/panels/locks/lock_times.h"
#include "ui/panels/loss_sign.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace lanescope::panels {
namespace {

using store::Snapshot;

constexpr std::size_t kMostLines = 4;
constexpr std::size_t kMostChainNames = 6;
constexpr std::size_t kMostRead = 20'000; ///< holds, back to the newest that was handed over

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

class Teller {
public:
    Teller(const Snapshot& snapshot, store::ObjectIndex lock, std::optional<timeline::TimeRange> range)
        : m_snapshot(snapshot)
        , m_index(static_cast<std::uint32_t>(lock))
        , m_object(snapshot.object(lock))
        , m_isWhole(!range)
        , m_all{range ? range->fromNs : snapshot.beginNs,
                range ? std::min(range->toNs, snapshot.endNs) : snapshot.endNs}
        , m_lately{range ? m_all.fromNs : std::max(snapshot.beginNs, snapshot.endNs - kLatelyNs), m_all.toNs}
        , m_figures(analysis::lockRange(snapshot, m_object, m_all))
        , m_openHolds(analysis::openHolds(snapshot, lock))
        , m_openWaits(analysis::openWaits(snapshot, lock))
    {
        if (m_object.log) {
            m_holds = m_object.log->holds.distribution(m_all.fromNs, m_all.toNs);
            m_waits = m_object.log->waits.distribution(m_all.fromNs, m_all.toNs);
        }
        // Of the whole run also what is gone over the memory budget.
        m_out.waits = m_isWhole ? m_object.lock->wait : m_waits.lengths;
        m_out.holds = m_isWhole ? m_object.lock->hold : m_holds.lengths;
    }

    LockStory story()
    {
        m_out.title =
            text("%1 · %2").arg(timeline::objectName(m_snapshot, m_index), timeline::objectKindName(m_object.kind));
        m_out.isHeld = !isOnlyWaitedAt(m_object.kind);
        addLosses();
        if (m_out.isHeld)
            addOwner();
        addWaiting();
        if (m_out.isHeld)
            addAcquisitions();
        add(text("waits"), soFar(times(m_out.waits), m_object.waiters > 0));
        if (m_out.isHeld)
            add(text("holds"), soFar(times(m_out.holds), m_object.owner.has_value()));
        addAcquireCost();
        addWaiters();
        addHandOvers();
        addFairness();
        addAddress();
        m_out.holders = lines(heldBy(m_snapshot, store::ObjectIndex{m_index}, m_lately));
        m_out.waiters = lines(waitedBy(m_snapshot, store::ObjectIndex{m_index}, m_lately));
        m_out.waiting = curveOf(m_snapshot, m_object.waitersRow, {m_lately.fromNs, m_lately.toNs});
        return std::move(m_out);
    }

private:
    using Uses = std::vector<analysis::OpenUse>;

    void add(const QString& label, const QString& value) { m_out.facts.push_back({label, value}); }
    QString userText(const analysis::OpenUse& use) const
    {
        return text("%1 for %2")
            .arg(timeline::threadName(m_snapshot, static_cast<std::uint32_t>(use.thread)),
                 sinceText(use.untilNs - use.sinceNs));
    }

    void addLosses()
    {
        const QString lost = lossFact(m_snapshot, m_index, m_all.fromNs, m_all.toNs);
        if (!lost.isEmpty())
            add(text("incomplete"), lost);
        if (const QString pause = pauseFact(m_snapshot, m_all.fromNs, m_all.toNs); !pause.isEmpty())
            add(text("contains"), pause);
    }
    void addOwner()
    {
        if (!m_object.owner) {
            add(text("held by"), m_object.row ? text("nobody") : text("–"));
            return;
        }
        // The table of owners is a moment older than what threads say of themselves.
        const auto known = std::ranges::find(m_openHolds, *m_object.owner, &analysis::OpenUse::thread);
        const auto hold = known != m_openHolds.end() ? known : m_openHolds.begin();
        add(text("held by"), hold != m_openHolds.end()
                                 ? userText(*hold)
                                 : timeline::threadName(m_snapshot, static_cast<std::uint32_t>(*m_object.owner)));
    }
    // As with the owner: of a process that is over, when it ended.
    void addWaiting()
    {
        QStringList names;
        const bool isOver = m_snapshot.process(m_object.process).endNs.has_value();
        for (const analysis::OpenUse& wait : m_openWaits) {
            if (isOver || !m_snapshot.thread(wait.thread).endNs)
                names << userText(wait);
        }
        constexpr qsizetype kMostNames = 5;
        QString all = names.mid(0, kMostNames).join(QStringLiteral(", "));
        if (names.size() > kMostNames)
            all = text("%1 and %2 more").arg(all).arg(names.size() - kMostNames);
        add(text("waiting"), names.isEmpty() ? text("nobody") : all);
    }
    // Of the whole run, what goes on counts for as long as it has lasted.
    QString soFar(const QString& figures, bool goesOn) const
    {
        return m_isWhole && goesOn ? text("%1, so far").arg(figures) : figures;
    }
    void addAcquisitions()
    {
        const std::uint64_t acquired = m_isWhole ? m_object.lock->acquisitions : m_figures.holds.count;
        const std::uint64_t contended = m_isWhole ? m_object.lock->contended : m_figures.holds.marked;
        const double inRange = acquired > 0 ? static_cast<double>(contended) / static_cast<double>(acquired) : 0.0;
        const double share = m_isWhole ? analysis::contendedShare(m_object).value_or(0) : inRange;
        add(text("acquired"),
            (acquired == 1 ? text("%1 time, %2 of all attempts after a wait")
                           : text("%1 times, %2 of all attempts after a wait"))
                .arg(QLocale().toString(static_cast<qulonglong>(acquired)), timeline::percentText(share)));
    }
    void addWaiters()
    {
        if (!m_object.waitersRow)
            return add(text("waiters"), text("never any"));
        add(text("waiters"),
            text("%1 on average; somebody waited for %2 of the time")
                .arg(QLocale().toString(m_figures.meanWaiters, 'f', 2), timeline::percentText(m_figures.waitedShare)));
    }
    // From thread to thread without a break, each of them after a wait.
    void addHandOvers()
    {
        if (m_figures.holds.longestRun == 0)
            return;
        add(text("handed over"), text("%1 times in a row at most").arg(QLocale().toString(m_figures.holds.longestRun)));
        add(text("lately"), newestChain());
    }
    QString newestChain() const
    {
        const store::OccurrenceView& holds = m_object.log->holds;
        const std::size_t first = holds.firstEndingAt(m_all.fromNs);
        std::size_t end = holds.firstEndingAt(m_all.toNs);
        for (std::size_t read = 0; end > first && !holds[end - 1].isHandOver() && read < kMostRead; ++read)
            --end;
        QStringList names;
        std::size_t at = end;
        while (at > first && holds[at - 1].isHandOver() && std::cmp_less(names.size(), kMostChainNames))
            names.prepend(holder(holds[--at]));
        if (at > first)
            names.prepend(std::cmp_equal(names.size(), kMostChainNames) ? QStringLiteral("…") : holder(holds[at - 1]));
        return names.join(QStringLiteral(" → "));
    }
    QString holder(const store::Occurrence& hold) const
    {
        const auto thread = static_cast<std::uint32_t>(hold.threadBits);
        return thread < m_snapshot.threads->size() ? timeline::threadName(m_snapshot, thread) : text("another thread");
    }
    void addFairness()
    {
        if (const auto index = analysis::fairness(m_snapshot, store::ObjectIndex{m_index}, m_all))
            add(text("fairness"), text("%1; at 1, all got it equally often").arg(QLocale().toString(*index, 'f', 2)));
    }
    // Of the whole run: of one in so many there are not enough in a range.
    void addAcquireCost()
    {
        const store::Histogram& cost = m_object.lock->acquire;
        if (cost.count() == 0)
            return;
        const QString sentence = m_isWhole
                                     ? text("%1 to acquire it when nobody has it (%2 measured)")
                                     : text("%1 to acquire it when nobody has it (%2 measured, over the whole run)");
        add(text("cost"), sentence.arg(times(cost), QLocale().toString(static_cast<qulonglong>(cost.count()))));
    }
    void addAddress()
    {
        if (const QString address = timeline::addressText(m_object); !address.isEmpty())
            add(text("address"), address);
    }
    // In a range are those that ended in it: one that goes on has no length yet.
    QString times(const store::Histogram& all) const
    {
        if (all.count() == 0)
            return m_isWhole ? text("none yet") : text("none ended in it");
        return text("p50 %1 · p99 %2 · max %3")
            .arg(timeline::durationText(all.percentileNs(0.50)), timeline::durationText(all.percentileNs(0.99)),
                 timeline::durationText(all.maxNs()));
    }

    std::vector<ShareLine> lines(const ThreadTimes& times) const
    {
        const auto span = static_cast<double>(std::max<std::int64_t>(1, m_lately.toNs - m_lately.fromNs));
        std::vector<ShareLine> all;
        for (const auto& [thread, ns] : times) {
            if (ns > 0 && thread < m_snapshot.threads->size())
                all.push_back({timeline::threadName(m_snapshot, thread), static_cast<double>(ns) / span,
                               text("%1 · %2").arg(timeline::durationText(ns),
                                                   timeline::percentText(static_cast<double>(ns) / span)),
                               thread});
        }
        std::stable_sort(all.begin(), all.end(),
                         [](const ShareLine& a, const ShareLine& b) { return a.share > b.share; });
        if (all.size() > kMostLines)
            all.resize(kMostLines);
        return all;
    }

    const Snapshot& m_snapshot;
    const std::uint32_t m_index;
    const store::Object& m_object;
    const bool m_isWhole;           // no range is asked for
    const analysis::Range m_all;    // of which figures are told
    const analysis::Range m_lately; // of which is told who it was
    const analysis::LockRange m_figures;
    const Uses m_openHolds;
    const Uses m_openWaits;
    store::Distribution m_holds;
    store::Distribution m_waits;
    LockStory m_out;
};

} // namespace

bool isOnlyWaitedAt(trace::ObjectKind kind)
{
    return kind == trace::ObjectKind::Condition || kind == trace::ObjectKind::Event ||
           kind == trace::ObjectKind::Barrier;
}

LockStory lockStory(const Snapshot& snapshot, store::ObjectIndex lock, std::optional<timeline::TimeRange> range)
{
    const bool isKnown = static_cast<std::size_t>(lock) < snapshot.objects->size() && snapshot.object(lock).lock;
    return isKnown ? Teller(snapshot, lock, range).story() : LockStory{};
}

} // namespace lanescope::panels
