// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/processes/process_words.h"

#include "core/control/exit_words.h"
#include "ui/timeline/row_facts.h"

#include <QCoreApplication>

namespace lanescope::panels {
namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

QString living(char kernelState)
{
    switch (kernelState) {
    case 'R':
        return text("running");
    case 'S':
        return text("asleep");
    case 'D':
        return text("waits for a device");
    case 'T':
        return text("stopped");
    case 't':
        return text("stopped by a debugger");
    default:
        return text("runs");
    }
}

QString ended(const store::Process& process)
{
    if (process.signal || process.exitCode)
        return control::exitWords(process.exitCode.value_or(0), process.signal.value_or(0));
    return text("ended");
}

} // namespace

QString processName(const store::Process& process)
{
    return process.name.empty() ? text("process %1").arg(process.pid) : timeline::toQString(process.name);
}

QString processState(const store::Process& process)
{
    if (!process.fault.empty())
        return text("not recorded any more: %1").arg(timeline::toQString(process.fault));
    const bool isOver = process.endNs || process.signal || process.exitCode;
    if (process.kernelState == 'Z')
        return text("zombie (%1), its parent has not asked how it ended").arg(ended(process));
    return isOver ? ended(process) : living(process.kernelState);
}

} // namespace lanescope::panels
