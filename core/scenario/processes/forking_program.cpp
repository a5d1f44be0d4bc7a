// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/forking_program.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_process.h"
#include "core/sync/child_process.h"
#include "core/trace/probes.h"

#include <QTimer>

#include <cstdio>
#include <sys/prctl.h>

namespace lanescope::scenario {
namespace {

constexpr int kStopGraceMs = 1500;

QString tr(const char* text)
{
    return QCoreApplication::translate("ForkingProgram", text);
}

QString howItEnded(const sync::ProcessEnd& end)
{
    return end.signal != 0 ? tr("was ended by signal %1").arg(end.signal)
                           : tr("ended with exit code %1").arg(end.exitCode);
}

} // namespace

bool followToItsEnd(Context& context, sync::ChildProcess& process, LiveKnobs& knobs)
{
    QEventLoop loop;
    QTimer grace;
    grace.setSingleShot(true);
    const auto follow = [&] {
        knobs.follow(context);
        if (context.stopRequested() && !grace.isActive())
            grace.start(kStopGraceMs);
    };
    QObject::connect(&grace, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&context, &Context::knobChanged, &loop, follow);
    QObject::connect(&context, &Context::stopping, &loop, follow);
    follow(); // what came before the connections
    const Result<bool> joined = process.join(loop);
    return joined && joined.value();
}

void followProgram(Context& context, const QString& worker, const QString& name, int boardDescriptor, LiveKnobs& knobs)
{
    sync::ChildProcess program(name, workerProgram(worker, {QString::number(boardDescriptor)}));
    program.process().setProcessChannelMode(QProcess::ForwardedChannels); // what it prints goes to the log
    if (const Status started = program.start(); !started)
        return failWith(context, started.error());
    if (!followToItsEnd(context, program, knobs)) {
        program.endWithin(0);
        context.warning(tr("'%1' did not end when asked to and was ended.").arg(name));
    } else if (program.end() != sync::ProcessEnd{}) {
        context.fail(tr("'%1' %2.").arg(name, howItEnded(*program.end())));
    }
}

LiveKnobs knobsOf(const Context& context, KnobCells& cells)
{
    LiveKnobs knobs(cells, context.knobs());
    knobs.follow(context);
    return knobs;
}

void failWith(Context& context, const std::string& why)
{
    context.fail(QString::fromStdString(why));
}

void startProgram(const char* name)
{
    ::prctl(PR_SET_NAME, name); // so that ps and top call it the same
    trace::Recorder::startFromEnvironment(name);
    trace::Recorder::nameThread(name);
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ); // whole lines, or those of several processes would mix
}

} // namespace lanescope::scenario
