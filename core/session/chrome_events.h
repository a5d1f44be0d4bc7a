// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/chrome_context.h"
#include "core/session/event_merge.h"

namespace lanescope::session {

/// One source for every thread, lock, queue, request slot and CPU, then marks and flows. Flows come last, so that at
/// equal times the slice they belong to has begun. Lifetime: within that of the context.
EventSources chromeSources(const ChromeContext& context);

} // namespace lanescope::session
