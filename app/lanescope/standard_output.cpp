// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/standard_output.h"

#include "app/lanescope/arguments.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lanescope::app {

Status writeToStandardOutput(const QByteArray& text)
{
    const auto size = static_cast<std::size_t>(text.size());
    errno = 0;
    if (std::fwrite(text.constData(), 1, size, stdout) == size && std::fflush(stdout) == 0)
        return Done{};
    return Error{std::string("Cannot write the result to standard output: ") + std::strerror(errno) +
                 ". Lead it to another file."};
}

int endWithOutput(const QByteArray& text)
{
    if (const Status written = writeToStandardOutput(text); !written) {
        std::fprintf(stderr, "lanescope: %s\n", written.error().c_str());
        return static_cast<int>(Exit::RunFailed);
    }
    return static_cast<int>(Exit::Done);
}

} // namespace lanescope::app
