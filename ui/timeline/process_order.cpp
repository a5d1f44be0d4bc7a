// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/process_order.h"

#include <unordered_map>

namespace lanescope::timeline {

// A child stands in the table behind its parent, and numbers are used again: the parent is the newest that had the number.
std::vector<std::uint32_t> processOrder(const store::Snapshot& snapshot)
{
    const auto& all = *snapshot.processes;
    const auto root = static_cast<std::uint32_t>(all.size());
    std::vector<std::vector<std::uint32_t>> children(all.size() + 1);
    std::unordered_map<std::int32_t, std::uint32_t> newest; // by pid
    for (std::uint32_t i = 0; i < root; ++i) {
        const auto parent = newest.find(all[i].parentPid);
        children[parent == newest.end() ? root : parent->second].push_back(i);
        newest[all[i].pid] = i;
    }
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> next(children[root].rbegin(), children[root].rend());
    while (!next.empty()) {
        const std::uint32_t here = next.back();
        next.pop_back();
        order.push_back(here);
        next.insert(next.end(), children[here].rbegin(), children[here].rend());
    }
    return order;
}

} // namespace lanescope::timeline
