// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/process_signal.h"

#include "core/kernel/file_descriptor.h"
#include "core/kernel/process_tree.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <sys/syscall.h>
#include <unistd.h>

namespace lanescope::control {
namespace {

Error refusal(const char* text, qint64 pid)
{
    return {QCoreApplication::translate("ProcessSignal", text).arg(pid).toStdString()};
}

bool belongsToRun(pid_t lab, pid_t pid)
{
    if (lab <= 0)
        return false;
    if (pid == lab || ::getpgid(pid) == lab)
        return true;
    const std::vector<pid_t> family = kernel::descendantsOf(lab);
    return std::find(family.begin(), family.end(), pid) != family.end();
}

int numberOf(ProcessSignal signal)
{
    switch (signal) {
    case ProcessSignal::End:
        return SIGTERM;
    case ProcessSignal::Kill:
        return SIGKILL;
    case ProcessSignal::Stop:
        return SIGSTOP;
    case ProcessSignal::Continue:
        break;
    }
    return SIGCONT;
}

} // namespace

Status signalProcessOfRun(qint64 labPid, qint64 pid, ProcessSignal signal)
{
    // A descriptor stands for this very process, whatever happens to its number from here on.
    const auto target = static_cast<pid_t>(pid);
    const kernel::FileDescriptor process(target > 0 ? static_cast<int>(::syscall(SYS_pidfd_open, target, 0)) : -1);
    if (process.number() < 0)
        return refusal(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 has ended already."), pid);
    if (!belongsToRun(static_cast<pid_t>(labPid), target))
        return refusal(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 does not belong to this run; it is left alone."),
                       pid);
    if (::syscall(SYS_pidfd_send_signal, process.number(), numberOf(signal), nullptr, 0) == 0)
        return Done{};
    if (errno == ESRCH)
        return refusal(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 has ended already."), pid);
    return Error{QCoreApplication::translate("ProcessSignal", "Process %1 could not be signalled: %2.")
                     .arg(pid)
                     .arg(QString::fromLocal8Bit(std::strerror(errno)))
                     .toStdString()};
}

QString signalWords(qint64 pid, ProcessSignal signal)
{
    const auto words = [pid](const char* text) { return QCoreApplication::translate("ProcessSignal", text).arg(pid); };
    switch (signal) {
    case ProcessSignal::End:
        return words(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 was asked to end, by hand."));
    case ProcessSignal::Kill:
        return words(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 was killed by hand."));
    case ProcessSignal::Stop:
        return words(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 was stopped by hand."));
    case ProcessSignal::Continue:
        break;
    }
    return words(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 was continued by hand."));
}

} // namespace lanescope::control
