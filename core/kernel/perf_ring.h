// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/switch_event.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

struct perf_event_mmap_page;

namespace lanescope::kernel {

/// The reading end of one perf ring: a control page and a power-of-two area of data the kernel writes.
/// Threads: one reader; the kernel writes at the same time. Errors: what cannot be true is counted and
/// skipped. Lifetime: a view; the mapping must outlive it.
class PerfRing {
public:
    PerfRing(perf_event_mmap_page& control, std::span<const std::byte> data);

    /// Appends every record that is there now, in the order written, and gives the room back to the kernel. A
    /// record that repeats the one before it is dropped: a thread that is listened to twice (it was born
    /// while we attached) has each of its records written twice, one right after the other, and no thread can
    /// switch in twice in a row. Never blocks. Complexity: linear in what is there.
    void drain(std::vector<SwitchEvent>& events);

    /// Records, or whole stretches, that could not be understood.
    std::uint64_t malformed() const { return m_malformed; }

private:
    std::span<const std::byte> readable(std::uint64_t head);
    void dropRepeats(std::vector<SwitchEvent>& events, std::size_t from);

    perf_event_mmap_page& m_control;
    std::span<const std::byte> m_data;
    std::vector<std::byte> m_joined; ///< a stretch that runs over the end of the area, put together
    std::uint64_t m_tail = 0;        ///< ours alone; what the control page says about it is not read back
    std::uint64_t m_malformed = 0;
    SwitchEvent m_last; ///< the record before the next one
};

} // namespace lanescope::kernel
