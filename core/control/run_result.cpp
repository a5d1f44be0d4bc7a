// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_result.h"

namespace lanescope::control {

QString outcomeWord(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Completed:
        return QStringLiteral("completed");
    case RunOutcome::Stopped:
        return QStringLiteral("stopped");
    case RunOutcome::Deadlock:
        return QStringLiteral("deadlock");
    case RunOutcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

} // namespace lanescope::control
