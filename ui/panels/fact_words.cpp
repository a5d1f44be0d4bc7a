// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/fact_words.h"

#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace lanescope::panels {
namespace {

using store::Interval;
using store::Snapshot;
using store::State;
using timeline::durationText;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

// A figure and its unit, and what is before it, stay on one line where the column is narrow.
QString unbroken(QString figure)
{
    return figure.replace(u' ', QChar::Nbsp);
}

// How long after the ender let go the waiter went on; nothing where the lock's row does not tell.
std::optional<std::int64_t> delayAfterRelease(const Snapshot& snapshot, const store::Object& object,
                                              const Interval& wait)
{
    if (!object.row)
        return std::nullopt;
    const store::Row& row = snapshot.row(*object.row);
    if (row.kind != store::RowKind::LockOwner)
        return std::nullopt;
    const std::size_t after = row.firstEndingAfter(wait.endNs());
    if (after == 0 || row.intervals[after - 1].subject != wait.peer || row.intervals[after - 1].endNs() < wait.startNs)
        return std::nullopt;
    return wait.endNs() - row.intervals[after - 1].endNs();
}

} // namespace

QString moment(const Snapshot& snapshot, std::int64_t timeNs)
{
    return unbroken(text("%1 s").arg(QLocale().toString(snapshot.seconds(timeNs), 'f', 4)));
}

QString stretch(const Snapshot& snapshot, const Interval& interval, bool open)
{
    const QString since = moment(snapshot, interval.startNs);
    const QString length = unbroken(durationText(static_cast<std::int64_t>(interval.durationNs)));
    return open ? text("%1, for %2 so far").arg(since, length) : text("%1 for %2").arg(since, length);
}

QString threadWithTid(const Snapshot& snapshot, std::uint32_t thread)
{
    if (thread >= snapshot.threads->size())
        return timeline::threadName(snapshot, thread);
    return text("%1 · tid %2").arg(timeline::threadName(snapshot, thread)).arg((*snapshot.threads)[thread].tid);
}

QString threadAtWork(const Snapshot& snapshot, std::uint32_t thread, std::int64_t timeNs)
{
    const QString name = timeline::threadName(snapshot, thread);
    if (thread >= snapshot.threads->size())
        return name;
    const auto task = timeline::taskAt(snapshot, (*snapshot.threads)[thread], timeNs);
    const QString taskName = timeline::toQString(snapshot.name(task.name));
    return taskName.isEmpty() ? name : text("%1 · %2").arg(name, taskName);
}

QString objectWithKind(const Snapshot& snapshot, std::uint32_t object)
{
    if (object >= snapshot.objects->size())
        return timeline::objectName(snapshot, object);
    return text("%1 (%2)").arg(timeline::objectName(snapshot, object),
                               timeline::objectKindName((*snapshot.objects)[object].kind));
}

QString percentiles(const store::Histogram& all)
{
    return text("p50\u00a0%1 · p99\u00a0%2")
        .arg(unbroken(durationText(all.percentileNs(0.50))), unbroken(durationText(all.percentileNs(0.99))));
}

const store::Histogram* waitsFor(const store::Object& object, State state)
{
    if (object.queue)
        return state == State::QueuePutWait ? &object.queue->putWait : &object.queue->getWait;
    return object.lock ? &object.lock->wait : nullptr;
}

std::optional<Interval> holdAt(const Snapshot& snapshot, const store::Object& object, std::int64_t timeNs)
{
    if (!object.row)
        return std::nullopt;
    const store::Row& row = snapshot.row(*object.row);
    return row.kind == store::RowKind::LockOwner ? row.at(timeNs) : std::nullopt;
}

QString endedBy(const Snapshot& snapshot, const Interval& wait, bool open)
{
    if (open)
        return text("nobody yet");
    if (wait.peer == store::kNone)
        return {};
    const QString who = timeline::threadName(snapshot, wait.peer);
    if (wait.subject >= snapshot.objects->size())
        return who;
    const auto delay = delayAfterRelease(snapshot, (*snapshot.objects)[wait.subject], wait);
    return delay ? text("%1, %2 after it let go").arg(who, durationText(*delay)) : who;
}

} // namespace lanescope::panels
