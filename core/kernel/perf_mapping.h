// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/perf_ring.h"

#include <cstddef>

namespace lanescope::kernel {

/// The memory a perf event shares with the kernel: a control page, then the ring. Owns the mapping.
/// Threads: one at a time. Errors: an empty mapping; errno says why.
class PerfMapping {
public:
    PerfMapping() = default;
    /// `ringBytes` is a power of two and at least a page.
    PerfMapping(int eventDescriptor, std::size_t ringBytes);
    PerfMapping(PerfMapping&& other) noexcept;
    PerfMapping& operator=(PerfMapping&& other) noexcept;
    PerfMapping(const PerfMapping&) = delete;
    PerfMapping& operator=(const PerfMapping&) = delete;
    ~PerfMapping();

    explicit operator bool() const { return m_address != nullptr; }
    /// The reading end; good as long as the mapping, wherever that is moved to.
    PerfRing ring() const;

    static std::size_t pageBytes();

private:
    void* m_address = nullptr;
    std::size_t m_bytes = 0;
};

} // namespace lanescope::kernel
