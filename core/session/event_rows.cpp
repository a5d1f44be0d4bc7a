// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/cells.h"
#include "core/session/table_rows.h"
#include "core/session/words.h"

#include <algorithm>

namespace lanescope::session {

using namespace store;

namespace {

struct RowOwner {
    std::string_view process;
    Cell name;
    const char* kind = "";
};

// Which thread, object or CPU each row belongs to.
std::vector<RowOwner> rowOwners(const Snapshot& snapshot)
{
    std::vector<RowOwner> owners(snapshot.rows.size());
    const auto at = [&](RowIndex row) -> RowOwner& { return owners[static_cast<std::size_t>(row)]; };
    for (const Thread& thread : *snapshot.threads) {
        const std::string_view process = snapshot.process(thread.process).name;
        for (const RowIndex row : thread.taskRows)
            at(row) = {process, text(thread.name), "task"};
        at(thread.stateRow) = {process, text(thread.name), "state"};
    }
    for (const Object& object : *snapshot.objects) {
        const std::string_view process = snapshot.process(object.process).name;
        for (const auto& row : {object.row, object.waitersRow, object.puttersRow}) {
            if (row)
                at(*row) = {process, text(object.name), "object"};
        }
        if (!object.word)
            continue;
        for (const WordFigures::Writer& writer : object.word->writers)
            at(writer.row) = {process, text(object.name + ", writes of " + snapshot.thread(writer.thread).name),
                              "word"};
    }
    for (const Cpu& cpu : *snapshot.cpus)
        at(cpu.row) = {{}, QStringLiteral("CPU %1").arg(cpu.number), "cpu"};
    return owners;
}

Cell subjectName(const Snapshot& snapshot, RowKind kind, std::uint32_t subject)
{
    switch (kind) {
    case RowKind::ThreadState:
        return objectName(snapshot, subject);
    case RowKind::LockOwner:
    case RowKind::Cpu:
        return threadName(snapshot, subject);
    case RowKind::Tasks:
        return text(snapshot.name(subject));
    case RowKind::RequestSlot:
        return subject == kNone ? Cell{} : whole(subject);
    case RowKind::QueueDepth:
    case RowKind::Counter:
    case RowKind::Waiters:
        break;
    }
    return {};
}

const char* kindWord(RowKind kind)
{
    switch (kind) {
    case RowKind::ThreadState:
        return "thread";
    case RowKind::Tasks:
        return "task";
    case RowKind::LockOwner:
        return "lock";
    case RowKind::RequestSlot:
        return "request";
    case RowKind::Cpu:
        return "cpu";
    case RowKind::QueueDepth:
        return "queue";
    case RowKind::Counter:
        return "counter";
    case RowKind::Waiters:
        return "waiters";
    }
    return "";
}

bool intervalRows(const Snapshot& snapshot, const Row& row, const RowOwner& owner, const RowSink& sink)
{
    const bool peersAreThreads = row.kind != RowKind::Cpu;
    const auto put = [&](const Interval& interval, bool open) {
        return sink({text(kindWord(row.kind)), text(owner.process), owner.name,
                     whole(interval.startNs - snapshot.beginNs), whole(interval.durationNs),
                     text(stateWord(interval.state())), subjectName(snapshot, row.kind, interval.subject),
                     peersAreThreads ? threadName(snapshot, interval.peer) : Cell{}, open, Cell{}});
    };
    for (std::size_t i = 0; i < row.intervals.size(); ++i) {
        if (!put(row.intervals[i], false))
            return false;
    }
    return !row.open ||
           put(Interval::make(row.open->startNs, row.knownUntilNs, row.open->state, row.open->subject), true);
}

bool sampleRows(const Snapshot& snapshot, const Row& row, const RowOwner& owner, const RowSink& sink)
{
    for (std::size_t i = 0; i < row.samples.size(); ++i) {
        const Sample& sample = row.samples[i];
        if (!sink({text(kindWord(row.kind)), text(owner.process), owner.name, whole(sample.timeNs - snapshot.beginNs),
                   Cell{}, Cell{}, Cell{}, Cell{}, Cell{}, sample.value}))
            return false;
    }
    return true;
}

} // namespace

void timelineRows(const Snapshot& snapshot, const RowSink& sink)
{
    const std::vector<RowOwner> owners = rowOwners(snapshot);
    for (std::size_t i = 0; i < snapshot.rows.size(); ++i) {
        if (!intervalRows(snapshot, snapshot.rows[i], owners[i], sink) ||
            !sampleRows(snapshot, snapshot.rows[i], owners[i], sink))
            return;
    }
}

void waitRows(const Snapshot& snapshot, const RowSink& sink)
{
    for (const Thread& thread : *snapshot.threads) {
        const Row& row = snapshot.row(thread.stateRow);
        const auto put = [&](const Interval& wait, bool open) {
            return !isWait(wait.state()) ||
                   sink({text(snapshot.process(thread.process).name), text(thread.name), whole(thread.tid),
                         text(stateWord(wait.state())), objectName(snapshot, wait.subject),
                         whole(wait.startNs - snapshot.beginNs), whole(wait.durationNs),
                         threadName(snapshot, wait.peer), open});
        };
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            if (!put(row.intervals[i], false))
                return;
        }
        if (row.open &&
            !put(Interval::make(row.open->startNs, row.knownUntilNs, row.open->state, row.open->subject), true))
            return;
    }
}

void markRows(const Snapshot& snapshot, const RowSink& sink)
{
    for (const Mark& mark : *snapshot.marks) {
        if (!sink({secondsSince(snapshot, mark.timeNs), text(markWord(mark.kind)), text(mark.subject), text(mark.text),
                   mark.value}))
            return;
    }
}

} // namespace lanescope::session
