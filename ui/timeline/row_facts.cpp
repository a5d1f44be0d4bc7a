// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/row_facts.h"

#include "ui/timeline/host_rows.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

using store::Snapshot;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::timeline", source);
}

QString groupName(Group group)
{
    switch (group) {
    case Group::Pinned:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "Pinned"));
    case Group::Requests:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "Requests by slot"));
    case Group::Locks:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "Locks"));
    case Group::Queues:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "Queues"));
    case Group::Cpus:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "CPUs"));
    case Group::Hosts:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "Hosts"));
    }
    return {};
}

} // namespace

QString toQString(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QString threadName(const Snapshot& snapshot, std::uint32_t threadIndex)
{
    if (threadIndex >= snapshot.threads->size())
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "an unknown thread"));
    const auto& thread = (*snapshot.threads)[threadIndex];
    if (thread.name.empty())
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "thread %1")).arg(thread.tid);
    return toQString(thread.name);
}

QString objectName(const Snapshot& snapshot, std::uint32_t objectIndex)
{
    if (objectIndex >= snapshot.objects->size())
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "something not recorded"));
    const auto& object = (*snapshot.objects)[objectIndex];
    if (object.name.empty())
        return u"%1 %2"_s.arg(objectKindName(object.kind)).arg(objectIndex);
    return toQString(object.name);
}

QString addressText(const store::Object& object)
{
    return object.address == 0 ? QString() : QStringLiteral("0x%1").arg(object.address, 0, 16);
}

QString objectKindName(trace::ObjectKind kind)
{
    using trace::ObjectKind;
    switch (kind) {
    case ObjectKind::Mutex:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "mutex"));
    case ObjectKind::RecursiveMutex:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "recursive mutex"));
    case ObjectKind::ReadWriteLock:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "read-write lock"));
    case ObjectKind::SpinLock:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "spin lock"));
    case ObjectKind::TicketLock:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "ticket lock"));
    case ObjectKind::ProcessLock:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "lock between processes"));
    case ObjectKind::Semaphore:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "semaphore"));
    case ObjectKind::Condition:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "condition"));
    case ObjectKind::Event:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "event"));
    case ObjectKind::Barrier:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "barrier"));
    case ObjectKind::Queue:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "queue"));
    case ObjectKind::ProcessQueue:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "queue between processes"));
    case ObjectKind::Pool:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "pool"));
    case ObjectKind::RequestSlot:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "request slot"));
    case ObjectKind::Thread:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "thread"));
    case ObjectKind::Process:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "process"));
    case ObjectKind::Timer:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "timer"));
    case ObjectKind::SharedWord:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "shared word"));
    case ObjectKind::None:
        break;
    }
    return text(QT_TRANSLATE_NOOP("lanescope::timeline", "object"));
}

QString lineName(const Snapshot& snapshot, const LineKey& key)
{
    switch (key.kind) {
    case LineKind::Group:
        return groupName(static_cast<Group>(key.index));
    case LineKind::Process: {
        const auto& process = (*snapshot.processes)[key.index];
        return process.name.empty() ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "process %1")).arg(process.pid)
                                    : toQString(process.name);
    }
    case LineKind::Thread:
        return threadName(snapshot, key.index);
    case LineKind::Tasks:
        return key.depth == 0 ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "tasks"))
                              : text(QT_TRANSLATE_NOOP("lanescope::timeline", "tasks, depth %1")).arg(key.depth + 1);
    case LineKind::Cpu:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "CPU %1")).arg((*snapshot.cpus)[key.index].number);
    case LineKind::Queue: // whose it is, stands above it
        if (key.index < snapshot.objects->size() && isWireRow(snapshot, (*snapshot.objects)[key.index]))
            return text(QT_TRANSLATE_NOOP("lanescope::timeline", "on the wire"));
        return objectName(snapshot, key.index);
    case LineKind::Request:
    case LineKind::Lock:
        return objectName(snapshot, key.index);
    case LineKind::Ended:
        return key.index == kEndedProcesses ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "ended processes"))
                                            : text(QT_TRANSLATE_NOOP("lanescope::timeline", "ended threads"));
    }
    return {};
}

QString lineTitle(const Snapshot& snapshot, const Line& line)
{
    if (line.key.kind != LineKind::Ended)
        return lineName(snapshot, line.key);
    const auto count = static_cast<int>(line.children);
    return line.key.index == kEndedProcesses
               ? QCoreApplication::translate("lanescope::timeline", "%n ended process(es)", nullptr, count)
               : QCoreApplication::translate("lanescope::timeline", "%n ended thread(s)", nullptr, count);
}

TaskAt taskAt(const Snapshot& snapshot, const store::Thread& thread, std::int64_t timeNs)
{
    for (auto depth = thread.taskRows.rbegin(); depth != thread.taskRows.rend(); ++depth) {
        const auto& row = snapshot.row(*depth);
        const auto found = row.at(timeNs);
        if (!found)
            continue;
        const bool isOpen = row.open && row.open->startNs <= timeNs;
        return {found->subject, found->startNs, !isOpen};
    }
    return {};
}

std::optional<store::ThreadIndex> threadOfRow(const Snapshot& snapshot, store::RowIndex row)
{
    const auto& threads = *snapshot.threads;
    for (std::uint32_t i = 0; i < threads.size(); ++i) {
        const auto& tasks = threads[i].taskRows;
        if (threads[i].stateRow == row || std::find(tasks.begin(), tasks.end(), row) != tasks.end())
            return store::ThreadIndex{i};
    }
    return std::nullopt;
}

std::optional<store::ObjectIndex> objectOfRow(const Snapshot& snapshot, store::RowIndex row)
{
    const auto& objects = *snapshot.objects;
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
        if (objects[i].row == row)
            return store::ObjectIndex{i};
    }
    return std::nullopt;
}

} // namespace lanescope::timeline
