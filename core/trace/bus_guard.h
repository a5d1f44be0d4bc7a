// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace lanescope::trace {

/// Keeps a reader alive when the file under a mapping is made shorter by somebody else: instead of dying of
/// SIGBUS the process sees zeroes there and tripped() says so. Process-wide signal handler, installed with
/// the first guard; faults elsewhere take their usual course.
/// Threads: construction and destruction any; lifetime: at most that of the mapping.
class BusGuard {
public:
    BusGuard(void* base, std::size_t bytes);
    ~BusGuard();
    BusGuard(const BusGuard&) = delete;
    BusGuard& operator=(const BusGuard&) = delete;

    bool tripped() const;
    /// False when too many mappings are guarded at once; such a mapping must not be read.
    bool armed() const { return m_slot >= 0; }

private:
    int m_slot = -1;
};

} // namespace lanescope::trace
