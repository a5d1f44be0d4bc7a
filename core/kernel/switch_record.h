// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/switch_event.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lanescope::kernel {

/// What became of a run of bytes.
struct ParsedBytes {
    std::size_t consumed = 0;    ///< whole records, counted in bytes
    std::uint64_t malformed = 0; ///< records whose size cannot be true for their kind; skipped
};

/// Decodes perf records as a ring holds them, made with the sample id TID|TIME|CPU, and appends what they
/// say. Record kinds that carry nothing for us are passed over. It stops before a record whose size cannot be
/// true (smaller than its header, not a multiple of 8, or larger than what is left), because nothing after it
/// can be found: then `consumed` is less than the length given. Any bytes are allowed. Threads: pure
/// function. Errors: counted in the answer.
ParsedBytes parseSwitchRecords(std::span<const std::byte> bytes, std::vector<SwitchEvent>& events);

} // namespace lanescope::kernel
