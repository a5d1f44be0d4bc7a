// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <unordered_map>

namespace lanescope::store {

/// Messages between threads: waits for the second half of each pair. Bounded.
/// Threads: the collector's.
class FlowMatcher {
public:
    void out(std::uint64_t id, std::int64_t timeNs, ThreadIndex from);
    /// The pair, when the first half is known.
    std::optional<Flow> in(std::uint64_t id, std::int64_t timeNs, ThreadIndex to);

private:
    std::unordered_map<std::uint64_t, std::pair<std::int64_t, ThreadIndex>> m_open;
};

} // namespace lanescope::store
