// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_server.h"

#include <QEventLoop>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>
#include <QUrl>

#include <memory>

/// A site in the thread of the test, without latency.
class SiteFixture {
public:
    void startSite()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_settings = std::make_unique<lanescope::site::SiteSettings>();
        m_server = std::make_unique<lanescope::site::HttpServer>(*m_settings, 1);
        set(u"latency_ms", u"0");
        QCOMPARE(m_server->listen(0).value_or(QString()), QString());
    }
    void stopSite()
    {
        m_server.reset();
        m_settings.reset();
    }

protected:
    [[nodiscard]] QUrl url(int host = 0) const { return QUrl(m_server->urls().at(host)); }
    void set(QStringView name, QStringView value)
    {
        QCOMPARE(m_settings->set(name, value).value_or(QString()), QString());
    }

    std::unique_ptr<lanescope::site::SiteSettings> m_settings;
    std::unique_ptr<lanescope::site::HttpServer> m_server;
};

/// Everything that one request brings until the connection ends, or until there is more than `enough`.
struct Catch {
    QByteArray bytes;
    bool ended = false;
    QAbstractSocket::SocketError error = QAbstractSocket::UnknownSocketError;

    [[nodiscard]] QByteArray head() const { return bytes.left(bytes.indexOf("\r\n\r\n")); }
    [[nodiscard]] QByteArray body() const { return bytes.mid(bytes.indexOf("\r\n\r\n") + 4); }
};

inline Catch fetch(const QUrl& site, const QByteArray& path, qsizetype enough = qsizetype{64} << 20)
{
    Catch result;
    QTcpSocket socket;
    QObject::connect(&socket, &QTcpSocket::readyRead, [&] {
        result.bytes += socket.readAll();
        if (result.bytes.size() > enough) {
            socket.abort();
        }
    });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, [&](auto error) { result.error = error; });
    socket.connectToHost(site.host(), static_cast<quint16>(site.port()));
    socket.write("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    // Not QTest's waiting, which sleeps 10 ms each time it has looked.
    QEventLoop loop;
    QObject::connect(&socket, &QTcpSocket::stateChanged, &loop, [&](QAbstractSocket::SocketState state) {
        result.ended = state == QTcpSocket::UnconnectedState;
        if (result.ended) {
            loop.quit();
        }
    });
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    loop.exec();
    return result;
}
