// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/http_connection.h"

#include "core/site/concurrency_gate.h"
#include "core/site/delay_queue.h"
#include "core/site/http_answer.h"
#include "core/site/site_control.h"

#include <QHostAddress>

#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace lanescope::site {

namespace {

constexpr std::size_t kMaxPending = 64;
constexpr qsizetype kReadBytes = qsizetype{16} * 1024;
constexpr qint64 kMaxUnsentBytes = qint64{256} * 1024;
constexpr std::chrono::seconds kDrainFor{1};
constexpr int kSlicesPerSecond = 100;

int sliceBytes(const Verdict& verdict) {
    return std::max(1, verdict.bodyBytesPerSecond / kSlicesPerSecond);
}

std::chrono::nanoseconds sliceTime(const Verdict& verdict) {
    return std::chrono::nanoseconds(std::int64_t{sliceBytes(verdict)} * 1'000'000'000 /
                                    verdict.bodyBytesPerSecond);
}

} // namespace

HttpConnection::HttpConnection(ConnectionId id, ConnectionParts parts, qintptr descriptor, QObject* parent)
    : QObject(parent)
    , m_id(id)
    , m_parts(std::move(parts)) {
    connect(&m_socket, &QTcpSocket::readyRead, this, [this] { readInput(); });
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] { close(); });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { close(); });
    connect(&m_socket, &QTcpSocket::bytesWritten, this,
            [this] { m_state == State::Draining ? finishSending() : advance(); });
    m_socket.setReadBufferSize(kReadBytes); // what is not read stays in the kernel and holds back the sender
    if (m_socket.setSocketDescriptor(descriptor)) {
        m_socket.setSocketOption(QTcpSocket::LowDelayOption, 1);
    } else {
        QMetaObject::invokeMethod(
            this, [this] { close(); }, Qt::QueuedConnection);
    }
}

HttpConnection::~HttpConnection() {
    m_socket.disconnect(this); // its destructor says "disconnected" when half of this object is gone
}

void HttpConnection::readInput() {
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

void HttpConnection::takeParsed() {
    for (HttpRequest& request : m_parsed) {
        Pending pending{std::move(request), {}};
        if (!SiteControl::owns(pending.request.path)) {
            pending.place = m_parts.counters.placeOf(m_parts.host, pending.request.host);
            if (!m_place.host) {
                m_place = pending.place;
                m_parts.counters.connectionOpened(m_place);
            }
            m_parts.counters.requestBegan(pending.place);
        }
        m_pending.push_back(std::move(pending));
    }
    m_parsed.clear();
}

void HttpConnection::advance() {
    while (m_state == State::Idle && !m_pending.empty() && m_socket.bytesToWrite() <= kMaxUnsentBytes) {
        beginFront();
    }
    if (m_readingPaused && m_pending.size() < kMaxPending) {
        m_readingPaused = false;
        readInput();
    }
}

void HttpConnection::beginFront() {
    const Pending& front = m_pending.front();
    if (!front.place.host) {
        answerControl();
    } else if (front.request.failureStatus != 0) {
        const HttpAnswer answer = failureAnswer(front.request.failureStatus, front.request.failureText);
        m_status = answer.status;
        complete(headOf(answer, AfterAnswer::Close) + answer.body);
    } else if (m_parts.gate.enter(m_id)) {
        startWork();
    } else {
        m_state = State::Queued;
        m_parts.counters.requestQueued(front.place);
    }
}

void HttpConnection::admitted() {
    m_parts.counters.requestUnqueued(m_pending.front().place);
    startWork();
    advance();
}

void HttpConnection::startWork() {
    m_insideGate = true;
    m_verdict = m_parts.responder.decide(m_parts.host, m_pending.front().request);
    if (m_verdict.delay.count() == 0) {
        deliver();
    } else {
        m_state = State::Delaying;
        m_parts.delays.add(m_verdict.delay, m_id);
    }
}

void HttpConnection::due() {
    if (m_state == State::Delaying) {
        deliver();
        advance();
    } else if (m_state == State::SendingBody) {
        sendSlice();
        advance();
    } else if (m_state == State::Draining) {
        m_socket.abort();
        close();
    }
}

void HttpConnection::deliver() {
    if (m_verdict.reset) {
        resetConnection();
        return;
    }
    const HttpRequest& request = m_pending.front().request;
    const HttpAnswer answer = m_parts.responder.render(m_verdict);
    m_status = answer.status;
    QByteArray bytes = headOf(answer, request.keepAlive ? AfterAnswer::KeepAlive : AfterAnswer::Close);
    if (request.method == HttpRequest::Method::Head) {
        complete(bytes);
    } else if (m_verdict.bodyBytesPerSecond == 0) {
        complete(bytes.append(answer.body));
    } else {
        m_state = State::SendingBody;
        m_rest = answer.body;
        m_parts.delays.add(sliceTime(m_verdict), m_id);
        write(bytes);
    }
}

void HttpConnection::sendSlice() {
    const QByteArray slice = m_rest.left(sliceBytes(m_verdict));
    if (slice.size() == m_rest.size()) {
        complete(slice);
        return;
    }
    m_parts.delays.add(sliceTime(m_verdict), m_id);
    if (m_socket.bytesToWrite() <= kMaxUnsentBytes) {
        m_rest.remove(0, slice.size());
        write(slice);
    }
}

void HttpConnection::complete(const QByteArray& lastBytes) {
    const Pending done = std::move(m_pending.front());
    m_pending.pop_front();
    m_state = State::Idle;
    // Before the write: a client that has the last byte must never still be counted (see SiteCounters).
    m_parts.counters.requestEnded(done.place, SiteCounters::Outcome::Answered, m_status);
    write(lastBytes);
    leaveGate();
    if (!done.request.keepAlive) {
        startDraining();
    }
}

void HttpConnection::answerControl() {
    const HttpRequest request = std::move(m_pending.front().request);
    m_pending.pop_front();
    const HttpAnswer answer = m_parts.control.answer(request, m_socket.peerAddress().isLoopback());
    const QByteArray head = headOf(answer, request.keepAlive ? AfterAnswer::KeepAlive : AfterAnswer::Close);
    m_socket.write(request.method == HttpRequest::Method::Head ? head : head + answer.body);
    if (!request.keepAlive) {
        startDraining();
    }
}

void HttpConnection::resetConnection() {
    m_parts.counters.requestEnded(m_pending.front().place, SiteCounters::Outcome::Reset);
    m_pending.pop_front();
    // Closing without lingering makes the kernel send RST instead of FIN.
    const linger noLinger{1, 0};
    ::setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &noLinger,
                 sizeof noLinger);
    m_state = State::Idle; // what was under way is accounted for
    m_socket.abort();
    close();
}

void HttpConnection::write(const QByteArray& bytes) {
    m_parts.counters.bytesSent(m_place, bytes.size());
    m_socket.write(bytes); // on failure errorOccurred or disconnected leads to close()
}

void HttpConnection::leaveGate() {
    if (m_insideGate) {
        m_insideGate = false;
        m_parts.gate.leave();
    }
}

/// After the last answer the connection is half closed and what still arrives is thrown away: closing at once
/// with unread input would send RST, and the client could lose the answer.
void HttpConnection::startDraining() {
    if (m_state != State::Closed) {
        m_state = State::Draining;
        finishSending();
    }
}

void HttpConnection::finishSending() {
    // The time to drain begins only here: a large last answer may take a slow reader any time it needs.
    if (m_socket.bytesToWrite() == 0) {
        ::shutdown(static_cast<int>(m_socket.socketDescriptor()), SHUT_WR);
        m_parts.delays.add(kDrainFor, m_id);
    }
}

void HttpConnection::close() {
    if (m_state == State::Closed) {
        return;
    }
    if (m_state == State::Queued) {
        m_parts.counters.requestUnqueued(m_pending.front().place);
    }
    m_state = State::Closed;
    for (const Pending& pending : m_pending) {
        if (pending.place.host) {
            m_parts.counters.requestEnded(pending.place, SiteCounters::Outcome::Abandoned);
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
