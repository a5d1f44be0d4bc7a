// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::store {

class Registry;

/// The name of the counter that a process has whose writers dropped records: how many so far. It has a sample at the
/// reading of the rings before each loss, where it has not risen yet, and one at the reading that showed the loss.
inline constexpr std::string_view kLossCounter = "dropped records";

/// When a process dropped records, as far as readings of its rings tell. Threads: the collector's.
class LossCounter {
public:
    explicit LossCounter(std::int64_t startNs)
        : m_nowNs(startNs)
    {
    }

    /// The rings are about to be read.
    void nextReading(std::int64_t nowNs);
    /// … and said that so many were dropped so far.
    void note(Registry& registry, ProcessIndex process, std::uint64_t dropped);

private:
    std::optional<ObjectIndex> m_counter; // made with the first loss
    std::uint64_t m_dropped = 0;
    std::int64_t m_beforeNs = 0;
    std::int64_t m_nowNs;
};

} // namespace lanescope::store
