// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/selection_facts.h"

#include "ui/panels/figures.h"
#include "ui/panels/process_words.h"
#include "ui/panels/request_text.h"
#include "ui/panels/requests_model.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/navigation.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"
#include "ui/timeline/wait_words.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::panels {
namespace {

using store::Interval;
using store::Snapshot;
using store::State;
using timeline::durationText;
using timeline::Hit;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

// A figure and its unit, and what is before it, stay on one line where the column is narrow.
QString unbroken(QString figure)
{
    return figure.replace(u' ', QChar::Nbsp);
}

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

// "net · Scheduler::dispatch": a thread and what it did at that moment.
QString threadAtWork(const Snapshot& snapshot, std::uint32_t thread, std::int64_t timeNs)
{
    const QString name = timeline::threadName(snapshot, thread);
    if (thread >= snapshot.threads->size())
        return name;
    const auto task = timeline::taskAt(snapshot, (*snapshot.threads)[thread], timeNs);
    const QString taskName = timeline::toQString(snapshot.name(task.name));
    return taskName.isEmpty() ? name : text("%1 · %2").arg(name, taskName);
}

// "this lock", "this event": all waits for it.
QString thisOne(const store::Object& object)
{
    using trace::ObjectKind;
    if (object.queue)
        return text("this queue");
    switch (object.kind) {
    case ObjectKind::Mutex:
    case ObjectKind::RecursiveMutex:
    case ObjectKind::ReadWriteLock:
    case ObjectKind::SpinLock:
    case ObjectKind::TicketLock:
    case ObjectKind::ProcessLock:
        return text("this lock");
    default:
        return text("this %1").arg(timeline::objectKindName(object.kind));
    }
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

// Who held the object when the wait began; the row of a lock knows.
std::optional<Interval> holdAt(const Snapshot& snapshot, const store::Object& object, std::int64_t timeNs)
{
    if (!object.row)
        return std::nullopt;
    const store::Row& row = snapshot.row(*object.row);
    return row.kind == store::RowKind::LockOwner ? row.at(timeNs) : std::nullopt;
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

class Builder {
public:
    Builder(const Snapshot& snapshot, const Hit& hit)
        : m_snapshot(snapshot)
        , m_hit(hit)
        , m_interval(hit.interval)
        , m_open(hit.isOpen)
    {
        findAgain();
    }

    SelectionFacts build()
    {
        using Kind = Hit::Kind;
        switch (m_hit.kind) {
        case Kind::Nothing:
            break;
        case Kind::Header:
            process();
            break;
        case Kind::Row:
        case Kind::Counter:
            row();
            break;
        case Kind::Interval:
            interval();
            break;
        case Kind::Mark:
            mark();
            break;
        }
        return std::move(m_facts);
    }

private:
    void add(const QString& label, const QString& value)
    {
        if (!value.isEmpty())
            m_facts.facts.push_back({label, value});
    }

    // What was open when it was clicked may have ended, or be longer, since.
    void findAgain()
    {
        if (!m_interval || !m_hit.row || static_cast<std::size_t>(*m_hit.row) >= m_snapshot.rows.size())
            return;
        const auto& row = m_snapshot.row(*m_hit.row);
        const auto found = timeline::currentInterval(m_snapshot, {*m_hit.row, m_interval});
        if (found)
            m_interval = found;
        m_open = row.open && m_interval && row.open->startNs == m_interval->startNs;
    }

    void interval()
    {
        if (!m_interval || !m_hit.rowKind)
            return;
        switch (*m_hit.rowKind) {
        case store::RowKind::ThreadState:
            return threadState();
        case store::RowKind::Tasks:
            return task();
        case store::RowKind::LockOwner:
            return hold();
        case store::RowKind::RequestSlot:
            return request();
        case store::RowKind::Cpu:
            return slice();
        case store::RowKind::QueueDepth:
        case store::RowKind::Counter:
        case store::RowKind::Waiters:
            return row();
        }
    }

    void threadState()
    {
        const State state = m_interval->state();
        const bool waits = timeline::isWait(state) && m_interval->subject < m_snapshot.objects->size();
        if (waits)
            add(text("wait for"), objectWithKind(m_snapshot, m_interval->subject));
        add(text("state"), timeline::stateName(m_snapshot, state, m_interval->subject));
        lane();
        add(text("when"), stretch(m_snapshot, *m_interval, m_open));
        if (!waits) {
            if (m_hit.thread)
                add(text("task"), taskName(*m_hit.thread, m_interval->startNs));
            return;
        }
        const store::Object& object = (*m_snapshot.objects)[m_interval->subject];
        if (const auto held = holdAt(m_snapshot, object, m_interval->startNs); held && held->subject != store::kNone)
            add(text("held by"), threadAtWork(m_snapshot, held->subject, m_interval->startNs));
        add(text("ended by"), endedBy(m_snapshot, *m_interval, m_open));
        if (const auto* all = waitsFor(object, state); all && all->count() > 0) {
            add(thisOne(object), percentiles(*all));
            m_facts.among = Among{*all, static_cast<std::int64_t>(m_interval->durationNs), text("this wait")};
        }
    }

    void hold()
    {
        if (m_hit.object)
            add(text("lock"), objectWithKind(m_snapshot, static_cast<std::uint32_t>(*m_hit.object)));
        add(text("state"), theme::stateName(m_interval->state()));
        if (m_interval->subject != store::kNone)
            add(text("held by"), threadAtWork(m_snapshot, m_interval->subject, m_interval->startNs));
        add(text("when"), stretch(m_snapshot, *m_interval, m_open));
        if (!m_hit.object)
            return;
        const store::Object& object = m_snapshot.object(*m_hit.object);
        if (object.lock && object.lock->hold.count() > 0) {
            add(text("all holds"), percentiles(object.lock->hold));
            m_facts.among =
                Among{object.lock->hold, static_cast<std::int64_t>(m_interval->durationNs), text("this hold")};
        }
    }

    void task()
    {
        const QString name = timeline::toQString(m_snapshot.name(m_interval->subject));
        add(text("task"), name.isEmpty() ? text("without a name") : name);
        lane();
        add(text("when"), stretch(m_snapshot, *m_interval, m_open));
        if (!m_hit.thread)
            return;
        const auto& state = m_snapshot.row(m_snapshot.thread(*m_hit.thread).stateRow);
        const auto sum = state.summarise(m_interval->startNs, m_interval->endNs());
        const auto whole =
            static_cast<double>(std::max<std::int64_t>(static_cast<std::int64_t>(m_interval->durationNs), 1));
        add(text("running"), timeline::percentText(static_cast<double>(sum.of(State::Running)) / whole));
        add(text("ready"), timeline::percentText(static_cast<double>(sum.of(State::Ready)) / whole));
        add(text("lock waits"), timeline::percentText(static_cast<double>(sum.of(State::LockWait)) / whole));
    }

    void request()
    {
        add(text("phase"), theme::stateName(m_interval->state()));
        add(text("when"), stretch(m_snapshot, *m_interval, m_open));
        add(text("request"), QString::number(m_interval->subject));
        if (m_hit.object)
            add(text("slot"), timeline::objectName(m_snapshot, static_cast<std::uint32_t>(*m_hit.object)));
        const store::Request* found = m_snapshot.requests->find(m_interval->subject);
        if (!found)
            return add(text("outcome"), m_open ? text("still on its way") : QString());
        add(text("URL"), timeline::toQString(found->url));
        add(found->now ? text("now") : text("outcome"),
            found->httpStatus == 0 ? outcomeText(*found)
                                   : text("%1 · %2").arg(outcomeText(*found)).arg(found->httpStatus));
        add(text("size"), figureText(Unit::Bytes, static_cast<qulonglong>(found->bytes)));
        add(text("took"), durationText(found->endNs - found->startNs));
        if (const auto& all = m_snapshot.requests->latency; all.count() > 0) {
            add(text("all requests"), percentiles(all));
            m_facts.among = Among{all, found->endNs - found->startNs, text("this request")};
        }
    }

    void slice()
    {
        if (m_interval->subject != store::kNone)
            add(text("thread"), threadWithTid(m_snapshot, m_interval->subject));
        if (m_hit.line && m_hit.line->index < m_snapshot.cpus->size())
            add(text("CPU"), QString::number((*m_snapshot.cpus)[m_hit.line->index].number));
        add(text("when"), stretch(m_snapshot, *m_interval, m_open));
        if (m_interval->subject != store::kNone)
            add(text("task"), taskName(store::ThreadIndex{m_interval->subject}, m_interval->startNs));
    }

    void row()
    {
        if (m_hit.object && m_snapshot.object(*m_hit.object).queue)
            return queue(*m_hit.object);
        if (m_hit.object && m_snapshot.object(*m_hit.object).lock)
            return lock(*m_hit.object);
        if (m_hit.thread)
            return thread(*m_hit.thread);
        process();
    }

    void queue(store::ObjectIndex index)
    {
        const store::Object& object = m_snapshot.object(index);
        const auto key = static_cast<std::uint32_t>(index);
        add(text("queue"), objectWithKind(m_snapshot, key));
        if (m_hit.counter) {
            const QString depth = figureText(Unit::Depth, m_hit.counter->last);
            add(text("depth"), text("%1 at %2").arg(depth, moment(m_snapshot, m_hit.timeNs)));
        }
        const auto capacity = static_cast<qlonglong>(object.capacity);
        if (object.kind == trace::ObjectKind::Pool)
            add(text("workers"), figureText(Unit::Count, capacity));
        else
            add(text("capacity"), capacity > 0 ? QLocale().toString(capacity) : text("no limit"));
        add(text("deepest"), figureText(Unit::Depth, object.queue->depthMax));
        add(text("puts"), figureText(Unit::Count, static_cast<qulonglong>(object.queue->puts)));
        add(text("gets"), figureText(Unit::Count, static_cast<qulonglong>(object.queue->gets)));
        address(object);
        if (const auto& sojourn = object.queue->sojourn; sojourn.count() > 0) {
            add(text("time in it"), percentiles(sojourn));
            m_facts.among = Among{sojourn, -1, {}};
        }
    }

    void lock(store::ObjectIndex index)
    {
        const store::Object& object = m_snapshot.object(index);
        add(text("lock"), objectWithKind(m_snapshot, static_cast<std::uint32_t>(index)));
        add(text("acquired"), figureText(Unit::Count, static_cast<qulonglong>(object.lock->acquisitions)));
        add(text("contended"), figureText(Unit::Count, static_cast<qulonglong>(object.lock->contended)));
        add(text("owner now"), object.owner
                                   ? timeline::threadName(m_snapshot, static_cast<std::uint32_t>(*object.owner))
                                   : text("nobody"));
        add(text("waiting"), QString::number(object.waiters));
        if (const auto& cost = object.lock->acquire; cost.count() > 0)
            add(text("uncontended"), percentiles(cost));
        address(object);
        if (const auto& waits = object.lock->wait; waits.count() > 0) {
            add(text("all waits"), percentiles(waits));
            m_facts.among = Among{waits, -1, {}};
        }
    }

    void address(const store::Object& object)
    {
        if (const QString where = timeline::addressText(object); !where.isEmpty())
            add(text("address"), where);
    }

    void thread(store::ThreadIndex index)
    {
        const store::Thread& thread = m_snapshot.thread(index);
        add(text("thread"), threadWithTid(m_snapshot, static_cast<std::uint32_t>(index)));
        add(text("process"), timeline::toQString(m_snapshot.process(thread.process).name));
        add(text("started"), moment(m_snapshot, thread.startNs));
        if (thread.endNs)
            add(text("ended"), moment(m_snapshot, *thread.endNs));
        if (thread.dropped > 0)
            add(text("dropped"), text("%1 records").arg(QLocale().toString(static_cast<qulonglong>(thread.dropped))));
    }

    void process()
    {
        if (!m_hit.process)
            return;
        const store::Process& process = m_snapshot.process(*m_hit.process);
        add(text("process"), text("%1 · pid %2").arg(timeline::toQString(process.name)).arg(process.pid));
        add(text("parent"), text("pid %1").arg(process.parentPid));
        add(text("started"), moment(m_snapshot, process.startNs));
        if (process.endNs)
            add(text("ended"), moment(m_snapshot, *process.endNs));
        add(text("state"), processState(process));
        add(text("CPU time"), durationText(process.cpuNs));
    }

    void mark()
    {
        if (!m_hit.mark || *m_hit.mark >= m_snapshot.marks->size())
            return;
        const store::Mark& mark = (*m_snapshot.marks)[*m_hit.mark];
        const bool knob = mark.kind == store::MarkKind::Knob;
        add(text("when"), moment(m_snapshot, mark.timeNs));
        add(knob ? text("knob") : text("from"), timeline::toQString(mark.subject));
        add(knob ? text("set to") : text("said"), timeline::toQString(mark.text));
    }

    void lane()
    {
        if (m_hit.thread)
            add(text("thread"), threadWithTid(m_snapshot, static_cast<std::uint32_t>(*m_hit.thread)));
    }

    QString taskName(store::ThreadIndex thread, std::int64_t timeNs) const
    {
        if (static_cast<std::size_t>(thread) >= m_snapshot.threads->size())
            return {};
        return timeline::toQString(
            m_snapshot.name(timeline::taskAt(m_snapshot, m_snapshot.thread(thread), timeNs).name));
    }

    const Snapshot& m_snapshot;
    const Hit& m_hit;
    std::optional<Interval> m_interval;
    bool m_open;
    SelectionFacts m_facts;
};

} // namespace

SelectionFacts factsOf(const Snapshot& snapshot, const Hit& hit)
{
    return Builder(snapshot, hit).build();
}

} // namespace lanescope::panels
