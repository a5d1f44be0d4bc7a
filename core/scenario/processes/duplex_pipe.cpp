// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/duplex_pipe.h"

#include "core/trace/probes.h"

#include <cerrno>
#include <unistd.h>

namespace lanescope::scenario {

Result<DuplexPipe> DuplexPipe::make()
{
    auto toChild = PipeEnds::make();
    auto toParent = PipeEnds::make();
    if (!toChild)
        return Error{toChild.error()};
    if (!toParent)
        return Error{toParent.error()};
    return DuplexPipe(std::move(toChild).value(), std::move(toParent).value());
}

void DuplexPipe::closeParentEnd()
{
    m_toParent.closeRead();
    m_toChild.closeWrite();
}

void DuplexPipe::closeChildEnd()
{
    m_toChild.closeRead();
    m_toParent.closeWrite();
}

bool sendAll(DuplexPipe::End end, std::span<const std::byte> bytes)
{
    const trace::Wait wait(trace::WaitKind::Io, trace::ObjectId::None);
    while (!bytes.empty()) {
        const ssize_t written = ::write(end.write, bytes.data(), bytes.size());
        if (written >= 0)
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

std::ptrdiff_t receiveSome(DuplexPipe::End end, std::span<std::byte> buffer, int timeoutMs)
{
    const trace::Wait wait(trace::WaitKind::Io, trace::ObjectId::None);
    if (!waitReadable(end.read, timeoutMs))
        return 0;
    ssize_t size = 0;
    do {
        size = ::read(end.read, buffer.data(), buffer.size());
    } while (size < 0 && errno == EINTR);
    return size > 0 ? size : -1;
}

} // namespace lanescope::scenario
