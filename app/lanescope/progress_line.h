// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lanescope::app {

/// Progress on standard error: one line that is written over on a terminal, a plain line now and then where
/// there is none. Threads: one.
class ProgressLine {
public:
    explicit ProgressLine(bool quiet);
    ~ProgressLine();

    /// `share` 0–1, or negative when the end is not known.
    void show(double share, const QString& text);
    /// A line that stays.
    void say(const QString& text);

private:
    void clear();

    const bool m_quiet;
    const bool m_terminal;
    bool m_lineOpen = false;
    qint64 m_lastPlainMs = 0;
};

} // namespace lanescope::app
