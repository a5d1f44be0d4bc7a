// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/blocking_client.h"

#include "core/crawl/url/byte_views.h"
#include "core/crawl/wire/reply_outcome.h"

#include <QNetworkProxy>
#include <QTcpSocket>

#include <algorithm>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

constexpr int kConnectMs = 5000;
/// How often one who waits for an answer looks whether it is asked to stop.
constexpr int kLookAgainMs = 30;
constexpr qint64 kMaxAnswerBytes = 10 * 1024 * 1024;

void fail(Response& response, const QTcpSocket& socket)
{
    const bool refused = socket.error() == QAbstractSocket::ConnectionRefusedError;
    setOutcome(response, refused ? RequestOutcome::Refused : RequestOutcome::Reset, socket.errorString());
}

bool connectTo(QTcpSocket& socket, Response& response)
{
    const QUrl url = response.request.url.toQUrl();
    socket.setProxy(QNetworkProxy::NoProxy);
    response.stamps.connecting = trace::readClock();
    socket.connectToHost(url.host(), static_cast<quint16>(url.port(80)));
    if (!socket.waitForConnected(kConnectMs)) {
        fail(response, socket);
        return false;
    }
    return true;
}

void send(QTcpSocket& socket, Response& response)
{
    const QUrl url = response.request.url.toQUrl();
    socket.write("GET " + copied(response.request.url.target()) + " HTTP/1.1\r\nHost: " + url.authority().toLatin1() +
                 "\r\nUser-Agent: Lanescope/0.1\r\nConnection: close\r\n\r\n");
    socket.flush();
    response.stamps.sent = trace::readClock();
    response.sends = 1;
}

/// Everything up to the end of the connection, or nothing, and then the response says why.
QByteArray receive(QTcpSocket& socket, Response& response, const std::stop_token& stop)
{
    QByteArray answer;
    while (socket.state() == QAbstractSocket::ConnectedState || socket.bytesAvailable() > 0) {
        if (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(kLookAgainMs) &&
            socket.error() != QAbstractSocket::SocketTimeoutError)
            break;
        if (response.stamps.headers == 0 && socket.bytesAvailable() > 0)
            response.stamps.headers = trace::readClock();
        answer += socket.readAll();
        if (stop.stop_requested()) {
            setOutcome(response, RequestOutcome::Cancelled, u"The run was stopped."_s);
            return {};
        }
        if (answer.size() > kMaxAnswerBytes) {
            setOutcome(response, RequestOutcome::TooLarge, u"The answer is larger than the limit."_s);
            return {};
        }
    }
    return answer;
}

/// What the header says that follows, or -1.
qsizetype announcedBytes(const QByteArray& head)
{
    const QByteArray lower = head.toLower();
    const qsizetype at = lower.indexOf("\ncontent-length:");
    return at < 0 ? -1 : lower.sliced(at + 16).split('\n').first().trimmed().toLongLong();
}

/// "HTTP/1.1 200 OK", headers, an empty line, the body.
void take(const QByteArray& answer, Response& response)
{
    const qsizetype headEnd = answer.indexOf("\r\n\r\n");
    const QByteArray head = answer.first(std::max<qsizetype>(headEnd, 0));
    if (head.startsWith("HTTP/1.")) {
        response.status = head.split(' ').value(1).toInt();
        response.body = answer.sliced(headEnd + 4);
        response.wireBytes = response.body.size();
    }
    if (response.status == 0 || response.body.size() < announcedBytes(head))
        return setOutcome(response, RequestOutcome::Reset, u"The connection ended before the answer did."_s);
    if (response.status >= 400)
        setOutcome(response, RequestOutcome::HttpError, u"The server answered %1."_s.arg(response.status));
}

void fetchInto(Response& response, const std::stop_token& stop)
{
    const trace::Wait wait(trace::WaitKind::Io, trace::ObjectId::None);
    QTcpSocket socket;
    if (!connectTo(socket, response))
        return;
    send(socket, response);
    const QByteArray answer = receive(socket, response, stop);
    if (response.outcome == RequestOutcome::Ok)
        take(answer, response);
}

} // namespace

int BlockingClient::takeLane()
{
    const std::lock_guard lock(m_mutex);
    const auto free = std::ranges::find(m_laneTaken, false);
    const auto lane = static_cast<int>(free - m_laneTaken.begin());
    if (free == m_laneTaken.end())
        m_laneTaken.push_back(true);
    else
        *free = true;
    return lane;
}

void BlockingClient::finish(const Response& response)
{
    const std::lock_guard lock(m_mutex);
    m_recorder.record(response);
    m_laneTaken[static_cast<std::size_t>(response.lane)] = false;
}

Response BlockingClient::fetch(const Url& url, const std::stop_token& stop)
{
    Response response;
    response.request.url = url;
    response.request.id = m_ids.fetch_add(1, std::memory_order_relaxed) + 1;
    if (stop.stop_requested()) {
        setOutcome(response, RequestOutcome::Cancelled, u"The run was stopped."_s);
        return response;
    }
    response.lane = takeLane();
    response.request.tag.discovered = response.stamps.started = trace::readClock();
    fetchInto(response, stop);
    response.stamps.finished = trace::readClock();
    finish(response);
    return response;
}

} // namespace lanescope::crawl
