// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url/url.h"

#include <QByteArray>
#include <QHash>
#include <QHostAddress>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

#include <algorithm>
#include <functional>
#include <vector>

/// A small HTTP server for tests, in the thread of the test: a handler sees each request and does to it what
/// the test wants, right or wrong. It counts what is in flight, so that caps are proven from its side.
class LoopbackServer : public QTcpServer {
public:
    struct Exchange {
        QPointer<QTcpSocket> socket;
        QByteArray target;
        QByteArray head;
    };
    using Handler = std::function<void(LoopbackServer&, Exchange)>;

    explicit LoopbackServer(Handler handler, const char* address = "127.0.0.1")
        : m_handler(std::move(handler))
    {
        listen(QHostAddress(QLatin1StringView(address)), 0);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = nextPendingConnection()) {
                ++connections;
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }

    lanescope::crawl::Url url(const QByteArray& target = "/") const
    {
        const QString text = QStringLiteral("http://%1:%2%3").arg(serverAddress().toString()).arg(serverPort());
        return lanescope::crawl::Url::fromUser(text.arg(QString::fromLatin1(target))).value();
    }

    void answer(const Exchange& to, const QByteArray& body, int status = 200, const QByteArray& headers = {})
    {
        raw(to, "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Type: text/html\r\nContent-Length: " +
                    QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body);
    }
    /// Any bytes at all; the request is no longer in flight.
    void raw(const Exchange& to, const QByteArray& bytes)
    {
        --inFlight;
        if (to.socket)
            to.socket->write(bytes);
    }
    /// Closes the connection with a TCP reset.
    void reset(const Exchange& to)
    {
        --inFlight;
        if (!to.socket)
            return;
        to.socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        to.socket->abort();
    }
    void close(const Exchange& to)
    {
        if (to.socket)
            to.socket->disconnectFromHost();
    }

    /// robots.txt goes to the handler as everything else does. If not, there is none, and it is not counted.
    bool handlesRobots = false;
    int inFlight = 0;
    int maxInFlight = 0;
    int connections = 0;
    std::vector<QByteArray> targets; // in order of arrival
    std::vector<Exchange> held;      // for handlers that answer later

private:
    void read(QTcpSocket* socket)
    {
        QByteArray& input = m_input[socket];
        input += socket->readAll();
        for (qsizetype end = input.indexOf("\r\n\r\n"); end >= 0; end = input.indexOf("\r\n\r\n")) {
            const QByteArray head = input.first(end);
            input.remove(0, end + 4);
            const QByteArray target = head.split(' ').value(1);
            if (target == "/robots.txt" && !handlesRobots) {
                socket->write("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n");
                continue;
            }
            targets.push_back(target);
            ++inFlight;
            maxInFlight = std::max(maxInFlight, inFlight);
            m_handler(*this, {socket, target, head});
        }
    }

    Handler m_handler;
    QHash<QTcpSocket*, QByteArray> m_input;
};
