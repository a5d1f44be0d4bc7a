// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <optional>

namespace lanescope::window {

/// What the status bar says. Pure functions. Threads: any.

struct Performance {
    std::int64_t frameNs = 0;
    int framesPerSecond = 0;
    std::optional<double> labCpu; ///< CPUs in use by the run: 1.48 is 148 %
};

/// The parts of the left side, the most important first: records, drops, frame time, kernel layer, CPU, memory.
QStringList recordingParts(const store::Snapshot& snapshot, const Performance& performance);
/// Why the kernel layer is what it is, and what would be needed for a better one; empty if all is well.
QString recordingToolTip(const store::Snapshot& snapshot);
/// "4 of 12 threads wait, 2 of them for “frontier”".
QString waitingText(const store::Snapshot& snapshot);
/// CPU time of all processes of the run so far.
std::int64_t runCpuNs(const store::Snapshot& snapshot);
/// "00:14.2", "1:02:03".
QString clockText(std::int64_t ns);

} // namespace lanescope::window
