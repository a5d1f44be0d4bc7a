// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/worker_process.h"

#include <QCoreApplication>
#include <QHash>
#include <QProcess>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

QHash<QString, WorkerMain>& workers()
{
    static QHash<QString, WorkerMain> registered;
    return registered;
}

} // namespace

void registerWorker(const QString& name, WorkerMain work)
{
    workers().insert(name, std::move(work));
}

int runWorker(const QString& name, const QStringList& arguments)
{
    const auto found = workers().constFind(name);
    return found == workers().constEnd() ? -1 : (*found)(arguments);
}

void prepareWorker(QProcess& process, const QString& name, const QStringList& arguments)
{
    process.setProgram(QCoreApplication::applicationFilePath());
    process.setArguments(QStringList{QStringLiteral("--worker"), name} + arguments);
    endWithParent(process);
}

void endWithParent(QProcess& process)
{
    process.setChildProcessModifier([parent = ::getpid()] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(1); // it died before the line above
    });
}

} // namespace lanescope::scenario
