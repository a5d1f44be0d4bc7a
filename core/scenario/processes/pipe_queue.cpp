// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/pipe_queue.h"

#include "core/sync/flow.h"

#include <cerrno>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace lanescope::scenario {

PipeQueue::PipeQueue(const char* name, int readEnd, int writeEnd)
    : m_object(trace::ObjectKind::ProcessQueue, name)
    , m_readEnd(readEnd)
    , m_writeEnd(writeEnd)
{
}

void PipeQueue::recordDepth(trace::DepthChange change)
{
    int bytes = 0;
    if (::ioctl(m_readEnd >= 0 ? m_readEnd : m_writeEnd, FIONREAD, &bytes) == 0)
        m_object.depthChanged(bytes / static_cast<int>(sizeof(Message)), change);
}

void PipeQueue::put(char item)
{
    const std::uint64_t flow = sync::nextFlow();
    const Message message{flow, item};
    trace::flowOut(flow);
    // A message is shorter than PIPE_BUF, so it is written whole or not at all.
    while (::write(m_writeEnd, &message, sizeof message) < 0 && errno == EINTR) {
    }
    recordDepth(trace::DepthChange::Put);
}

char PipeQueue::get()
{
    Message message{};
    auto* bytes = reinterpret_cast<char*>(&message);
    std::size_t have = 0;
    trace::Wait wait(trace::WaitKind::QueueGet, m_object.id());
    while (have < sizeof message) {
        const ssize_t size = ::read(m_readEnd, bytes + have, sizeof message - have);
        if (size > 0)
            have += static_cast<std::size_t>(size);
        else if (size == 0 || errno != EINTR)
            std::exit(1); // every writer is gone, the lab included
    }
    wait.end(trace::Peer::ofProcess(sync::processOf(message.flow)));
    trace::flowIn(message.flow);
    recordDepth(trace::DepthChange::Get);
    return message.item;
}

} // namespace lanescope::scenario
