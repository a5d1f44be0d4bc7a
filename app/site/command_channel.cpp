// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/site/command_channel.h"

#include <QObject>

#include <array>
#include <cerrno>

#include <unistd.h>

namespace lanescope::site {

namespace {

constexpr qsizetype kMaxLineBytes = qsizetype{64} * 1024;

} // namespace

CommandChannel::CommandChannel(Handlers handlers)
    : m_handlers(std::move(handlers))
    , m_notifier(STDIN_FILENO, QSocketNotifier::Read)
{
    QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { readInput(); });
}

bool CommandChannel::print(const QByteArray& line)
{
    const QByteArray bytes = line + '\n';
    qsizetype written = 0;
    while (written < bytes.size()) {
        const ssize_t count =
            ::write(STDOUT_FILENO, bytes.constData() + written, static_cast<std::size_t>(bytes.size() - written));
        if (count < 0 && errno != EINTR) {
            return false;
        }
        written += count > 0 ? count : 0;
    }
    return true;
}

void CommandChannel::readInput()
{
    std::array<char, 4096> buffer;
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
        return;
    }
    m_input.append(buffer.data(), count > 0 ? count : 0);
    qsizetype begin = 0;
    for (qsizetype end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n', begin)) {
        takeLine(QByteArrayView(m_input).sliced(begin, end - begin).trimmed());
        begin = end + 1;
    }
    m_input.remove(0, begin);
    if (count <= 0 || m_input.size() > kMaxLineBytes) {
        m_notifier.setEnabled(false);
        m_handlers.ended();
    }
}

void CommandChannel::takeLine(QByteArrayView line)
{
    if (line == "quit") {
        m_handlers.quit();
    } else if (!line.isEmpty() && !print(m_handlers.answer(line))) {
        m_notifier.setEnabled(false);
        m_handlers.ended();
    }
}

} // namespace lanescope::site
