// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

namespace lanescope::scenario {

/// A queue of items between processes, carried by a pipe, as Python's multiprocessing.Queue is. Its depth is
/// what the kernel says lies in the pipe; each item is a flow from who put it to who got it.
/// Threads: one putter and one getter at a time. Lifetime: does not own the descriptors.
class PipeQueue {
public:
    /// -1 for the end that this process does not use.
    PipeQueue(const char* name, int readEnd, int writeEnd);
    void put(char item);
    char get();

private:
    struct Message {
        std::uint64_t flow;
        char item;
    };
    void recordDepth(trace::DepthChange change);

    trace::TracedObject m_object;
    int m_readEnd;
    int m_writeEnd;
};

} // namespace lanescope::scenario
