// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/exit_words.h"

#include <QCoreApplication>

#include <csignal>
#include <cstring>

namespace lanescope::control {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ExitWords", text);
}

bool isCrash(int signal)
{
    return signal == SIGSEGV || signal == SIGBUS || signal == SIGABRT || signal == SIGILL || signal == SIGFPE;
}

QString meaning(int signal)
{
    switch (signal) {
    case SIGSEGV:
        return tr("invalid memory access");
    case SIGABRT:
        return tr("it gave up itself");
    case SIGBUS:
        return tr("memory that is not there");
    case SIGILL:
        return tr("an instruction that does not exist");
    case SIGFPE:
        return tr("an impossible calculation");
    default:
        return {};
    }
}

} // namespace

QString signalName(int signal)
{
    const char* name = ::sigabbrev_np(signal);
    return name == nullptr ? QString::number(signal) : QStringLiteral("SIG") + QString::fromLatin1(name);
}

QString exitWords(int exitCode, int signal)
{
    if (signal == 0)
        return tr("exited with code %1").arg(exitCode);
    if (isCrash(signal))
        return tr("crashed: signal %1 (%2, %3)").arg(QString::number(signal), signalName(signal), meaning(signal));
    if (signal == SIGKILL)
        return tr("was killed by signal %1 (%2)").arg(QString::number(signal), signalName(signal));
    return tr("was ended by signal %1 (%2)").arg(QString::number(signal), signalName(signal));
}

} // namespace lanescope::control
