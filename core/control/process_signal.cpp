// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/process_signal.h"

#include "core/kernel/file_descriptor.h"
#include "core/kernel/proc_text.h"
#include "core/kernel/process_tree.h"
#include "core/kernel/small_file.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <string>

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

std::optional<kernel::StatLine> look(pid_t pid)
{
    std::string text;
    if (!kernel::readSmallFile(("/proc/" + std::to_string(pid) + "/stat").c_str(), text))
        return std::nullopt;
    return kernel::parseStat(text);
}

Error refusedByTheDead(const kernel::StatLine& zombie)
{
    return {QCoreApplication::translate("ProcessSignal",
                                        "Process %1 is dead already: a zombie, which goes as soon as its parent, "
                                        "process %2, asks how it ended.")
                .arg(zombie.id)
                .arg(zombie.parentPid)
                .toStdString()};
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

Result<SignalEffect> signalProcessOfRun(qint64 labPid, qint64 pid, ProcessSignal signal)
{
    // A descriptor stands for this very process, whatever happens to its number from here on.
    const auto target = static_cast<pid_t>(pid);
    const kernel::FileDescriptor process(target > 0 ? static_cast<int>(::syscall(SYS_pidfd_open, target, 0)) : -1);
    if (process.number() < 0)
        return refusal(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 has ended already."), pid);
    if (!belongsToRun(static_cast<pid_t>(labPid), target))
        return refusal(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 does not belong to this run; it is left alone."),
                       pid);
    const std::optional<kernel::StatLine> seen = look(target);
    if (seen && seen->state == 'Z')
        return refusedByTheDead(*seen);
    if (::syscall(SYS_pidfd_send_signal, process.number(), numberOf(signal), nullptr, 0) == 0)
        return seen && seen->state == 'T' && signal == ProcessSignal::End ? SignalEffect::OnceContinued
                                                                          : SignalEffect::AtOnce;
    if (errno == ESRCH)
        return refusal(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 has ended already."), pid);
    return Error{QCoreApplication::translate("ProcessSignal", "Process %1 could not be signalled: %2.")
                     .arg(pid)
                     .arg(QString::fromLocal8Bit(std::strerror(errno)))
                     .toStdString()};
}

QString signalWords(qint64 pid, ProcessSignal signal, SignalEffect effect)
{
    const auto words = [pid](const char* text) { return QCoreApplication::translate("ProcessSignal", text).arg(pid); };
    switch (signal) {
    case ProcessSignal::End:
        if (effect == SignalEffect::OnceContinued)
            return words(QT_TRANSLATE_NOOP("ProcessSignal", "Process %1 was asked to end, by hand. It is stopped and "
                                                            "will hear of it only once it is continued."));
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
