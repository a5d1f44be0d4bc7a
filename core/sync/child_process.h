// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/process_end.h"

#include <QEventLoop>
#include <QProcess>
#include <QStringList>

#include <memory>
#include <optional>

namespace lanescope::sync {

/// What a child runs.
struct Program {
    QString path;
    QStringList arguments;
};

/// Lets the kernel end the child when its parent dies: for any QProcess, before its start.
void endWithParent(QProcess& process);

/// A QProcess with the interface of Python's multiprocessing.Process: start, join with a timeout, terminate, kill, and
/// clear errors. Its start, the waits for it and its end are recorded. The kernel ends it with its parent.
/// Threads: the one that made it. Lifetime: the destructor ends the process and reaps it.
class ChildProcess {
public:
    ChildProcess(const QString& name, const Program& program);
    /// This very process, as Python's current_process(): it can be named, and cannot be joined.
    static std::unique_ptr<ChildProcess> current();
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    const QString& name() const { return m_name; }
    pid_t pid() const { return m_pid; } ///< 0 before the start; stays when it has ended
    /// For its channels and signals.
    QProcess& process() { return m_process; }

    /// Returns when it runs. Refused the second time.
    Status start();
    /// Waits until it ends, true, or until the time is over; -1 waits without end. May be called again.
    /// Refused before the start, and for a process that is not a child of this one.
    Result<bool> join(int timeoutMs);
    /// The same until somebody quits the loop, in which the caller's timers and signals are served meanwhile.
    Result<bool> join(QEventLoop& loop);
    bool isAlive() const { return m_pid != 0 && !m_end; }
    /// Once it has ended.
    std::optional<ProcessEnd> end() const { return m_end; }

    void terminate() { m_process.terminate(); } ///< SIGTERM
    void kill() { m_process.kill(); }           ///< SIGKILL
    /// SIGTERM, and SIGKILL after the grace; returns when it is reaped.
    void endWithin(int graceMs);

private:
    explicit ChildProcess(const QString& name);
    void ended();

    const QString m_name;
    QProcess m_process;
    pid_t m_pid = 0;
    pid_t m_parentPid;
    std::optional<ProcessEnd> m_end;
};

} // namespace lanescope::sync
