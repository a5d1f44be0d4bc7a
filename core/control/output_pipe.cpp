// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/output_pipe.h"

#include <array>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lanescope::control {
namespace {

constexpr int kTickMs = 20;
constexpr qsizetype kBytesPerTick = 256 * 1024;
constexpr int kReadsPerTick = 2'000; // one gives what one process wrote, which may be a few bytes
constexpr qsizetype kLongestLine = 2000;
constexpr std::size_t kMostBegun = 256;

// Who wrote what was just received; 0 if the kernel did not say.
qint64 writerOf(msghdr& message)
{
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_CREDENTIALS)
            continue;
        ucred writer{};
        std::memcpy(&writer, CMSG_DATA(part), sizeof(writer));
        return writer.pid;
    }
    return 0;
}

} // namespace

std::string outputSubject(qint64 pid, OutputStream stream)
{
    if (pid == 0)
        return "lab";
    return (stream == OutputStream::Standard ? "stdout " : "stderr ") + std::to_string(pid);
}

OutputPipe::OutputPipe(OutputStream stream, QObject* parent)
    : QObject(parent)
    , m_stream(stream)
{
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0) {
        m_readEnd = ends[0];
        m_writeEnd = ends[1];
        const int on = 1;
        ::setsockopt(m_readEnd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on));
    }
    connect(&m_limit, &LineLimit::leftOut, this, [this](const QString& sentence) {
        Q_EMIT line({0, m_stream, sentence});
    });
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

void OutputPipe::becomeItsOutput() const
{
    if (m_writeEnd >= 0)
        ::dup2(m_writeEnd, m_stream == OutputStream::Standard ? STDOUT_FILENO : STDERR_FILENO);
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
    tellRests();
    m_limit.close();
}

void OutputPipe::tick()
{
    qsizetype bytes = 0;
    for (int i = 0; i < kReadsPerTick && bytes < kBytesPerTick; ++i) {
        const qsizetype size = readSome();
        if (size == 0)
            break;
        bytes += size;
    }
}

// One read has what one process wrote: the kernel never puts pieces of two writers together.
qsizetype OutputPipe::readSome()
{
    std::array<char, 64 * 1024> chunk;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(ucred))> control{};
    iovec place{chunk.data(), chunk.size()};
    msghdr message{};
    message.msg_iov = &place;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t size = m_readEnd < 0 ? -1 : ::recvmsg(m_readEnd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (size <= 0)
        return 0;
    const qint64 pid = writerOf(message);
    m_begun[pid].append(chunk.data(), size);
    takeLines(pid);
    return size;
}

void OutputPipe::takeLines(qint64 pid)
{
    QByteArray& begun = m_begun[pid];
    qsizetype start = 0;
    for (;;) {
        const qsizetype end = begun.indexOf('\n', start);
        if (end < 0)
            break;
        tell(pid, begun.mid(start, end - start));
        start = end + 1;
    }
    begun.remove(0, start);
    if (begun.size() > kLongestLine) { // a line without end
        tell(pid, begun);
        begun.clear();
    }
    if (begun.isEmpty())
        m_begun.erase(pid);
    else if (m_begun.size() > kMostBegun)
        tellRests();
}

void OutputPipe::tellRests()
{
    for (const auto& [pid, text] : std::exchange(m_begun, {}))
        tell(pid, text);
}

void OutputPipe::tell(qint64 pid, const QByteArray& text)
{
    if (m_limit.admits())
        Q_EMIT line({pid, m_stream, QString::fromLocal8Bit(text.left(kLongestLine))});
}

} // namespace lanescope::control
