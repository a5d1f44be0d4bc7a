// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_answer.h"
#include "core/site/trap.h"

namespace lanescope::site {

inline constexpr int kManyLinks = 100'000;
/// Less than what a page may be by default, or the link would not be read at all.
inline constexpr qint64 kHugeLinkBytes = 10'000'000;

/// What a request for this address gets. Pure: the same address, the same bytes.
[[nodiscard]] HttpAnswer trapAnswer(TrapAddress address);

} // namespace lanescope::site
