// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/tool_tip.h"

#include "ui/theme/theme.h"
#include "ui/timeline/host_rows.h"
#include "ui/timeline/knob_effect.h"
#include "ui/timeline/migrations.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"
#include "ui/timeline/wait_words.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

using store::Snapshot;
using store::State;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::timeline", source);
}

// What a state means with its object: "waits for lock “counter”".
QString stateText(const Snapshot& snapshot, const Hit& hit)
{
    const State state = hit.interval->state();
    const QString object = hit.object ? objectName(snapshot, static_cast<std::uint32_t>(*hit.object)) : QString();
    if (hit.rowKind != store::RowKind::ThreadState || object.isEmpty())
        return stateName(snapshot, state, hit.interval->subject);
    return waitSentence(snapshot, state, static_cast<std::uint32_t>(*hit.object));
}

QString headline(const Snapshot& snapshot, const Hit& hit)
{
    if (hit.rowKind == store::RowKind::Tasks)
        return toQString(snapshot.name(hit.interval->subject));
    if (hit.rowKind == store::RowKind::Cpu && hit.thread)
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "runs %1"))
            .arg(threadName(snapshot, static_cast<std::uint32_t>(*hit.thread)));
    return stateText(snapshot, hit);
}

/// A table of two columns, built line by line.
class Table {
public:
    explicit Table(const QPalette& palette)
        : m_faint(theme::coloursOf(palette).textSecondary.name())
    {
    }
    void title(const QString& title, const QString& detail = {})
    {
        m_html += u"<div style='white-space:nowrap'><b>"_s + title.toHtmlEscaped() + u"</b>"_s;
        if (!detail.isEmpty())
            m_html += u" · "_s + detail.toHtmlEscaped();
        m_html += u"</div><table cellspacing='0'>"_s;
    }
    void line(const char* name, const QString& value)
    {
        if (value.isEmpty())
            return;
        m_html += u"<tr><td style='color:%1; padding-right:10px; white-space:nowrap'>%2</td>"_s.arg(
                      m_faint, text(name).toHtmlEscaped()) +
                  u"<td style='white-space:nowrap'>%1</td></tr>"_s.arg(value.toHtmlEscaped());
    }
    QString html() const { return m_html.isEmpty() ? m_html : m_html + u"</table>"_s; }

private:
    QString m_faint;
    QString m_html;
};

QString cpuName(std::uint32_t number)
{
    return text(QT_TRANSLATE_NOOP("lanescope::timeline", "CPU %1")).arg(number);
}

// Where a thread ran, and where it came from.
void describeCpu(Table& table, const Snapshot& snapshot, const Hit& hit)
{
    const store::Interval& interval = *hit.interval;
    if (hit.rowKind == store::RowKind::Cpu && interval.peer != store::kNone)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "came from"), cpuName(interval.peer));
    if (hit.rowKind != store::RowKind::ThreadState || interval.state() != State::Running || !hit.thread)
        return;
    if (const auto cpu = cpuOf(snapshot, *hit.thread, interval.startNs))
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "on"), cpuName(*cpu));
}

void describeInterval(Table& table, const Snapshot& snapshot, const Hit& hit, double nsPerPx)
{
    const store::Interval& interval = *hit.interval;
    const QString duration = durationText(static_cast<std::int64_t>(interval.durationNs));
    table.title(headline(snapshot, hit),
                hit.isOpen ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "%1 and counting")).arg(duration)
                           : duration);
    if (hit.thread && hit.rowKind != store::RowKind::Cpu) {
        const char* label = hit.rowKind == store::RowKind::LockOwner
                                ? QT_TRANSLATE_NOOP("lanescope::timeline", "owner")
                                : QT_TRANSLATE_NOOP("lanescope::timeline", "thread");
        table.line(label, threadName(snapshot, static_cast<std::uint32_t>(*hit.thread)));
    }
    if (hit.thread && hit.rowKind == store::RowKind::ThreadState) {
        const TaskAt task = taskAt(snapshot, snapshot.thread(*hit.thread), interval.startNs);
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "in"), toQString(snapshot.name(task.name)));
    }
    if (hit.rowKind == store::RowKind::LockOwner && hit.object)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "lock"),
                   objectName(snapshot, static_cast<std::uint32_t>(*hit.object)));
    if (hit.rowKind == store::RowKind::RequestSlot)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "request"), QString::number(interval.subject));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "at"),
               momentText(interval.startNs - snapshot.beginNs, nsPerPx));
    if (interval.peer != store::kNone && hit.rowKind == store::RowKind::ThreadState)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "ended by"), threadName(snapshot, interval.peer));
    describeCpu(table, snapshot, hit);
}

void describeCounter(Table& table, const Snapshot& snapshot, const Hit& hit, double nsPerPx)
{
    const QLocale locale;
    const auto number = [&locale](double value) { return locale.toString(value, 'g', 6); };
    const store::SampleSummary& sum = *hit.counter;
    table.title(objectName(snapshot, static_cast<std::uint32_t>(*hit.object)), number(sum.last));
    const store::Object& queue = snapshot.object(*hit.object);
    const std::int64_t capacity = queue.capacity;
    if (capacity > 0)
        table.line(queue.kind == trace::ObjectKind::Pool ? QT_TRANSLATE_NOOP("lanescope::timeline", "workers")
                                                         : QT_TRANSLATE_NOOP("lanescope::timeline", "capacity"),
                   locale.toString(static_cast<qlonglong>(capacity)));
    if (const store::Row* snooze = snoozeRowOf(snapshot, snapshot.object(*hit.object))) {
        if (const double seconds = snoozedS(*snooze, hit.timeNs); seconds > 0)
            table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "left alone for"),
                       durationText(static_cast<std::int64_t>(seconds * 1e9)));
    }
    if (sum.min != sum.max)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "range"),
                   u"%1 – %2"_s.arg(number(sum.min), number(sum.max)));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "at"), momentText(hit.timeNs - snapshot.beginNs, nsPerPx));
}

void describeMark(Table& table, const Snapshot& snapshot, const Hit& hit, double nsPerPx)
{
    const store::Mark& mark = (*snapshot.marks)[*hit.mark];
    table.title(toQString(mark.subject), toQString(mark.text));
    if (mark.kind == store::MarkKind::Knob)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "effect"), effectOfChange(snapshot, *hit.mark));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "at"), momentText(mark.timeNs - snapshot.beginNs, nsPerPx));
}

void describeThread(Table& table, const Snapshot& snapshot, const store::Thread& thread)
{
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "thread"), QString::number(thread.tid));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "process"), toQString(snapshot.process(thread.process).name));
    if (const auto lost = static_cast<int>(std::min<std::uint64_t>(thread.dropped, 1'000'000'000)); lost > 0)
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "lost"),
                   QCoreApplication::translate("lanescope::timeline", "%n record(s)", nullptr, lost));
}

void describeProcess(Table& table, const store::Process& process)
{
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "process"), QString::number(process.pid));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "parent"), QString::number(process.parentPid));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "on a CPU for"), durationText(process.cpuNs));
    table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "recording"), toQString(process.fault));
}

void describeLine(Table& table, const Snapshot& snapshot, const Hit& hit)
{
    table.title(lineName(snapshot, *hit.line));
    if (hit.line->kind == LineKind::Thread) {
        describeThread(table, snapshot, snapshot.thread(*hit.thread));
    } else if (hit.line->kind == LineKind::Process) {
        describeProcess(table, snapshot.process(*hit.process));
    } else if (hit.line->kind == LineKind::Ended) {
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "when"),
                   text(QT_TRANSLATE_NOOP("lanescope::timeline",
                                          "before the time that is shown, or before those that have a row")));
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "click"),
                   text(QT_TRANSLATE_NOOP("lanescope::timeline", "shows their rows")));
    } else if (*hit.line == LineKey{LineKind::Group, static_cast<std::uint32_t>(Group::Cpus)}) {
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "colour"),
                   text(QT_TRANSLATE_NOOP("lanescope::timeline", "a thread each")));
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "notch, arrow"),
                   text(QT_TRANSLATE_NOOP("lanescope::timeline", "the thread ran on another CPU before")));
    } else if (hit.object) {
        const auto& object = snapshot.object(*hit.object);
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "kind"), objectKindName(object.kind));
        table.line(QT_TRANSLATE_NOOP("lanescope::timeline", "process"),
                   toQString(snapshot.process(object.process).name));
    }
}

} // namespace

QString summaryOf(const Snapshot& snapshot, const Hit& hit)
{
    if (!hit.interval)
        return hit.line ? lineName(snapshot, *hit.line) : QString();
    return u"%1 · %2"_s.arg(headline(snapshot, hit), durationText(static_cast<std::int64_t>(hit.interval->durationNs)));
}

QString toolTipFor(const Snapshot& snapshot, const Hit& hit, double nsPerPx, const QPalette& palette)
{
    Table table(palette);
    switch (hit.kind) {
    case Hit::Kind::Nothing:
        break;
    case Hit::Kind::Interval:
        describeInterval(table, snapshot, hit, nsPerPx);
        break;
    case Hit::Kind::Counter:
        describeCounter(table, snapshot, hit, nsPerPx);
        break;
    case Hit::Kind::Mark:
        describeMark(table, snapshot, hit, nsPerPx);
        break;
    case Hit::Kind::Header:
    case Hit::Kind::Row:
        describeLine(table, snapshot, hit);
        break;
    }
    return table.html();
}

} // namespace lanescope::timeline
