// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/line_limit.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <map>
#include <string>

namespace lanescope::control {

enum class OutputStream { Standard, Error };

/// A line that a process has written.
struct OutputLine {
    qint64 pid = 0; ///< who wrote it, as the kernel says; 0: it is about lines that were left out
    OutputStream stream = OutputStream::Standard;
    QString text;
};

/// What the mark of such a line has as its subject: "stdout 4711"; "lab" where it is nobody's.
std::string outputSubject(qint64 pid, OutputStream stream);

/// Carries the standard output or the standard error of the lab and of all its children to log lines, at a bounded rate:
/// what comes faster waits (and holds the writer up) instead of flooding the window's thread, and beyond some lines a
/// second only their number is told.
///
/// It is a pair of local sockets, not a pipe, because then the kernel tells with each piece which process wrote it
/// (SO_PASSCRED, unix(7)); children inherit the descriptor and need not know. Threads: the one it lives in. Lifetime: one
/// run's processes.
class OutputPipe : public QObject {
    Q_OBJECT

public:
    explicit OutputPipe(OutputStream stream, QObject* parent = nullptr);
    ~OutputPipe() override;

    /// For the child, between fork and exec: makes 1 or 2 the writing end. Async-signal-safe.
    void becomeItsOutput() const;
    /// The parent has started the child.
    void closeWriteEnd();
    /// What is there now; after the process ended.
    void readRest();

Q_SIGNALS:
    void line(const lanescope::control::OutputLine& line);

private:
    void tick();
    qsizetype readSome();
    void takeLines(qint64 pid);
    void tellRests();
    void tell(qint64 pid, const QByteArray& text);

    const OutputStream m_stream;
    int m_readEnd = -1;
    int m_writeEnd = -1;
    QTimer m_timer;
    std::map<qint64, QByteArray> m_begun; // by process: a line without its end yet
    LineLimit m_limit;
};

} // namespace lanescope::control
