// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/site/raw_client.h"

namespace lanescope::site {

namespace {

qsizetype contentLength(const QByteArray& head)
{
    constexpr QByteArrayView kName = "Content-Length: ";
    const qsizetype begin = head.indexOf(kName) + kName.size();
    return head.mid(begin, head.indexOf('\r', begin) - begin).toLongLong();
}

} // namespace

RawClient::RawClient(const QUrl& site)
{
    QObject::connect(&m_socket, &QTcpSocket::readyRead, &m_socket, [this] { takeAnswers(); });
    m_socket.connectToHost(site.host(), static_cast<quint16>(site.port()));
}

void RawClient::takeAnswers()
{
    m_received += m_socket.readAll();
    for (;;) {
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        const QByteArray head = m_received.left(end + 2);
        const qsizetype length = m_noBody ? 0 : contentLength(head);
        if (m_received.size() < end + 4 + length) {
            return;
        }
        m_noBody = false;
        m_answers.append({head.mid(9, 3).toInt(), head, m_received.mid(end + 4, length)});
        m_received.remove(0, end + 4 + length);
    }
}

} // namespace lanescope::site
