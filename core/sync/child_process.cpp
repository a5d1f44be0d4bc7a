// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/child_process.h"

#include "core/trace/probes.h"

#include <QTimer>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace lanescope::sync {
namespace {

constexpr int kGraceMs = 500;

} // namespace

void endWithParent(QProcess& process)
{
    process.setChildProcessModifier([parent = ::getpid()] {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent)
            ::_exit(1); // it died before the line above
    });
}

ChildProcess::ChildProcess(const QString& name)
    : m_name(name)
    , m_parentPid(::getpid())
{
}

ChildProcess::ChildProcess(const QString& name, const Program& program)
    : ChildProcess(name)
{
    m_process.setProgram(program.path);
    m_process.setArguments(program.arguments);
    endWithParent(m_process);
    QObject::connect(&m_process, &QProcess::finished, &m_process, [this] { ended(); });
}

std::unique_ptr<ChildProcess> ChildProcess::current()
{
    std::unique_ptr<ChildProcess> self(new ChildProcess(QStringLiteral("this process")));
    self->m_pid = ::getpid();
    self->m_parentPid = ::getppid();
    return self;
}

ChildProcess::~ChildProcess()
{
    if (m_process.state() != QProcess::NotRunning)
        endWithin(kGraceMs);
}

Status ChildProcess::start()
{
    if (Status may = mayStart(m_name.toStdString(), m_pid); !may)
        return may;
    m_process.start();
    if (!m_process.waitForStarted())
        return Error{"'" + m_name.toStdString() + "' could not be started: " + m_process.errorString().toStdString() +
                     ". Close other programs, then try again."};
    m_pid = static_cast<pid_t>(m_process.processId());
    trace::processSpawned(m_pid, trace::Recorder::intern(m_name.toStdString()));
    return Done{};
}

Result<bool> ChildProcess::join(QEventLoop& loop)
{
    if (const Status may = mayJoin(m_name.toStdString(), m_pid, m_parentPid); !may)
        return Error{may.error()};
    if (m_end)
        return true;
    const auto connection = QObject::connect(&m_process, &QProcess::finished, &loop, &QEventLoop::quit);
    trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
    loop.exec();
    QObject::disconnect(connection);
    if (m_end)
        wait.end(trace::Peer::ofProcess(m_pid));
    return m_end.has_value();
}

Result<bool> ChildProcess::join(int timeoutMs)
{
    QEventLoop loop;
    if (timeoutMs >= 0)
        QTimer::singleShot(timeoutMs, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    return join(loop);
}

void ChildProcess::endWithin(int graceMs)
{
    if (!isAlive())
        return;
    terminate();
    if (const Result<bool> joined = join(graceMs); joined && joined.value())
        return;
    kill();
    (void)join(-1);
}

// QProcess tells of a signal as the exit code of a crash.
void ChildProcess::ended()
{
    const bool bySignal = m_process.exitStatus() == QProcess::CrashExit;
    const int code = m_process.exitCode();
    m_end = bySignal ? ProcessEnd{0, code} : ProcessEnd{code, 0};
    trace::processExited(m_pid, m_end->exitCode, m_end->signal);
}

} // namespace lanescope::sync
