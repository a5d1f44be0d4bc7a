// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/selection/selection_facts.h"

#include "core/analysis/object_kinds.h"
#include "ui/panels/fact_words.h"
#include "ui/panels/figures.h"
#include "ui/panels/requests/request_text.h"
#include "ui/panels/selection/standing_facts.h"
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

// An event or a barrier is no lock.
QString thisOne(const store::Object& object)
{
    if (object.queue)
        return text("this queue");
    return analysis::isOwned(object.kind) ? text("this lock")
                                          : text("this %1").arg(timeline::objectKindName(object.kind));
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
    void add(const QString& label, const QString& value) { m_facts.add(label, value); }

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
        add(text("because"), timeline::toQString(found->note));
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
            m_facts = queueFacts(m_snapshot, *m_hit.object, m_hit);
        else if (m_hit.object && m_snapshot.object(*m_hit.object).lock)
            m_facts = lockFacts(m_snapshot, *m_hit.object);
        else if (m_hit.thread)
            m_facts = threadFacts(m_snapshot, *m_hit.thread);
        else
            process();
    }

    void process()
    {
        if (m_hit.process)
            m_facts = processFacts(m_snapshot, *m_hit.process);
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
