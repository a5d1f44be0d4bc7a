// SPDX-License-Identifier: MIT
#pragma once

#include "core/trace/probes.h"

namespace lanescope::trace {

/// A line that this process has read from the standard output of its child `pid`, through a pipe of its own: nobody else
/// sees it. The reader of the trace shows it as written by the child. Threads: any.
inline void childOutput(std::int32_t pid, std::string_view line)
{
    mark(RecordType::Instant, 0, static_cast<std::uint64_t>(pid), static_cast<std::uint8_t>(InstantKind::Plain), 0,
         line);
}

} // namespace lanescope::trace
