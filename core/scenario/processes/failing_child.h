// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lanescope::scenario {

/// What a child does in the end, and how a supervisor saw it end.
enum class Failure { None, Exit, Crash, Hang, Flood };
inline constexpr int kFailures = 5;

/// "well", "exit", "crash", "hang", "flood".
QString failureWord(Failure failure);

/// The worker "fail FAILURE WORK-MS": gives a sign of life on standard output, works with another one every 20 ms, then
/// fails that way.
inline constexpr char kFailingWorker[] = "fail";

} // namespace lanescope::scenario
