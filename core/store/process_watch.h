// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/proc_reader.h"
#include "core/store/store.h"

#include <unordered_map>

namespace lanescope::store {

/// Looks a few times a second how the kernel sees each process of the run: its state, its parent, its memory, and
/// whether somebody has reaped it. Where somebody has stopped one, other than by a pause of the run, it leaves a mark, and one
/// when it goes on. Threads: the collector's. Complexity: one read a living process.
class ProcessWatch {
public:
    explicit ProcessWatch(Store& store)
        : m_store(store)
        , m_budget(kernel::DescriptorBudget::ofThisProcess())
    {
    }

    /// Does nothing until the last look is old enough; `last` looks in any case.
    void poll(std::int64_t nowNs, bool last);

private:
    static constexpr std::int64_t kPeriodNs = 200'000'000;

    struct Watched {
        std::unique_ptr<kernel::ProcReader> reader; ///< nullptr: it was gone, or is
        bool isToldStopped = false;
    };
    void look(std::size_t index);
    void tellStops(std::int64_t nowNs);

    Store& m_store;
    kernel::DescriptorBudget m_budget;
    std::unordered_map<std::size_t, Watched> m_watched; // by ProcessIndex
    std::int64_t m_lookedNs = 0;
};

} // namespace lanescope::store
