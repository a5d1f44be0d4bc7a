// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/processes/live_knobs.h"

#include <QString>

namespace lanescope::scenario {

/// What a child does in the end, and how a supervisor saw it end.
enum class Failure { None, Exit, Crash, Hang, Flood };
inline constexpr int kFailures = 5;

/// "well", "exit", "crash", "hang", "flood".
QString failureWord(Failure failure);

/// What a supervisor shares with its children.
struct SupervisedBoard {
    KnobCells knobs; ///< of processes.crash
};

/// The worker "fail BOARD FAILURE NAME": gives a sign of life on standard output, works with another one every 20 ms as long
/// as the knob says, then fails that way.
inline constexpr char kFailingWorker[] = "fail";

} // namespace lanescope::scenario
