// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QDeadlineTimer>

#include <atomic>

class QThread;

namespace lanescope::sync {

/// Tells who waits for a thread's end which thread that was. Threads: the ending one and those that wait for it.
/// Lifetime: as long as both.
class ThreadEnd {
public:
    /// The last thing that the thread does.
    void reached();
    trace::Peer who() const { return {m_who.load(std::memory_order_relaxed)}; }

private:
    std::atomic<std::uint64_t> m_who{0}; // written before the end that a join waits for
};

/// QThread::wait(), recorded, with the thread that ended as the one who ended the wait. False when the deadline passed
/// first; the thread then lives on.
bool join(QThread& thread, const ThreadEnd& end, QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever));

} // namespace lanescope::sync
