// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The nearest rank, ⌈p · n⌉, in integers: what percentiles of a histogram are held against. (Hyndman and Fan, Sample
// Quantiles in Statistical Packages, The American Statistician 50(4), 1996, definition 1.)

#include <algorithm>
#include <cstddef>

namespace lanescope::check {

/// Of so many sorted values, from 1 on.
inline std::size_t nearestRank(std::size_t perMille, std::size_t count)
{
    return std::max<std::size_t>((perMille * count + 999) / 1000, 1);
}

} // namespace lanescope::check
