// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSocketNotifier>

#include <functional>

namespace lanescope::site {

/// Reads commands from standard input, one a line, and writes one line of answer for each to standard output.
///
/// Errors: a line over 64 KiB ends the channel as if the input had ended.
/// Threads: belongs to the main thread, which must run an event loop.
class CommandChannel {
public:
    struct Handlers {
        std::function<QByteArray(QByteArrayView line)> answer; // without line end
        std::function<void()> ended;                           // once: end of input, or `quit`
        std::function<void()> quit;
    };

    explicit CommandChannel(Handlers handlers);

    /// Writes a line to standard output at once. False when nobody can read it any more.
    static bool print(const QByteArray& line);

private:
    void readInput();
    void takeLine(QByteArrayView line);

    Handlers m_handlers;
    QSocketNotifier m_notifier;
    QByteArray m_input;
};

} // namespace lanescope::site
