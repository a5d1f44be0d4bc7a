// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/lab_process.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace lanescope::control {
namespace {

constexpr int kKillWaitMs = 5'000; // in the destructor only

QString labProgram()
{
    const QString set = qEnvironmentVariable("LANESCOPE_LAB");
    return set.isEmpty() ? QCoreApplication::applicationDirPath() + QStringLiteral("/lanescope-lab") : set;
}

} // namespace

LabProcess::LabProcess()
{
    for (const OutputPipe* pipe : {&m_output, &m_errors})
        connect(pipe, &OutputPipe::line, this, &LabProcess::line);
    connect(&m_process, &QProcess::finished, this, &LabProcess::onFinished);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_pid = 0;
        Q_EMIT failedToStart(m_process.errorString());
    });
    m_process.setProcessChannelMode(QProcess::ForwardedChannels); // replaced by the pipe, just before exec
    // A group of its own, so that everything it starts can be ended together; dies with this process.
    m_process.setChildProcessModifier([this] {
        ::setpgid(0, 0);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        m_output.becomeItsOutput();
        m_errors.becomeItsOutput();
    });
}

LabProcess::~LabProcess()
{
    m_process.disconnect(this);
    if (!isRunning())
        return;
    kill();
    resume();
    m_process.waitForFinished(kKillWaitMs);
}

Status LabProcess::start(const QString& controlSocket)
{
    const QString program = labProgram();
    if (!QFileInfo(program).isExecutable())
        return Error{tr("The lab program '%1' is missing or cannot be run. Build or install Lanescope completely, or "
                        "set LANESCOPE_LAB to where it is.")
                         .arg(program)
                         .toStdString()};
    m_process.setProgram(program);
    m_process.setArguments({QStringLiteral("--control"), controlSocket});
    m_process.start(QIODevice::ReadOnly);
    m_pid = m_process.processId();
    m_output.closeWriteEnd();
    m_errors.closeWriteEnd();
    return Done{};
}

void LabProcess::readRest()
{
    m_output.readRest();
    m_errors.readRest();
}

void LabProcess::signalGroup(int signal) const
{
    if (m_pid > 0)
        ::kill(static_cast<pid_t>(-m_pid), signal);
}

void LabProcess::kill() const
{
    signalGroup(SIGKILL);
}

void LabProcess::pause() const
{
    signalGroup(SIGSTOP);
}

void LabProcess::resume() const
{
    signalGroup(SIGCONT);
}

void LabProcess::onFinished(int exitCode, QProcess::ExitStatus status)
{
    kill(); // whatever it has left behind in its group
    const qint64 pid = std::exchange(m_pid, 0);
    if (status == QProcess::CrashExit)
        Q_EMIT ended(pid, 0, exitCode);
    else
        Q_EMIT ended(pid, exitCode, 0);
}

} // namespace lanescope::control
