// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <utility>

namespace lanescope::scenario {

/// Both ends of a pipe(2), inherited by child processes, also by those that become another program.
/// Lifetime: closes what it still has.
class PipeEnds {
public:
    static Result<PipeEnds> make();
    PipeEnds(PipeEnds&& other) noexcept
        : m_read(std::exchange(other.m_read, -1))
        , m_write(std::exchange(other.m_write, -1))
    {
    }
    PipeEnds& operator=(PipeEnds&&) = delete;
    ~PipeEnds()
    {
        closeRead();
        closeWrite();
    }

    int readEnd() const { return m_read; }
    int writeEnd() const { return m_write; }
    /// Readers see the end of the pipe only when every process has closed its write end.
    void closeRead();
    void closeWrite();

private:
    PipeEnds(int read, int write)
        : m_read(read)
        , m_write(write)
    {
    }
    int m_read;
    int m_write;
};

/// True when `descriptor` can be read, or its other end was closed, within the time.
bool waitReadable(int descriptor, int milliseconds);

} // namespace lanescope::scenario
