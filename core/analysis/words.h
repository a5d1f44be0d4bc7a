// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <string>
#include <vector>

namespace lanescope::analysis {

/// Pieces of the sentences that this folder writes. English, as the store's messages are; without Qt, so without a
/// locale: numbers have a dot.

/// "1.204 s", "38 ms", "950 µs".
std::string durationText(double ns);
/// A moment as people see it, from the start of the run: "1.204 s".
std::string momentText(const store::Snapshot& snapshot, std::int64_t timeNs);
/// "87 %".
std::string shareText(double share);
/// "12,345".
std::string countText(std::uint64_t count);
/// "41.2 million", "310 thousand", "950".
std::string rateText(double perS);
/// "3.2".
std::string numberText(double value);
/// The name of a thread; with its process where threads of several processes are spoken of.
std::string threadText(const store::Snapshot& snapshot, store::ThreadIndex thread, bool withProcess = false);
/// The name of an object in quotes; its kind when it has none.
std::string objectText(const store::Snapshot& snapshot, store::ObjectIndex object);
/// The innermost span that a thread was in at a moment; empty when in none, or when that is gone.
std::string spanAt(const store::Snapshot& snapshot, store::ThreadIndex thread, std::int64_t timeNs);
/// "a", "a and b", "a, b and c"; of more than `most`, the first ones and how many more.
std::string listText(const std::vector<std::string>& items, std::size_t most = 4);

} // namespace lanescope::analysis
