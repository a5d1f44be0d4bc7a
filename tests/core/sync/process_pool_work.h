// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the processes of a pool do in tests, whose program is its own worker.

#include "core/sync/child_process.h"
#include "core/sync/serve_pool.h"

#include <QCoreApplication>
#include <QFile>
#include <QTest>
#include <QThread>

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <sys/resource.h>
#include <unistd.h>

namespace lanescope::testing {

[[noreturn]] inline void crash()
{
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none); // a crash that is meant leaves no core file
    std::signal(SIGABRT, SIG_DFL);
    ::raise(SIGABRT);
    ::_exit(1);
}

[[noreturn]] inline void hang()
{
    std::signal(SIGTERM, SIG_IGN);
    for (;;)
        ::pause();
}

inline void waitForFile(const QByteArray& path)
{
    while (!QFile::exists(QString::fromLocal8Bit(path)))
        QThread::yieldCurrentThread();
}

inline QByteArray pid()
{
    return QByteArray::number(::getpid());
}

// "WHAT ARGUMENT", in a worker.
inline QByteArray poolWork(const QByteArray& task)
{
    const QByteArray what = task.split(' ').first();
    const QByteArray argument = task.mid(what.size() + 1);
    if (what == "after")
        waitForFile(argument);
    else if (what == "make")
        QFile(QString::fromLocal8Bit(argument)).open(QIODevice::WriteOnly);
    else if (what == "raise")
        throw std::invalid_argument(argument.toStdString());
    else if (what == "print")
        std::puts("not an answer"), std::fflush(stdout);
    else if (what == "crash")
        crash();
    else if (what == "hang")
        hang();
    else if (what == "pid")
        return pid();
    return argument;
}

inline sync::Program poolWorker()
{
    return {QCoreApplication::applicationFilePath(), {QStringLiteral("--pool-worker")}};
}

inline QString errorOf(const auto& result)
{
    return QString::fromStdString(result.error());
}

/// The main function of such a program.
template <class Test>
int mainWithPoolWorker(int argc, char** argv)
{
    if (argc == 3 && qstrcmp(argv[1], "--pool-worker") == 0)
        return sync::servePool(QString::fromLocal8Bit(argv[2]), poolWork);
    QCoreApplication app(argc, argv);
    Test tests;
    return QTest::qExec(&tests, argc, argv);
}

} // namespace lanescope::testing
