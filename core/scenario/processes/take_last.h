// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

namespace lanescope::scenario {

/// Takes the last one out of a list of children. To end it may serve the event loop, in which a knob is turned and the list
/// gets others: it is out of the list before that. The list must not be empty. Threads: as the list.
template <class T>
[[nodiscard]] T takeLast(std::vector<T>& list)
{
    T last = std::move(list.back());
    list.pop_back();
    return last;
}

} // namespace lanescope::scenario
