// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lanescope::crawl {

/// Numbers of lanes: the lowest that is free is given out. Threads: none of its own; one owner.
class FreeLanes {
public:
    /// How many may be out at once: descriptors are limited, and some are for other things.
    static int capacityOfThisProcess();

    /// One that was never given out before is the number of those that were.
    int take();
    void giveBack(int lane);

private:
    std::vector<int> m_free; // a heap, the lowest on top
    int m_next = 0;
};

} // namespace lanescope::crawl
