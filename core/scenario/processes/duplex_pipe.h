// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/processes/pipe_ends.h"

#include <cstddef>
#include <span>

namespace lanescope::scenario {

/// A pipe with two ends at which both sides send and receive, as Python's Pipe(): two pipes of the kernel, one each
/// way. Made before the fork; then each side keeps its end and closes the other's.
/// Threads: as the descriptors. Lifetime: closes what it still has.
class DuplexPipe {
public:
    static Result<DuplexPipe> make();

    /// What one side has in its hands.
    struct End {
        int read;
        int write;
    };
    End parentEnd() const { return {m_toParent.readEnd(), m_toChild.writeEnd()}; }
    End childEnd() const { return {m_toChild.readEnd(), m_toParent.writeEnd()}; }
    void closeParentEnd();
    void closeChildEnd();

private:
    DuplexPipe(PipeEnds toChild, PipeEnds toParent)
        : m_toChild(std::move(toChild))
        , m_toParent(std::move(toParent))
    {
    }
    PipeEnds m_toChild;
    PipeEnds m_toParent;
};

/// Writes all of it, in as many pieces as the pipe has room for; the wait is recorded. Pieces of up to PIPE_BUF bytes
/// are written in one go. False when nobody can read it any more. SIGPIPE must be ignored.
bool sendAll(DuplexPipe::End end, std::span<const std::byte> bytes);

/// Reads what is there, up to the size of `buffer`, and waits for it up to the time, recorded. Returns the bytes read;
/// 0 after the time; -1 when nobody can write any more.
std::ptrdiff_t receiveSome(DuplexPipe::End end, std::span<std::byte> buffer, int timeoutMs);

} // namespace lanescope::scenario
