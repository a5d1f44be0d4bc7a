// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/pipe_ends.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

void closeOnce(int& descriptor)
{
    if (const int open = std::exchange(descriptor, -1); open >= 0)
        ::close(open);
}

} // namespace

Result<PipeEnds> PipeEnds::make()
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        return Error{std::string("No pipe could be made: ") + std::strerror(errno) +
                     ". Close other programs or raise the limit of open files."};
    return PipeEnds(ends[0], ends[1]);
}

void PipeEnds::closeRead()
{
    closeOnce(m_read);
}

void PipeEnds::closeWrite()
{
    closeOnce(m_write);
}

bool waitReadable(int descriptor, int milliseconds)
{
    pollfd waiting{descriptor, POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
}

} // namespace lanescope::scenario
