// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/line_limit.h"

#include <QByteArray>
#include <QObject>
#include <QTimer>

namespace lanescope::control {

/// Carries the standard output and standard error of the lab to log lines, at a bounded rate: what comes
/// faster waits in the pipe (and holds the lab up) instead of flooding the window's thread, and beyond some
/// lines a second only their number is told. Threads: the one it lives in. Lifetime: one process.
class OutputPipe : public QObject {
    Q_OBJECT

public:
    explicit OutputPipe(QObject* parent = nullptr);
    ~OutputPipe() override;

    /// For the child, between fork and exec: makes 1 and 2 the pipe. Async-signal-safe.
    void becomeStandardOutput() const;
    /// The parent has started the child.
    void closeWriteEnd();
    /// What is there now; after the process ended.
    void readRest();

Q_SIGNALS:
    void line(const QString& text);

private:
    void tick();
    bool readSome();
    void takeLines();
    void tell(const QByteArray& text);

    int m_readEnd = -1;
    int m_writeEnd = -1;
    QTimer m_timer;
    QByteArray m_buffer;
    LineLimit m_limit;
};

} // namespace lanescope::control
