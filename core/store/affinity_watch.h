// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <map>

namespace lanescope::store {

/// Looks a few times a second on which CPUs each thread of the run may run: a program may bind its threads, also while they
/// go on. Of one that is over before the first look nothing is known. Threads: the collector's. Complexity: one system
/// call a living thread and look.
class AffinityWatch {
public:
    explicit AffinityWatch(Store& store);

    /// Does nothing until the last look is old enough.
    void poll(std::int64_t nowNs);

private:
    static constexpr std::int64_t kPeriodNs = 200'000'000;
    static constexpr std::size_t kMostSets = 4096;

    void look(ThreadIndex index, std::int64_t nowNs);
    void boundAnew(ThreadIndex index, std::uint32_t set, std::int64_t nowNs);
    /// Nothing when there are too many already.
    std::optional<std::uint32_t> numberOf(const CpuSet& cpus);

    Store& m_store;
    std::map<CpuSet, std::uint32_t> m_numbers;
    std::vector<std::optional<std::uint32_t>> m_last; // by ThreadIndex
    std::int64_t m_lookedNs = 0;
};

} // namespace lanescope::store
