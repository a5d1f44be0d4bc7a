// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/output_pipe.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace lanescope::control {
namespace {

constexpr int kTickMs = 50;
constexpr int kReadsPerTick = 4; // of 64 KiB each, so at most 5 MB/s
constexpr qsizetype kLongestLine = 2000;

} // namespace

OutputPipe::OutputPipe(QObject* parent)
    : QObject(parent)
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) == 0) {
        m_readEnd = ends[0];
        m_writeEnd = ends[1];
        ::fcntl(m_readEnd, F_SETFL, O_NONBLOCK);
    }
    connect(&m_limit, &LineLimit::leftOut, this, &OutputPipe::line);
    m_timer.setInterval(kTickMs);
    connect(&m_timer, &QTimer::timeout, this, &OutputPipe::tick);
    m_timer.start();
}

OutputPipe::~OutputPipe()
{
    closeWriteEnd();
    if (m_readEnd >= 0)
        ::close(m_readEnd);
}

void OutputPipe::becomeStandardOutput() const
{
    if (m_writeEnd < 0)
        return;
    ::dup2(m_writeEnd, STDOUT_FILENO);
    ::dup2(m_writeEnd, STDERR_FILENO);
}

void OutputPipe::closeWriteEnd()
{
    if (m_writeEnd >= 0)
        ::close(m_writeEnd);
    m_writeEnd = -1;
}

void OutputPipe::readRest()
{
    tick();
    if (!m_buffer.isEmpty())
        tell(m_buffer);
    m_buffer.clear();
    m_limit.close();
}

void OutputPipe::tick()
{
    for (int i = 0; i < kReadsPerTick && readSome(); ++i)
        takeLines();
}

bool OutputPipe::readSome()
{
    std::array<char, 64 * 1024> chunk;
    const ssize_t size = m_readEnd < 0 ? -1 : ::read(m_readEnd, chunk.data(), chunk.size());
    if (size <= 0)
        return false;
    m_buffer.append(chunk.data(), size);
    return true;
}

void OutputPipe::takeLines()
{
    qsizetype start = 0;
    for (;;) {
        const qsizetype end = m_buffer.indexOf('\n', start);
        if (end < 0)
            break;
        tell(m_buffer.mid(start, end - start));
        start = end + 1;
    }
    m_buffer.remove(0, start);
    if (m_buffer.size() > kLongestLine) { // a line without end
        tell(m_buffer);
        m_buffer.clear();
    }
}

void OutputPipe::tell(const QByteArray& text)
{
    if (m_limit.admits())
        Q_EMIT line(QString::fromLocal8Bit(text.left(kLongestLine)));
}

} // namespace lanescope::control
