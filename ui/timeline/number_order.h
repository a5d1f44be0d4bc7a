// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace lanescope::timeline {

/// Threads that are started together begin in any order. Who has no number stands first; those whose names differ only in
/// the number at the end, as "worker-3", stand together behind, by this number, the kind that began first before the next.
/// A number that comes again begins a new such kind: the next round's worker-1 stands behind all of this one's.
/// Pure. O(rows) when they are in order
void orderByNumber(std::vector<std::uint32_t>& rows, const std::function<std::string_view(std::uint32_t)>& nameOf);

/// Of rows in that order, the kind that began last first; within each they stay as they are. Pure. O(rows)
void newestKindFirst(std::vector<std::uint32_t>& rows, const std::function<std::string_view(std::uint32_t)>& nameOf);

} // namespace lanescope::timeline
