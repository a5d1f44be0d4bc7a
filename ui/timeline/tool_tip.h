// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/hit.h"

#include <QPalette>
#include <QString>

namespace lanescope::timeline {

/// What a hit means, as rich text with aligned columns; empty if there is nothing to say. Everything that
/// comes from a program (names, addresses) is escaped. `nsPerPx` sets how exact moments are written.
QString toolTipFor(const store::Snapshot& snapshot, const Hit& hit, double nsPerPx, const QPalette& palette);

/// The first line of the tool tip as plain text: "waits for lock “counter” · 3.42 ms".
QString summaryOf(const store::Snapshot& snapshot, const Hit& hit);

} // namespace lanescope::timeline
