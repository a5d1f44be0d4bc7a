// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/progress_line.h"

#include <QDateTime>

#include <algorithm>
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace lanescope::app {
namespace {

constexpr int kBarWidth = 24;
constexpr qint64 kPlainPeriodMs = 2000;

QString bar(double share)
{
    const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * kBarWidth);
    return QStringLiteral("[%1%2]").arg(QString(filled, QLatin1Char('=')),
                                        QString(kBarWidth - filled, QLatin1Char(' ')));
}

/// As much of it as fits: a line that went on below would leave its rest standing at the next one.
QString fitted(const QString& line)
{
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2 || line.size() < size.ws_col)
        return line;
    return line.first(size.ws_col - 2) + u'…';
}

} // namespace

ProgressLine::ProgressLine(bool quiet)
    : m_quiet(quiet)
    , m_terminal(::isatty(STDERR_FILENO) != 0)
{
}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(double share, const QString& text)
{
    if (m_quiet)
        return;
    if (m_terminal) {
        const QString line = share < 0 ? text : bar(share) + QLatin1Char(' ') + text;
        std::fprintf(stderr, "\r\033[K%s", qPrintable(fitted(line)));
        m_lineOpen = true;
        return;
    }
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    if (now - m_lastPlainMs < kPlainPeriodMs)
        return;
    m_lastPlainMs = now;
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

void ProgressLine::say(const QString& text)
{
    if (m_quiet)
        return;
    clear();
    std::fprintf(stderr, "%s\n", qPrintable(text));
}

void ProgressLine::clear()
{
    if (m_lineOpen)
        std::fprintf(stderr, "\r\033[K");
    m_lineOpen = false;
}

} // namespace lanescope::app
