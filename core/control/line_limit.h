// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace lanescope::control {

/// Keeps whoever writes lines without end from flooding the log: admits some a second and tells how many more there
/// were. Threads: the one it lives in.
class LineLimit : public QObject {
    Q_OBJECT

public:
    static constexpr int kMostPerSecond = 100;

    LineLimit();

    /// Whether one more line may be shown.
    bool admits();
    /// No more lines come: tells at once of those that were left out.
    void close();

Q_SIGNALS:
    /// A sentence for people, instead of the lines.
    void leftOut(const QString& sentence);

private:
    QTimer m_second;
    int m_lines = 0; // in this second
};

} // namespace lanescope::control
