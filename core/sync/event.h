// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QDeadlineTimer>
#include <QMutex>
#include <QWaitCondition>

namespace lanescope::sync {

/// A light that threads wait for, as Python's threading.Event: set() lets all who wait go, and all who come, until
/// clear(). Made of QMutex and QWaitCondition; the waits are recorded. Threads: any. Lifetime: longer than any waiter.
class Event {
public:
    explicit Event(const char* name);

    void set();
    void clear();
    bool isSet() const;
    /// True when it is set, at once or before the deadline; also if it has been cleared again since.
    bool wait(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever));

private:
    mutable QMutex m_mutex; // guards all below
    QWaitCondition m_wasSet;
    trace::TracedObject m_object;
    bool m_isSet = false;
    quint64 m_sets = 0; // a waiter must not miss a set() that a clear() follows at once
};

} // namespace lanescope::sync
