// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/worker_process.h"

#include <QCoreApplication>
#include <QHash>

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

sync::Program workerProgram(const QString& name, const QStringList& arguments)
{
    return {QCoreApplication::applicationFilePath(), QStringList{QStringLiteral("--worker"), name} + arguments};
}

void prepareWorker(QProcess& process, const QString& name, const QStringList& arguments)
{
    const sync::Program program = workerProgram(name, arguments);
    process.setProgram(program.path);
    process.setArguments(program.arguments);
    sync::endWithParent(process);
}

} // namespace lanescope::scenario
