// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/join.h"

#include <QThread>

namespace lanescope::sync {

void ThreadEnd::reached()
{
    if (const trace::LaneWriter* lane = trace::Recorder::lane())
        m_who.store(trace::Peer::ofLane(lane->index()).bits, std::memory_order_relaxed);
}

bool join(QThread& thread, const ThreadEnd& end, QDeadlineTimer deadline)
{
    trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
    const bool ended = thread.wait(deadline);
    wait.end(ended ? end.who() : trace::Peer{});
    return ended;
}

} // namespace lanescope::sync
