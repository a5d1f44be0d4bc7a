// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/http_connection.h"

#include "core/site/concurrency_gate.h"
#include "core/site/delay_queue.h"
#include "core/site/http_answer.h"
#include "core/site/request_log.h"
#include "core/site/site_control.h"

#include <QHostAddress>

#include <sys/socket.h>

#include <array>

namespace lanescope::site {

namespace {

constexpr std::size_t kMaxPending = 64;
constexpr qsizetype kReadBytes = qsizetype{16} * 1024;
constexpr std::chrono::seconds kDrainFor{1};

std::int64_t nowNs()
{
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

} // namespace

HttpConnection::HttpConnection(ConnectionId id, ConnectionParts parts, qintptr descriptor, QObject* parent)
    : QObject(parent)
    , m_id(id)
    , m_parts(std::move(parts))
{
    connect(&m_socket, &QTcpSocket::readyRead, this, [this] { readInput(); });
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] { close(); });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { close(); });
    connect(&m_socket, &QTcpSocket::bytesWritten, this,
            [this] { m_state == State::Draining ? finishSending() : advance(); });
    m_socket.setReadBufferSize(kReadBytes); // what is not read stays in the kernel and holds back the sender
    if (m_socket.setSocketDescriptor(descriptor)) {
        m_socket.setSocketOption(QTcpSocket::LowDelayOption, 1);
        m_client = m_socket.peerAddress().toIPv4Address();
        m_clientPort = m_socket.peerPort();
    } else {
        QMetaObject::invokeMethod(
            this, [this] { close(); }, Qt::QueuedConnection);
    }
}

HttpConnection::~HttpConnection()
{
    m_socket.disconnect(this); // its destructor says "disconnected" when half of this object is gone
}

void HttpConnection::readInput()
{
    std::array<char, kReadBytes> buffer;
    while (m_state != State::Closed && m_socket.bytesAvailable() > 0) {
        m_readingPaused = m_pending.size() >= kMaxPending;
        if (m_readingPaused) {
            return;
        }
        const qint64 got = m_socket.read(buffer.data(), buffer.size());
        if (got > 0 && m_state != State::Draining) {
            m_parser.feed(buffer.data(), static_cast<std::size_t>(got), m_parsed);
            takeParsed();
            advance();
        }
    }
}

void HttpConnection::takeParsed()
{
    for (HttpRequest& request : m_parsed) {
        Pending pending{std::move(request), {}, 0, 0, 0};
        if (!SiteControl::owns(pending.request.path)) {
            pending.place = m_parts.counters.placeOf(m_parts.host, pending.request.host);
            if (!m_place.host) {
                m_place = pending.place;
                m_parts.counters.connectionOpened(m_place);
            }
            m_parts.counters.requestBegan(pending.place);
            pending.id = m_parts.log.nextId();
            pending.numberOnConnection = ++m_requests;
            pending.beganNs = nowNs();
        }
        m_pending.push_back(std::move(pending));
    }
    m_parsed.clear();
}

void HttpConnection::advance()
{
    sendMore();
    while (m_state == State::Idle && !m_pending.empty() && m_socket.bytesToWrite() <= kMaxUnsentBytes) {
        beginFront();
    }
    if (m_readingPaused && m_pending.size() < kMaxPending) {
        m_readingPaused = false;
        readInput();
    }
}

void HttpConnection::beginFront()
{
    const Pending& front = m_pending.front();
    if (!front.place.host) {
        answerControl();
    } else if (front.request.failureStatus != 0) {
        const HttpAnswer answer = failureAnswer(front.request.failureStatus, front.request.failureText);
        m_status = answer.status;
        m_closeAfter = true;
        complete(headOf(answer, AfterAnswer::Close) + answer.body);
    } else if (m_parts.gate.enter(m_id)) {
        startWork();
    } else {
        m_state = State::Queued;
        m_parts.counters.requestQueued(front.place);
    }
}

void HttpConnection::admitted()
{
    m_parts.counters.requestUnqueued(m_pending.front().place);
    startWork();
    advance();
}

void HttpConnection::startWork()
{
    m_insideGate = true;
    const Arrival arrival{m_parts.host, m_client, std::chrono::steady_clock::now()};
    m_verdict = m_parts.responder.decide(arrival, m_pending.front().request);
    if (m_verdict.delay.count() == 0) {
        deliver();
    } else {
        m_state = State::Delaying;
        m_parts.delays.add(m_verdict.delay, m_id);
    }
}

void HttpConnection::due()
{
    if (m_state == State::Delaying) {
        deliver();
        advance();
    } else if (m_state == State::Pacing) {
        sendSlice();
        advance();
    } else if (m_state == State::Resetting) {
        resetConnection();
    } else if (m_state == State::Draining) {
        m_socket.abort();
        close();
    }
}

void HttpConnection::answerControl()
{
    const HttpRequest request = std::move(m_pending.front().request);
    m_pending.pop_front();
    const HttpAnswer answer = m_parts.control.answer(request, m_socket.peerAddress().isLoopback());
    const QByteArray head = headOf(answer, request.keepAlive ? AfterAnswer::KeepAlive : AfterAnswer::Close);
    m_socket.write(request.method == HttpRequest::Method::Head ? head : head + answer.body);
    if (!request.keepAlive) {
        startDraining();
    }
}

void HttpConnection::ended(const Pending& request, SiteCounters::Outcome outcome, int status)
{
    m_parts.counters.requestEnded(request.place, outcome, status);
    if (!m_parts.log.isOn()) {
        return;
    }
    const QByteArray query = request.request.query.isEmpty() ? QByteArray() : '?' + request.request.query;
    m_parts.log.add({request.id, m_id, request.numberOnConnection, m_parts.host, m_clientPort,
                     request.request.path + query, status, outcome, request.beganNs, nowNs()});
}

void HttpConnection::write(const QByteArray& bytes)
{
    m_parts.counters.bytesSent(m_place, bytes.size());
    m_socket.write(bytes); // on failure errorOccurred or disconnected leads to close()
}

void HttpConnection::leaveGate()
{
    if (m_insideGate) {
        m_insideGate = false;
        m_parts.gate.leave();
    }
}

/// After the last answer the connection is half closed and what still arrives is thrown away: closing at once
/// with unread input would send RST, and the client could lose the answer.
void HttpConnection::startDraining()
{
    if (m_state != State::Closed) {
        m_state = State::Draining;
        finishSending();
    }
}

void HttpConnection::finishSending()
{
    // The time to drain begins only here: a large last answer may take a slow reader any time it needs.
    if (m_socket.bytesToWrite() == 0) {
        ::shutdown(static_cast<int>(m_socket.socketDescriptor()), SHUT_WR);
        m_parts.delays.add(kDrainFor, m_id);
    }
}

void HttpConnection::close()
{
    if (m_state == State::Closed) {
        return;
    }
    if (m_state == State::Queued) {
        m_parts.counters.requestUnqueued(m_pending.front().place);
    }
    m_state = State::Closed;
    for (const Pending& pending : m_pending) {
        if (pending.place.host) {
            ended(pending, SiteCounters::Outcome::Abandoned, 0);
        }
    }
    m_pending.clear();
    if (m_place.host) {
        m_parts.counters.connectionClosed(m_place);
    }
    leaveGate();
    m_parts.closed(m_id);
}

} // namespace lanescope::site
