// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/threads/threads_model.h"

#include "core/analysis/losses.h"
#include "ui/panels/loss_sign.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"
#include "ui/timeline/wait_words.h"

#include <algorithm>
#include <map>

namespace lanescope::panels {
namespace {

using store::Snapshot;
using store::State;
using store::Thread;

const Thread& threadAt(const Snapshot& snapshot, std::uint32_t key)
{
    return (*snapshot.threads)[key];
}

std::int64_t lifetimeNs(const Snapshot& snapshot, const Thread& thread)
{
    return std::max<std::int64_t>(thread.endNs.value_or(snapshot.endNs) - thread.startNs, 0);
}

store::IntervalSummary wholeLife(const Snapshot& snapshot, const Thread& thread)
{
    return snapshot.row(thread.stateRow).summarise(thread.startNs, thread.endNs.value_or(snapshot.endNs));
}

std::int64_t waitingNs(const store::IntervalSummary& sum)
{
    std::int64_t all = 0;
    for (std::size_t i = static_cast<std::size_t>(State::LockWait); i < store::kThreadStateCount; ++i)
        all += sum.ns[i];
    return all;
}

Column share(const QString& title, const QString& tip, std::int64_t (*part)(const store::IntervalSummary&))
{
    return {title, tip, Unit::Share, QStringLiteral("99.9 %"),
            [part](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                const Thread& thread = threadAt(snapshot, key);
                const std::int64_t life = lifetimeNs(snapshot, thread);
                if (life == 0)
                    return {};
                return static_cast<double>(part(wholeLife(snapshot, thread))) / static_cast<double>(life);
            }};
}

// Nothing for one that was over before /proc was read.
Column cpuShare(const QString& title, const QString& tip, std::int64_t (*part)(const store::IntervalSummary&))
{
    Column column = share(title, tip, part);
    column.value = [known = column.value](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
        return threadAt(snapshot, key).isUnsampled ? QVariant() : known(snapshot, key);
    };
    return column;
}

Column text(const QString& title, const QString& tip, const QString& sample,
            QString (*value)(const Snapshot&, std::uint32_t key))
{
    return {title, tip, Unit::Text, sample,
            [value](const Snapshot& snapshot, std::uint32_t key) -> QVariant { return value(snapshot, key); }};
}

std::vector<Column> doing()
{
    return {
        text(ThreadsModel::tr("Now"), ThreadsModel::tr("What it does now."),
             QStringLiteral("queue get wait: parse queue"), threadStateNow),
        {ThreadsModel::tr("Time by state"), ThreadsModel::tr("The share of its life in each state."), Unit::Bar,
         QStringLiteral("mmmmmmmmmm"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return static_cast<qlonglong>(wholeLife(s, threadAt(s, key)).of(State::Running));
         }},
    };
}

std::vector<Column> shares()
{
    return {
        cpuShare(ThreadsModel::tr("Running"), ThreadsModel::tr("On a CPU."),
                 [](const store::IntervalSummary& sum) { return sum.of(State::Running); }),
        cpuShare(ThreadsModel::tr("Ready"), ThreadsModel::tr("Could run, but had no CPU."),
                 [](const store::IntervalSummary& sum) { return sum.of(State::Ready); }),
        share(ThreadsModel::tr("Waiting"), ThreadsModel::tr("For locks, queues, others, time or I/O."), waitingNs),
        {ThreadsModel::tr("Migrations"),
         ThreadsModel::tr("How often it went on on another CPU than before; – means that the kernel does not tell."),
         Unit::Count, QStringLiteral("99,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return s.recording.kernelLayer == store::KernelLayer::Switches
                        ? QVariant(static_cast<qulonglong>(threadAt(s, key).migrations))
                        : QVariant();
         }},
    };
}

std::vector<Column> identity()
{
    return {
        text(ThreadsModel::tr("Process"), {}, QStringLiteral("lanescope-lab"),
             [](const Snapshot& s, std::uint32_t key) {
                 return timeline::toQString(s.process(threadAt(s, key).process).name);
             }),
        {ThreadsModel::tr("TID"), ThreadsModel::tr("The number the kernel gave it."), Unit::Identifier,
         QStringLiteral("9999999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant { return threadAt(s, key).tid; }},
        {ThreadsModel::tr("Lived"), ThreadsModel::tr("From its start to its end, or to now."), Unit::Duration,
         QStringLiteral("99 min 59 s"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return static_cast<qlonglong>(lifetimeNs(s, threadAt(s, key)));
         }},
        {ThreadsModel::tr("Dropped"), ThreadsModel::tr("Records lost because its buffer was full."), Unit::Count,
         QStringLiteral("99,999"),
         [](const Snapshot& s, std::uint32_t key) -> QVariant {
             return static_cast<qulonglong>(threadAt(s, key).dropped);
         }},
    };
}

// Each kind of wait, for whoever asks for it.
std::vector<Column> waits()
{
    std::vector<Column> all;
    for (std::size_t i = static_cast<std::size_t>(State::LockWait); i < store::kThreadStateCount; ++i) {
        const auto state = static_cast<State>(i);
        QString title = theme::stateName(state);
        if (!title.isEmpty())
            title[0] = title[0].toUpper();
        all.push_back({title, ThreadsModel::tr("The share of its life in this state."), Unit::Share,
                       QStringLiteral("99.9 %"),
                       [state](const Snapshot& snapshot, std::uint32_t key) -> QVariant {
                           const Thread& thread = threadAt(snapshot, key);
                           const std::int64_t life = lifetimeNs(snapshot, thread);
                           const auto ns = static_cast<double>(wholeLife(snapshot, thread).of(state));
                           return life > 0 ? QVariant(ns / static_cast<double>(life)) : QVariant();
                       },
                       true});
    }
    return all;
}

} // namespace

QString threadStateNow(const Snapshot& snapshot, std::uint32_t key)
{
    const Thread& thread = threadAt(snapshot, key);
    if (thread.endNs && *thread.endNs <= snapshot.endNs)
        return ThreadsModel::tr("ended");
    const store::Row& row = snapshot.row(thread.stateRow);
    const auto now = row.at(snapshot.endNs - 1);
    if (!now)
        return {};
    const QString state = timeline::stateName(snapshot, now->state(), now->subject);
    if (now->subject == store::kNone || !timeline::isWait(now->state()))
        return state;
    return ThreadsModel::tr("%1: %2").arg(state, timeline::objectName(snapshot, now->subject));
}

ThreadsModel::ThreadsModel(QObject* parent)
    : FigureModel(parent)
{
    std::vector<Column> all{
        {tr("Name"),
         {},
         Unit::Text,
         QStringLiteral("main · lanescope-lab"),
         [this](const Snapshot& s, std::uint32_t key) -> QVariant { return nameOf(s, key); }},
    };
    for (const std::vector<Column>& part : {doing(), shares(), identity(), waits()})
        all.insert(all.end(), part.begin(), part.end());
    setColumns(std::move(all));
}

void ThreadsModel::prepare(const Snapshot& snapshot, bool)
{
    m_switchesLost = analysis::Losses(snapshot).switchesIn({snapshot.beginNs, snapshot.endNs});
    m_namesOfSeveral.clear();
    std::map<std::string_view, store::ProcessIndex> owners;
    for (const std::uint32_t key : keysOf(snapshot)) {
        const Thread& thread = threadAt(snapshot, key);
        if (owners.try_emplace(thread.name, thread.process).first->second != thread.process)
            m_namesOfSeveral.insert(thread.name);
    }
}

// Each process has its "main".
QString ThreadsModel::nameOf(const Snapshot& snapshot, std::uint32_t key) const
{
    const Thread& thread = threadAt(snapshot, key);
    QString name = timeline::threadName(snapshot, key);
    if (m_namesOfSeveral.contains(thread.name))
        name = tr("%1 · %2").arg(name, timeline::toQString(snapshot.process(thread.process).name));
    return lossText(thread).isEmpty() ? name : signedText(name);
}

QString ThreadsModel::lossText(const Thread& thread) const
{
    QStringList lines;
    if (thread.dropped > 0)
        lines << lostRecordsText(thread.dropped);
    if (m_switchesLost > 0)
        lines << lostSwitchesText(m_switchesLost);
    return lines.join(u'\n');
}

std::vector<std::uint32_t> ThreadsModel::keysOf(const Snapshot& snapshot) const
{
    std::vector<std::uint32_t> keys;
    for (std::uint32_t i = 0; i < snapshot.threads->size(); ++i) {
        const Thread& thread = threadAt(snapshot, i);
        if (!thread.isOurOwn && !snapshot.process(thread.process).isOurOwn)
            keys.push_back(i);
    }
    return keys;
}

Severity ThreadsModel::severity(std::uint32_t key) const
{
    const Thread& thread = threadAt(snapshot(), key);
    if (thread.dropped > 0)
        return Severity::Warning;
    return thread.endNs ? Severity::Quiet : Severity::Normal;
}

QVariant ThreadsModel::bar(std::uint32_t key) const
{
    const Thread& thread = threadAt(snapshot(), key);
    const std::int64_t life = lifetimeNs(snapshot(), thread);
    const store::IntervalSummary sum = wholeLife(snapshot(), thread);
    QVariantList shares;
    for (std::size_t i = 0; i < store::kThreadStateCount; ++i)
        shares << (life > 0 ? static_cast<double>(sum.ns[i]) / static_cast<double>(life) : 0.0);
    return shares;
}

QString ThreadsModel::toolTip(std::uint32_t key, int column) const
{
    if (columns()[static_cast<std::size_t>(column)].unit != Unit::Bar)
        return lossText(threadAt(snapshot(), key));
    const QVariantList shares = bar(key).toList();
    QStringList lines;
    for (int i = 0; i < shares.size(); ++i) {
        if (shares[i].toDouble() > 0)
            lines << tr("%1 %2").arg(theme::stateName(static_cast<State>(i)),
                                     timeline::percentText(shares[i].toDouble()));
    }
    return lines.join(u'\n');
}

} // namespace lanescope::panels
