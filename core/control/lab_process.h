// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/output_pipe.h"
#include "core/trace/result.h"

#include <QProcess>

namespace lanescope::control {

/// The process of one lab and the group of all it starts: begins it, stops and kills the group as a whole, tells how it
/// ended. The kernel kills it when this process dies. Threads: the one it lives in. Lifetime: the destructor ends every
/// process of the group.
class LabProcess : public QObject {
    Q_OBJECT

public:
    LabProcess();
    ~LabProcess() override;

    /// The lab will connect to this local socket. An error says what to do about it.
    Status start(const QString& controlSocket);
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /// 0 before it runs and after ended().
    qint64 pid() const { return m_pid; }

    void kill() const;
    void pause() const;
    void resume() const;
    /// Lines it has written that nobody has seen; after it ended.
    void readRest();

Q_SIGNALS:
    /// Written by the lab or by a child of it.
    void line(const lanescope::control::OutputLine& line);
    void failedToStart(const QString& why);
    /// `signal` 0: it exited by itself. Whatever it has left behind in its group is killed.
    void ended(qint64 pid, int exitCode, int signal);

private:
    void signalGroup(int signal) const;
    void onFinished(int exitCode, QProcess::ExitStatus status);

    OutputPipe m_output{OutputStream::Standard};
    OutputPipe m_errors{OutputStream::Error};
    QProcess m_process;
    qint64 m_pid = 0;
};

} // namespace lanescope::control
