// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QTcpSocket>
#include <QUrl>

namespace lanescope::site {

/// What came back for one request.
struct RawAnswer {
    int status = 0;
    QByteArray head; // with the status line, without the empty line
    QByteArray body;
};

/// A client that says exactly what the test wants on one connection and splits the answers by their
/// Content-Length. Lives on the test's thread, next to the server.
class RawClient {
public:
    explicit RawClient(const QUrl& site);

    void send(const QByteArray& bytes) { m_socket.write(bytes); }
    void get(const QByteArray& path) { send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n"); }
    /// The next answer is to a HEAD: it has no body whatever its Content-Length says.
    void expectNoBody() { m_noBody = true; }

    [[nodiscard]] const QList<RawAnswer>& answers() const { return m_answers; }
    [[nodiscard]] qsizetype count() const { return m_answers.size(); }
    [[nodiscard]] bool isConnected() const { return m_socket.state() == QTcpSocket::ConnectedState; }
    [[nodiscard]] bool isClosed() const { return m_socket.state() == QTcpSocket::UnconnectedState; }
    [[nodiscard]] QTcpSocket& socket() { return m_socket; }

private:
    void takeAnswers();

    QTcpSocket m_socket;
    QByteArray m_received;
    QList<RawAnswer> m_answers;
    bool m_noBody = false;
};

} // namespace lanescope::site
