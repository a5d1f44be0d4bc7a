// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/threads/thread_story.h"

#include "core/analysis/allowed_cpus.h"
#include "core/analysis/losses.h"
#include "core/session/words.h"
#include "ui/panels/figures.h"
#include "ui/panels/loss_sign.h"
#include "ui/panels/threads/threads_model.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"
#include "ui/timeline/wait_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace lanescope::panels {
namespace {

using store::Interval;
using store::Snapshot;

constexpr std::size_t kMostWaits = 6;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

/// Calls `visit(interval, overlapNs)` for what a row has in the range, the open interval included; false if the oldest of
/// it was left out.
template <class Visit>
bool forEachIn(const store::Row& row, timeline::TimeRange range, Visit&& visit)
{
    const auto overlap = [&](const Interval& one) {
        return std::max<std::int64_t>(0, std::min(one.endNs(), range.toNs) - std::max(one.startNs, range.fromNs));
    };
    const std::size_t end = row.firstStartingAt(range.toNs);
    const std::size_t wanted = row.firstEndingAfter(range.fromNs);
    const std::size_t first = std::max(wanted, end > kMostCpuStretches ? end - kMostCpuStretches : 0);
    for (std::size_t i = first; i < end; ++i)
        visit(row.intervals[i], overlap(row.intervals[i]));
    if (row.open && row.open->startNs < range.toNs) {
        const auto open = Interval::make(row.open->startNs, range.toNs, row.open->state, row.open->subject);
        visit(open, overlap(open));
    }
    return first == wanted;
}

class Teller {
public:
    Teller(const Snapshot& snapshot, store::ThreadIndex thread, std::optional<timeline::TimeRange> range)
        : m_snapshot(snapshot)
        , m_index(static_cast<std::uint32_t>(thread))
        , m_thread(snapshot.thread(thread))
        , m_range(clipped(range))
    {
    }

    ThreadStory story()
    {
        const store::Process& process = m_snapshot.process(m_thread.process);
        m_out.title = text("%1 · %2").arg(timeline::threadName(m_snapshot, m_index), timeline::toQString(process.name));
        add(text("now"), threadStateNow(m_snapshot, m_index));
        addLosses();
        addShares();
        addAllowed();
        addMoves();
        addWaits();
        return std::move(m_out);
    }

private:
    // Before it began and after it ended it was in no state.
    timeline::TimeRange clipped(std::optional<timeline::TimeRange> range) const
    {
        const std::int64_t end = std::min(m_thread.endNs.value_or(m_snapshot.endNs), m_snapshot.endNs);
        const timeline::TimeRange wanted = range.value_or(timeline::TimeRange{end - kThreadLatelyNs, end});
        return {std::max(wanted.fromNs, m_thread.startNs), std::min(wanted.toNs, end)};
    }
    double lengthNs() const { return static_cast<double>(std::max<std::int64_t>(m_range.spanNs(), 1)); }
    void add(const QString& label, const QString& value) { m_out.facts.push_back({label, value}); }

    // Times on a CPU and moves between them.
    void addLosses()
    {
        const analysis::Losses losses(m_snapshot);
        if (const QString lost = switchLossFact(losses.switchesIn({m_range.fromNs, m_range.toNs})); !lost.isEmpty())
            add(text("incomplete"), lost);
    }
    void addShares()
    {
        const store::Row& row = m_snapshot.row(m_thread.stateRow);
        const auto sum = row.summarise(m_range.fromNs, m_range.toNs);
        timeline::SignalWaits signalWaits;
        signalWaits.look(m_snapshot, row);
        m_out.signalWait = signalWaits.name();
        for (std::size_t i = 0; i < m_out.shares.size(); ++i)
            m_out.shares[i] = static_cast<double>(sum.ns[i]) / lengthNs();
        add(text("on a CPU"), m_thread.isUnsampled
                                  ? text("not known: it was over before anybody looked")
                                  : text("%1 of %2")
                                        .arg(timeline::durationText(sum.of(store::State::Running)),
                                             timeline::durationText(std::max<std::int64_t>(m_range.spanNs(), 0))));
    }
    // Where somebody has bound it.
    void addAllowed()
    {
        constexpr std::size_t kMostNumbers = 8;
        const analysis::AllowedCpus allowed(m_snapshot, {m_range.fromNs, m_range.toNs});
        const store::CpuSet& cpus = allowed.of(store::ThreadIndex{m_index});
        if (!m_thread.cpuSet || cpus.empty() || cpus.size() >= analysis::machineCpus(m_snapshot))
            return;
        QStringList numbers;
        for (std::size_t i = 0; i < std::min(cpus.size(), kMostNumbers); ++i)
            numbers << QString::number(cpus[i]);
        if (cpus.size() > kMostNumbers)
            numbers << QStringLiteral("…");
        add(text("may run on"), text("CPU %1").arg(numbers.join(QStringLiteral(", "))));
    }
    void addMoves()
    {
        const CpuMoves moves = cpuMoves(m_snapshot, store::ThreadIndex{m_index}, m_range);
        if (m_snapshot.cpus->empty())
            return add(text("CPUs"), text("not known: the kernel does not tell of its switches"));
        if (moves.stretches == 0)
            return add(text("CPUs"), text("it was on none"));
        const QString count = QLocale().toString(static_cast<qulonglong>(moves.moves));
        if (moves.isWhole || moves.moves > 0) // “at least none” says nothing
            add(text("moves"), (moves.isWhole ? text("%1 from CPU to CPU; stretches on one: %2")
                                              : text("at least %1 from CPU to CPU; stretches on one: at least %2"))
                                   .arg(count, QLocale().toString(static_cast<qulonglong>(moves.stretches))));
        QStringList parts;
        for (const auto& [cpu, ns] : moves.times)
            parts << (moves.isWhole ? text("CPU %1 for %2") : text("CPU %1 for at least %2"))
                         .arg(cpu)
                         .arg(timeline::durationText(ns));
        add(text("CPUs"), parts.join(QStringLiteral(", ")));
    }
    void addWaits()
    {
        struct Waited {
            std::int64_t ns = 0;
            store::State state = store::State::OtherWait;
        };
        std::map<std::uint32_t, Waited> times; // by object
        const bool isWhole =
            forEachIn(m_snapshot.row(m_thread.stateRow), m_range, [&](const Interval& one, std::int64_t ns) {
                if (!session::isWait(one.state()) || one.subject >= m_snapshot.objects->size())
                    return;
                times[one.subject].ns += ns;
                times[one.subject].state = one.state();
            });
        for (const auto& [object, waited] : times) {
            const std::int64_t ns = waited.ns;
            const double share = static_cast<double>(ns) / lengthNs();
            m_out.waits.push_back({timeline::objectName(m_snapshot, object), share,
                                   (isWhole ? text("%1 · %2") : text("at least %1 · %2"))
                                       .arg(timeline::durationText(ns), timeline::percentText(share)),
                                   object, waited.state});
        }
        std::ranges::stable_sort(m_out.waits, std::greater(), &ShareLine::share);
        if (m_out.waits.size() > kMostWaits)
            m_out.waits.resize(kMostWaits);
    }

    const Snapshot& m_snapshot;
    const std::uint32_t m_index;
    const store::Thread& m_thread;
    const timeline::TimeRange m_range;
    ThreadStory m_out;
};

} // namespace

CpuMoves cpuMoves(const Snapshot& snapshot, store::ThreadIndex thread, timeline::TimeRange range)
{
    CpuMoves found;
    std::vector<std::pair<std::int64_t, std::uint16_t>> stretches; // start, CPU
    for (const store::Cpu& cpu : *snapshot.cpus) {
        std::int64_t onItNs = 0;
        const bool isWhole = forEachIn(snapshot.row(cpu.row), range, [&](const Interval& one, std::int64_t ns) {
            if (one.subject != static_cast<std::uint32_t>(thread) || ns == 0)
                return;
            stretches.emplace_back(one.startNs, cpu.number);
            onItNs += ns;
        });
        found.isWhole = found.isWhole && isWhole;
        if (onItNs > 0)
            found.times.emplace_back(cpu.number, onItNs);
    }
    std::ranges::sort(stretches);
    found.stretches = stretches.size();
    for (std::size_t i = 1; i < stretches.size(); ++i)
        found.moves += stretches[i].second != stretches[i - 1].second ? 1 : 0;
    return found;
}

ThreadStory threadStory(const Snapshot& snapshot, store::ThreadIndex thread, std::optional<timeline::TimeRange> range)
{
    const bool isKnown = static_cast<std::size_t>(thread) < snapshot.threads->size();
    return isKnown ? Teller(snapshot, thread, range).story() : ThreadStory{};
}

} // namespace lanescope::panels
