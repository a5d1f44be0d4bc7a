// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QElapsedTimer>

#include <functional>

namespace lanescope::scenario {

/// What a parent reads from its child, as lines for the recording, and never many of them: a line that comes again and
/// again is told once a second, with how often it came; of others some a second are told, then only how many there were.
/// Threads: one.
class ChildLines {
public:
    static constexpr int kMostPerSecond = 20;
    static constexpr qsizetype kLongestLine = 400;

    explicit ChildLines(std::function<void(const QByteArray&)> tell);

    void take(const QByteArray& bytes);
    /// To be called now and then, also when nothing comes.
    void tick();
    /// Tells what is left; the child has ended.
    void close();

private:
    void takeLine(const QByteArray& line);
    void tellOne(const QByteArray& text);
    void tellRepeats();
    void endSecond();

    const std::function<void(const QByteArray&)> m_tell;
    QElapsedTimer m_second;
    QByteArray m_begun; // a line without its end yet
    QByteArray m_last;
    qint64 m_repeats = 0; // of it, not told yet
    int m_told = 0;       // in this second
    qint64 m_leftOut = 0;
};

} // namespace lanescope::scenario
