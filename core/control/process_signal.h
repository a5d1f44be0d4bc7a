// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QString>

namespace lanescope::control {

/// What can be done to a process of a run, as its menu says it.
enum class ProcessSignal {
    End,     ///< SIGTERM: it may put things in order first
    Kill,    ///< SIGKILL
    Stop,    ///< SIGSTOP: it stands where it is
    Continue ///< SIGCONT
};

/// Who is stopped takes nothing but SIGKILL and SIGCONT.
enum class SignalEffect { AtOnce, OnceContinued };

/// Sends it, if `pid` belongs to the run whose lab is `labPid`: the lab, one of its process group, or one that
/// descends from it. Anything else is refused, also a later process that got the same number, and a zombie, which is
/// dead. Threads: any.
Result<SignalEffect> signalProcessOfRun(qint64 labPid, qint64 pid, ProcessSignal signal);

/// "Process 4711 was stopped by hand.": for the log. Threads: any.
QString signalWords(qint64 pid, ProcessSignal signal, SignalEffect effect = SignalEffect::AtOnce);

} // namespace lanescope::control
