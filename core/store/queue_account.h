// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::store {

/// Its depth is read at times, and nobody tells of puts and gets: rates, waits and stays are not known.
inline bool isDepthOnly(const QueueFigures& queue)
{
    return queue.puts == 0 && queue.gets == 0 && queue.depthMax > 0;
}

/// How stays are distributed is known, not just their mean.
inline bool knowsStays(const QueueFigures& queue)
{
    return queue.stayAccount != StayAccount::MeanOnly && !isDepthOnly(queue);
}

} // namespace lanescope::store
