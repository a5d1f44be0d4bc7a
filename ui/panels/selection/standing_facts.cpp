// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/selection/standing_facts.h"

#include "core/store/queue_account.h"
#include "ui/panels/fact_words.h"
#include "ui/panels/figures.h"
#include "ui/panels/processes/process_words.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace lanescope::panels {
namespace {

using store::Snapshot;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

} // namespace

SelectionFacts queueFacts(const Snapshot& snapshot, store::ObjectIndex queue, const timeline::Hit& hit)
{
    SelectionFacts facts;
    const store::Object& object = snapshot.object(queue);
    facts.add(text("queue"), objectWithKind(snapshot, static_cast<std::uint32_t>(queue)));
    if (hit.counter)
        facts.add(text("depth"),
                  text("%1 at %2").arg(figureText(Unit::Depth, hit.counter->last), moment(snapshot, hit.timeNs)));
    const auto capacity = static_cast<qlonglong>(object.capacity);
    if (object.kind == trace::ObjectKind::Pool)
        facts.add(text("workers"), figureText(Unit::Count, capacity));
    else
        facts.add(text("capacity"), capacity > 0 ? QLocale().toString(capacity) : text("no limit"));
    facts.add(text("deepest"), figureText(Unit::Depth, object.queue->depthMax));
    if (!store::isDepthOnly(*object.queue)) {
        facts.add(text("puts"), figureText(Unit::Count, static_cast<qulonglong>(object.queue->puts)));
        facts.add(text("gets"), figureText(Unit::Count, static_cast<qulonglong>(object.queue->gets)));
    }
    facts.add(text("address"), timeline::addressText(object));
    if (const auto& sojourn = object.queue->sojourn; sojourn.count() > 0 && store::knowsStays(*object.queue)) {
        facts.add(text("time in it"), percentiles(sojourn));
        facts.among = Among{sojourn, -1, {}};
    }
    return facts;
}

SelectionFacts lockFacts(const Snapshot& snapshot, store::ObjectIndex lock)
{
    SelectionFacts facts;
    const store::Object& object = snapshot.object(lock);
    facts.add(text("lock"), objectWithKind(snapshot, static_cast<std::uint32_t>(lock)));
    facts.add(text("acquired"), figureText(Unit::Count, static_cast<qulonglong>(object.lock->acquisitions)));
    facts.add(text("contended"), figureText(Unit::Count, static_cast<qulonglong>(object.lock->contended)));
    facts.add(text("owner now"), object.owner
                                     ? timeline::threadName(snapshot, static_cast<std::uint32_t>(*object.owner))
                                     : text("nobody"));
    facts.add(text("waiting"), QString::number(object.waiters));
    if (const auto& cost = object.lock->acquire; cost.count() > 0)
        facts.add(text("uncontended"), percentiles(cost));
    facts.add(text("address"), timeline::addressText(object));
    if (const auto& waits = object.lock->wait; waits.count() > 0) {
        facts.add(text("all waits"), percentiles(waits));
        facts.among = Among{waits, -1, {}};
    }
    return facts;
}

SelectionFacts threadFacts(const Snapshot& snapshot, store::ThreadIndex index)
{
    SelectionFacts facts;
    const store::Thread& thread = snapshot.thread(index);
    facts.add(text("thread"), threadWithTid(snapshot, static_cast<std::uint32_t>(index)));
    facts.add(text("process"), timeline::toQString(snapshot.process(thread.process).name));
    facts.add(text("started"), moment(snapshot, thread.startNs));
    if (thread.endNs)
        facts.add(text("ended"), moment(snapshot, *thread.endNs));
    if (thread.dropped > 0)
        facts.add(text("dropped"), text("%1 records").arg(QLocale().toString(static_cast<qulonglong>(thread.dropped))));
    return facts;
}

SelectionFacts processFacts(const Snapshot& snapshot, store::ProcessIndex index)
{
    SelectionFacts facts;
    const store::Process& process = snapshot.process(index);
    facts.add(text("process"), text("%1 · pid %2").arg(timeline::toQString(process.name)).arg(process.pid));
    facts.add(text("parent"), text("pid %1").arg(process.parentPid));
    facts.add(text("started"), moment(snapshot, process.startNs));
    if (process.endNs)
        facts.add(text("ended"), moment(snapshot, *process.endNs));
    facts.add(text("state"), processState(process));
    facts.add(text("CPU time"), timeline::durationText(process.cpuNs));
    return facts;
}

} // namespace lanescope::panels
