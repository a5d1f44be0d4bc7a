// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/job_process.h"

#include "core/scenario/context.h"
#include "core/scenario/live_work.h"
#include "core/scenario/worker_process.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <cstdio>

namespace lanescope::scenario {
namespace {

constexpr int kLookAgainMs = 20;
constexpr int kLongestStartMs = 10'000;

int jobMain(const QStringList& arguments)
{
    std::fputs("born\n", stdout);
    std::fflush(stdout);
    trace::Recorder::startFromEnvironment("job process");
    trace::Recorder::nameProcess("job process"); // so that ps and top call it the same
    trace::Recorder::nameThread("job process");
    {
        const trace::Span span(trace::Recorder::intern("job"));
        const std::atomic<double> workMs(arguments.value(0).toDouble());
        liveWork(workMs, {});
    }
    trace::Recorder::stop();
    return 0;
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("thread-cost-job"), jobMain);
    return true;
}();

// Until it is over, or a stop is requested; then it is killed. Reaped in either case.
void waitForEnd(QProcess& process, const Context& context)
{
    const trace::Wait join(trace::WaitKind::Join, trace::ObjectId::None);
    while (process.state() != QProcess::NotRunning && !process.waitForFinished(kLookAgainMs)) {
        if (context.stopRequested())
            process.kill();
    }
}

void recordEnd(const QProcess& process, std::int32_t pid)
{
    const bool crashed = process.exitStatus() == QProcess::CrashExit; // its exit code is then the signal
    trace::processExited(pid, crashed ? 0 : process.exitCode(), crashed ? process.exitCode() : 0);
}

} // namespace

Result<std::int64_t> runJobProcess(Context& context)
{
    QProcess process;
    prepareWorker(process, QStringLiteral("thread-cost-job"), {QString::number(context.number("work_ms"))});
    QElapsedTimer clock;
    clock.start();
    process.start();
    if (!process.waitForStarted())
        return Error{QCoreApplication::translate("CreateScenario", "A process could not be started: %1.")
                         .arg(process.errorString())
                         .toStdString()};
    const auto pid = static_cast<std::int32_t>(process.processId());
    trace::processSpawned(pid, trace::Recorder::intern("job process"));
    const bool born = process.waitForReadyRead(kLongestStartMs);
    const std::int64_t birthNs = clock.nsecsElapsed();
    if (!born)
        process.kill();
    waitForEnd(process, context);
    recordEnd(process, pid);
    if (!born)
        return Error{QCoreApplication::translate("CreateScenario", "A process said nothing within %1 s and was ended.")
                         .arg(kLongestStartMs / 1000)
                         .toStdString()};
    return birthNs;
}

} // namespace lanescope::scenario
