// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <unordered_map>

namespace lanescope::store {

/// Messages between threads: waits for the other half of each pair. Rings are read one after the other, so the half that
/// happened later may well be read first. Bounded. Threads: the collector's.
class FlowMatcher {
public:
    /// The pair, when the other half is known.
    std::optional<Flow> out(std::uint64_t id, std::int64_t timeNs, ThreadIndex from);
    std::optional<Flow> in(std::uint64_t id, std::int64_t timeNs, ThreadIndex to);

private:
    struct Half {
        std::int64_t timeNs;
        ThreadIndex thread;
    };
    using Halves = std::unordered_map<std::uint64_t, Half>;

    static std::optional<Half> take(Halves& halves, std::uint64_t id);
    static void keep(Halves& halves, std::uint64_t id, Half half);

    Halves m_sent;
    Halves m_received;
};

} // namespace lanescope::store
