// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lanescope::control {

/// How a process ended, in words: "was killed by signal 9 (SIGKILL)", "was ended by signal 15 (SIGTERM)", "crashed: signal 11 (SIGSEGV, invalid
/// memory access)", "exited with code 3". `signal` 0: it exited by itself.
QString exitWords(int exitCode, int signal);

/// "SIGKILL", or the number where it has no name.
QString signalName(int signal);

} // namespace lanescope::control
