// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/wait_words.h"

#include "ui/theme/theme.h"
#include "ui/timeline/row_facts.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

using store::Snapshot;
using store::State;
using trace::ObjectKind;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::timeline", source);
}

ObjectKind kindOf(const Snapshot& snapshot, std::uint32_t object)
{
    return object < snapshot.objects->size() ? (*snapshot.objects)[object].kind : ObjectKind::None;
}

QString signalName(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Event:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "event wait"));
    case ObjectKind::Barrier:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "barrier wait"));
    case ObjectKind::Semaphore:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "semaphore wait"));
    default:
        return theme::stateName(State::SemaphoreWait);
    }
}

const char* signalSentence(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Event:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for event “%1” to be set");
    case ObjectKind::Barrier:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits at barrier “%1” for the others");
    case ObjectKind::Semaphore:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for a permit of semaphore “%1”");
    default:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for “%1” to be free");
    }
}

const char* joinSentence(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Event: // the results of a pool, as one object
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for one of “%1”");
    case ObjectKind::Pool:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for a task of pool “%1” to end");
    case ObjectKind::Queue:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for all tasks of queue “%1” to be done");
    default:
        return QT_TRANSLATE_NOOP("lanescope::timeline", "waits for “%1” to end");
    }
}

} // namespace

QString stateName(const Snapshot& snapshot, State state, std::uint32_t object)
{
    const ObjectKind kind = kindOf(snapshot, object);
    if (state == State::SemaphoreWait)
        return signalName(kind);
    if (state == State::JoinWait && (kind == ObjectKind::Event || kind == ObjectKind::Pool))
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "result wait"));
    return theme::stateName(state);
}

void SignalWaits::look(const Snapshot& snapshot, const store::Row& row)
{
    const std::size_t count = row.intervals.size();
    for (std::size_t i = count - std::min(count, kLookedAt); i < count; ++i)
        note(snapshot, row.intervals[i].state(), row.intervals[i].subject);
    if (row.open)
        note(snapshot, row.open->state, row.open->subject);
}

void SignalWaits::note(const Snapshot& snapshot, State state, std::uint32_t object)
{
    if (state == State::SemaphoreWait)
        m_kinds.insert(kindOf(snapshot, object));
}

QString SignalWaits::name() const
{
    return signalName(m_kinds.size() == 1 ? *m_kinds.begin() : ObjectKind::None);
}

QString waitSentence(const Snapshot& snapshot, State state, std::uint32_t object)
{
    const QString name = objectName(snapshot, object);
    const ObjectKind kind = kindOf(snapshot, object);
    switch (state) {
    case State::LockWait:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "waits for lock “%1”")).arg(name);
    case State::ConditionWait:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "waits for condition “%1”")).arg(name);
    case State::SemaphoreWait:
        return text(signalSentence(kind)).arg(name);
    case State::QueuePutWait:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "waits for room in queue “%1”")).arg(name);
    case State::QueueGetWait:
        return text(kind == ObjectKind::Pool
                        ? QT_TRANSLATE_NOOP("lanescope::timeline", "waits for a task from pool “%1”")
                        : QT_TRANSLATE_NOOP("lanescope::timeline", "waits for something in queue “%1”"))
            .arg(name);
    case State::JoinWait:
        return text(joinSentence(kind)).arg(name);
    default:
        return u"%1 · %2"_s.arg(theme::stateName(state), name);
    }
}

} // namespace lanescope::timeline
